import { z } from "@hono/zod-openapi";
import { CUSTOM } from "../../connections/custom-provider.ts";
import { id, page, plainText } from "../http/fields.ts";
import { slug } from "../projects/slug.ts";
import { rateLimits, rateLimitsPatch } from "../settings/rate-limits.ts";

const NAME_MAX = 255;
const URL_MAX = 2_048;
const FIELD_NAME_MAX = 64;
const FIELD_MAX = 65_536;
const FIELDS_MAX = 50;
const PRIORITY_DEFAULT = 100;
const RANK_MAX = 1_000;

const name = plainText(1, NAME_MAX).openapi({ example: "Main account" });
const baseUrl = z
  .string()
  .trim()
  .min(1)
  .max(URL_MAX)
  .openapi({ example: "https://llm.example.com/v1", description: "Instead of the provider's own" });
const priority = z.int().min(0).max(RANK_MAX).openapi({ description: "Lower is used first" });
const weight = z.int().min(1).max(RANK_MAX).openapi({ description: "Share of requests within one priority" });
const status = z.enum(["active", "inactive"]);
const wire = z.enum(["openai", "anthropic"]);
const fieldName = z.string().min(1).max(FIELD_NAME_MAX);
const fieldValue = z.string().max(FIELD_MAX);
const few = (fields: object): boolean => Object.keys(fields).length <= FIELDS_MAX;
const customName = slug
  .refine((text) => text !== CUSTOM, "is taken; choose another")
  .openapi({ example: "local-llama", description: "As in model strings: local-llama/any-model" });

const credential = z
  .record(fieldName, fieldValue)
  .refine(few, "has too many fields")
  .openapi({ example: { apiKey: "sk-…" }, description: "Fields as GET /providers describes them" });

export const newProviderKey = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    provider: z
      .string()
      .min(1)
      .max(FIELD_NAME_MAX)
      .openapi({ example: "openai", description: "A provider's id, or custom" }),
    customName: customName.optional(),
    wire: wire.optional().openapi({ description: "What a custom provider speaks" }),
    name: name.optional().openapi({ description: "The provider's name when absent" }),
    credential: credential.default({}),
    baseUrl: baseUrl.nullish(),
    priority: priority.default(PRIORITY_DEFAULT),
    weight: weight.default(1),
    projectId: id.nullish().openapi({ description: "Only this project may use it" }),
    rateLimits: rateLimitsPatch.nullish().openapi({ description: "What may be asked of the provider with it" }),
    status: status.default("active"),
  })
  .superRefine((body, context) => {
    const isCustom = body.provider === CUSTOM;
    for (const field of ["customName", "wire", "baseUrl"] as const) {
      const given = body[field] !== undefined && body[field] !== null;
      if (isCustom && !given)
        context.addIssue({ code: "custom", path: [field], message: "is needed for a custom provider" });
      if (!isCustom && given && field !== "baseUrl") {
        context.addIssue({ code: "custom", path: [field], message: "is for custom providers only" });
      }
    }
  })
  .openapi("NewProviderKey");

export type NewProviderKey = z.output<typeof newProviderKey>;

/** Absent fields stay as they are. */
export const providerKeyPatch = z
  .strictObject({
    name: name.optional(),
    credential: z
      .record(fieldName, fieldValue.nullable())
      .refine(few, "has too many fields")
      .optional()
      .openapi({ description: "Absent fields stay, null clears one" }),
    baseUrl: baseUrl.nullish().openapi({ description: "Another host needs the secrets to be sent again" }),
    priority: priority.optional(),
    weight: weight.optional(),
    projectId: id.nullish(),
    rateLimits: rateLimitsPatch.nullish().openapi({ description: "Absent members stay, null clears" }),
    status: status.optional(),
  })
  .openapi("ProviderKeyPatch");

export type ProviderKeyPatch = z.output<typeof providerKeyPatch>;

export const providerKeysQuery = z.object({
  organizationId: id.optional(),
  projectId: id.optional(),
  provider: z.string().min(1).max(FIELD_NAME_MAX).optional(),
  status: status.optional(),
  ...page,
});

export type ProviderKeysQuery = z.output<typeof providerKeysQuery>;

const verdict = z.enum(["ok", "bad_key", "no_permission", "unreachable", "wrong_url", "rate_limited", "error"]);

export const providerKey = z
  .object({
    id: z.string().openapi({ example: "pk_123abc" }),
    organizationId: z.string(),
    projectId: z.string().nullable(),
    provider: z.string(),
    customName: z.string().nullable(),
    wire: wire.nullable(),
    name: z.string(),
    credential: z
      .record(z.string(), z.string())
      .openapi({ example: { apiKey: "••••wxyz" }, description: "Of secrets the last four characters" }),
    baseUrl: z.string().nullable(),
    priority: z.int(),
    weight: z.int(),
    rateLimits: rateLimits.nullable(),
    status,
    lastTestedAt: z.iso.datetime().nullable(),
    lastTestVerdict: verdict.nullable(),
    lastTestMessage: z.string().nullable(),
    lastTestLatencyMs: z.number().nullable(),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("ProviderKey");

export type ProviderKeyView = z.output<typeof providerKey>;

export const providerKeyAnswer = z.object({ providerKey }).openapi("ProviderKeyAnswer");
export const providerKeysAnswer = z
  .object({ providerKeys: z.array(providerKey), nextCursor: z.string().nullable() })
  .openapi("ProviderKeyList");

export const providerKeyTestAnswer = z
  .object({
    test: z
      .object({ verdict, message: z.string(), latencyMs: z.number().nullable(), testedAt: z.iso.datetime() })
      .openapi("ProviderKeyTest"),
  })
  .openapi("ProviderKeyTestAnswer");
