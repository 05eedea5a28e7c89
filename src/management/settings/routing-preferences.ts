import { z } from "@hono/zod-openapi";
import type { RoutingPreferencesDocument } from "../../store/sql/tables/organization-settings.ts";

const NAMES_MAX = 200;
const CHAIN_MAX = 10;
const LATENCY_MAX_MS = 600_000;

/** A provider's id, or the name of one of the organization's own; `*` stands for any text. */
export const providerName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9*][\w.*-]*$/, "must be a provider's id, such as openai")
  .openapi({ example: "openai" });

/** A model as callers name it; `*` stands for any text. */
export const modelName = z
  .string()
  .max(256)
  .regex(/^[\x21-\x7e]+$/, "must be a model's name, such as openai/gpt-4o-mini")
  .openapi({ example: "openai/gpt-4o-mini" });

/** Names, each once. */
export function namesOf<Name extends z.ZodType<string>>(name: Name, countMax = NAMES_MAX) {
  return z
    .array(name)
    .max(countMax)
    .transform((names) => [...new Set(names)]);
}

const fields = {
  default_priority: z.enum(["cost", "latency", "quality"]),
  quality_threshold: z.number().min(0).max(1),
  max_latency_ms: z.int().min(1).max(LATENCY_MAX_MS),
  allowed_providers: namesOf(providerName).openapi({ description: "Empty: all" }),
  blocked_providers: namesOf(providerName),
  allowed_models: namesOf(modelName).openapi({ description: "Empty: all" }),
  blocked_models: namesOf(modelName),
  fallback_enabled: z.boolean(),
  fallback_chain: namesOf(modelName, CHAIN_MAX),
};

/** What a change takes: fields that are absent stay, null clears one. */
export const routingPreferencesPatch = z
  .strictObject({
    default_priority: fields.default_priority.nullish(),
    quality_threshold: fields.quality_threshold.nullish(),
    max_latency_ms: fields.max_latency_ms.nullish(),
    allowed_providers: fields.allowed_providers.nullish(),
    blocked_providers: fields.blocked_providers.nullish(),
    allowed_models: fields.allowed_models.nullish(),
    blocked_models: fields.blocked_models.nullish(),
    fallback_enabled: fields.fallback_enabled.nullish(),
    fallback_chain: fields.fallback_chain.nullish(),
  })
  .openapi("RoutingPreferencesPatch");

const names = z.array(z.string());

/** Every field; null or empty: not set. */
export const routingPreferences = z
  .object({
    default_priority: fields.default_priority.nullable(),
    quality_threshold: z.number().nullable(),
    max_latency_ms: z.int().nullable(),
    allowed_providers: names,
    blocked_providers: names,
    allowed_models: names,
    blocked_models: names,
    fallback_enabled: z.boolean().nullable(),
    fallback_chain: names,
  })
  .openapi("RoutingPreferences");

/** A stored part as the API shows it. */
export function toRoutingPreferences(part: RoutingPreferencesDocument): z.output<typeof routingPreferences> {
  return {
    default_priority: part.default_priority ?? null,
    quality_threshold: part.quality_threshold ?? null,
    max_latency_ms: part.max_latency_ms ?? null,
    allowed_providers: [...(part.allowed_providers ?? [])],
    blocked_providers: [...(part.blocked_providers ?? [])],
    allowed_models: [...(part.allowed_models ?? [])],
    blocked_models: [...(part.blocked_models ?? [])],
    fallback_enabled: part.fallback_enabled ?? null,
    fallback_chain: [...(part.fallback_chain ?? [])],
  };
}
