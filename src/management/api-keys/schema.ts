import { z } from "@hono/zod-openapi";
import { id, instant, orNull, page, plainText } from "../http/fields.ts";
import { ipAllowlist } from "../settings/ip-entry.ts";
import { usdAsNanos } from "../settings/money-field.ts";
import { rateLimits, rateLimitsPatch } from "../settings/rate-limits.ts";
import { spendLimits, spendLimitsPatch } from "../settings/spend-limits.ts";
import { iamRule, iamRules } from "./iam-rule.ts";

const DESCRIPTION_MAX = 255;
const REMINDER_MAX_DAYS = 3_650;
const OVERLAP_MAX_SECONDS = 30 * 86_400;
/** A day: long enough to bring a new secret everywhere, short enough not to be forgotten. */
const OVERLAP_DEFAULT_SECONDS = 86_400;

const environment = z.enum(["production", "development"]);
const description = plainText(0, DESCRIPTION_MAX).openapi({ example: "Production API Key" });
const date = instant.openapi({ type: "string", format: "date-time" });
const reminderDays = z.int().min(1).max(REMINDER_MAX_DAYS);

/** What both a new key and a change may set; null: no such limit. */
const settable = {
  description: description.optional(),
  usageLimit: orNull(usdAsNanos, "number")
    .optional()
    .openapi({ description: "US dollars that the key may spend; null: no limit" }),
  expiresAt: orNull(date, "string").optional().openapi({ description: "Null: never" }),
  rateLimits: rateLimitsPatch.nullish(),
  limits: spendLimitsPatch.nullish().openapi({ description: "What the key may spend a day, week, month or request" }),
  ipAllowlist: ipAllowlist.nullish(),
  iam: iamRules.nullish(),
  rotationReminderDays: reminderDays.nullish().openapi({ description: "Age at which the key is due to be rotated" }),
};

export const newApiKey = z
  .strictObject({ projectId: id, environment: environment.default("production"), ...settable })
  .openapi("NewApiKey");

export type NewApiKey = z.output<typeof newApiKey>;

/** Absent fields stay as they are, and so do absent members of `rateLimits` and of `limits`. */
export const apiKeyPatch = z
  .strictObject({ status: z.enum(["active", "inactive"]).optional(), ...settable })
  .openapi("ApiKeyPatch");

export type ApiKeyPatch = z.output<typeof apiKeyPatch>;

export const rotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(OVERLAP_MAX_SECONDS)
      .default(OVERLAP_DEFAULT_SECONDS)
      .openapi({ description: "How long the secrets before go on working; 0 where one has leaked" }),
  })
  .openapi("ApiKeyRotation");

export const apiKeysQuery = z.object({
  organizationId: id.optional(),
  projectId: id.optional(),
  environment: environment.optional(),
  status: z.enum(["active", "inactive"]).optional().openapi({ description: "Both when absent" }),
  ...page,
});

export type ApiKeysQuery = z.output<typeof apiKeysQuery>;

const moment = z.iso.datetime().nullable();

export const apiKey = z
  .object({
    id: z.string().openapi({ example: "key_789ghi" }),
    organizationId: z.string(),
    projectId: z.string(),
    description: z.string(),
    environment,
    prefix: z.string().openapi({ example: "llm_gw_prod_" }),
    last4: z.string(),
    status: z.enum(["active", "inactive"]),
    statusReason: z
      .enum(["manual", "usage_limit"])
      .nullable()
      .openapi({ description: "Why it is inactive: somebody said so, or its usage limit is spent" }),
    usageLimit: z.number().nullable(),
    spent: z.number().openapi({ description: "US dollars, up to a second or two ago" }),
    requests: z.int(),
    lastUsedAt: moment,
    expiresAt: moment,
    rateLimits: rateLimits.nullable(),
    limits: spendLimits,
    ipAllowlist: z.array(z.string()).nullable(),
    iam: z.array(iamRule).nullable(),
    rotationReminderDays: z.int().nullable(),
    rotatedAt: moment,
    rotationDueAt: moment,
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("ApiKey");

export type ApiKeyView = z.output<typeof apiKey>;

export const apiKeyAnswer = z.object({ apiKey }).openapi("ApiKeyAnswer");
export const apiKeysAnswer = z
  .object({ apiKeys: z.array(apiKey), nextCursor: z.string().nullable() })
  .openapi("ApiKeyList");
export const secretAnswer = z
  .object({
    apiKey,
    key: z.string().openapi({ description: "The secret. It is shown this once." }),
  })
  .openapi("ApiKeyWithSecret");
export const rotatedAnswer = z
  .object({
    apiKey,
    key: z.string().openapi({ description: "The new secret. It is shown this once." }),
    previousValidUntil: z.iso.datetime().openapi({ description: "Until when the secrets before go on working" }),
  })
  .openapi("RotatedApiKey");
