import { z } from "@hono/zod-openapi";
import { isTimeZone } from "../../budget-window.ts";
import { guardrailList, guardrailsView } from "../guardrails/schema.ts";
import { ipAllowlist } from "./ip-entry.ts";
import { organizationRateLimits, organizationRateLimitsPatch } from "./rate-limits.ts";
import { modelName, namesOf, routingPreferences, routingPreferencesPatch } from "./routing-preferences.ts";
import { spendLimits, spendLimitsPatch } from "./spend-limits.ts";

const TTL_MAX_SECONDS = 31_536_000;
const URL_MAX = 2_048;
const REGIONS_MAX = 20;

const piiAction = z.enum(["redact", "block", "warn", "tokenize"]);
const piiType = z.enum(["email", "phone", "ssn", "credit_card", "api_key", "ip_address", "iban"]);
const region = z
  .string()
  .max(32)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be a region, such as us or eu")
  .openapi({ example: "eu" });
/** Without its provider a model would never be found, and every question be a miss that nobody sees. */
const embeddingModel = modelName.regex(
  /^[^/*]+\/[^*]+$/,
  "must be provider/model, such as openai/text-embedding-3-small",
);
const cacheMode = z.enum(["on", "shadow"]);
const cacheNamespace = z.enum(["organization", "project", "key"]);
const percent = z.number().min(1).max(100);
const similarity = z.number().min(0.9).max(0.99);
const ttlSeconds = z.int().min(1).max(TTL_MAX_SECONDS);
const days = z.int().min(1).max(365);
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be a time zone by its IANA name, such as Europe/Rome")
  .openapi({ example: "Europe/Rome", description: "Where days, weeks and months of budgets begin; UTC when not set" });

/** What a change takes: parts and fields that are absent stay, null clears. */
export const settingsPatch = z
  .strictObject({
    routingPreferences: routingPreferencesPatch.nullish(),
    limits: spendLimitsPatch.nullish(),
    rateLimits: organizationRateLimitsPatch
      .nullish()
      .openapi({ description: "For all of the organization's requests together; its plan may allow less" }),
    timeZone: timeZone.nullish(),
    alerts: z
      .strictObject({
        threshold_percent: percent.nullish(),
        webhook_url: z.string().trim().min(1).max(URL_MAX).nullish(),
      })
      .nullish(),
    semanticCache: z
      .strictObject({
        cache_enabled: z.boolean().nullish(),
        similarity_threshold: similarity.nullish(),
        ttl_seconds: ttlSeconds.nullish(),
        exclude_models: namesOf(modelName).nullish(),
        mode: cacheMode.nullish().openapi({ description: "shadow: counts what would be given, and gives nothing" }),
        namespace: cacheNamespace.nullish().openapi({ description: "Who shares answers" }),
        embedding_model: embeddingModel.nullish().openapi({ description: "What questions are embedded with" }),
      })
      .nullish(),
    exactCache: z
      .strictObject({
        namespace: cacheNamespace.nullish().openapi({ description: "Who shares answers" }),
        coalesce: z
          .boolean()
          .nullish()
          .openapi({ description: "Whether identical requests that run at the same time are one call" }),
      })
      .nullish(),
    pii: z
      .strictObject({
        pii_detection_enabled: z.boolean().nullish(),
        pii_action: piiAction.nullish(),
        pii_types: namesOf(piiType).nullish(),
      })
      .nullish(),
    guardrails: guardrailList.nullish(),
    ipAllowlist: ipAllowlist.nullish(),
    residency: z.strictObject({ allowed_regions: namesOf(region, REGIONS_MAX).nullish() }).nullish(),
    retention: z.strictObject({ store_content: z.boolean().nullish(), days: days.nullish() }).nullish(),
    configs: z
      .strictObject({
        separate_approval: z
          .boolean()
          .nullish()
          .openapi({ description: "Whether who approved a project's configuration may not be who serves it" }),
      })
      .nullish(),
  })
  .openapi("OrganizationSettingsPatch");

export type SettingsPatch = z.output<typeof settingsPatch>;

/** Every part with every field; what is not set is null, or has the default that holds. */
export const settings = z
  .object({
    routingPreferences,
    limits: spendLimits,
    rateLimits: organizationRateLimits,
    timeZone: z.string(),
    alerts: z.object({ threshold_percent: z.number(), webhook_url: z.string().nullable() }),
    semanticCache: z.object({
      cache_enabled: z.boolean(),
      similarity_threshold: z.number(),
      ttl_seconds: z.int(),
      exclude_models: z.array(z.string()),
      mode: cacheMode,
      namespace: cacheNamespace,
      embedding_model: z.string().nullable(),
    }),
    exactCache: z.object({ namespace: cacheNamespace, coalesce: z.boolean() }),
    pii: z.object({
      pii_detection_enabled: z.boolean(),
      pii_action: piiAction,
      pii_types: z.array(z.string()),
    }),
    guardrails: guardrailsView,
    ipAllowlist: z.array(z.string()).nullable(),
    residency: z.object({ allowed_regions: z.array(z.string()) }),
    retention: z.object({ store_content: z.boolean(), days: z.int() }),
    configs: z.object({ separate_approval: z.boolean() }),
  })
  .openapi("OrganizationSettings");

export type SettingsView = z.output<typeof settings>;

export const settingsAnswer = z.object({ settings }).openapi("OrganizationSettingsAnswer");
