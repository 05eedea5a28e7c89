import { z } from "@hono/zod-openapi";
import { dollars } from "../../gateway/metering/cost.ts";
import { ipAllowlist } from "./ip-entry.ts";
import { usdAsNanos } from "./money-field.ts";
import { modelName, namesOf, routingPreferences, routingPreferencesPatch } from "./routing-preferences.ts";

const TTL_MAX_SECONDS = 31_536_000;
const URL_MAX = 2_048;
const REGIONS_MAX = 20;

const usd = usdAsNanos.transform(dollars).openapi({ type: "number", minimum: 0, example: 100 }).nullish();
const piiAction = z.enum(["redact", "block", "warn", "tokenize"]);
const piiType = z.enum(["email", "phone", "ssn", "credit_card", "api_key", "ip_address", "iban"]);
const region = z
  .string()
  .max(32)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be a region, such as us or eu")
  .openapi({ example: "eu" });
const percent = z.number().min(1).max(100);
const similarity = z.number().min(0.9).max(0.99);
const ttlSeconds = z.int().min(1).max(TTL_MAX_SECONDS);
const days = z.int().min(1).max(365);

/** What a change takes: parts and fields that are absent stay, null clears. */
export const settingsPatch = z
  .strictObject({
    routingPreferences: routingPreferencesPatch.nullish(),
    limits: z.strictObject({ daily_usd: usd, weekly_usd: usd, monthly_usd: usd, per_request_usd: usd }).nullish(),
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
      })
      .nullish(),
    pii: z
      .strictObject({
        pii_detection_enabled: z.boolean().nullish(),
        pii_action: piiAction.nullish(),
        pii_types: namesOf(piiType).nullish(),
      })
      .nullish(),
    ipAllowlist: ipAllowlist.nullish(),
    residency: z.strictObject({ allowed_regions: namesOf(region, REGIONS_MAX).nullish() }).nullish(),
    retention: z.strictObject({ store_content: z.boolean().nullish(), days: days.nullish() }).nullish(),
  })
  .openapi("OrganizationSettingsPatch");

export type SettingsPatch = z.output<typeof settingsPatch>;

const amount = z.number().nullable();

/** Every part with every field; what is not set is null, or has the default that holds. */
export const settings = z
  .object({
    routingPreferences,
    limits: z.object({ daily_usd: amount, weekly_usd: amount, monthly_usd: amount, per_request_usd: amount }),
    alerts: z.object({ threshold_percent: z.number(), webhook_url: z.string().nullable() }),
    semanticCache: z.object({
      cache_enabled: z.boolean(),
      similarity_threshold: z.number(),
      ttl_seconds: z.int(),
      exclude_models: z.array(z.string()),
    }),
    pii: z.object({
      pii_detection_enabled: z.boolean(),
      pii_action: piiAction,
      pii_types: z.array(z.string()),
    }),
    ipAllowlist: z.array(z.string()).nullable(),
    residency: z.object({ allowed_regions: z.array(z.string()) }),
    retention: z.object({ store_content: z.boolean(), days: z.int() }),
  })
  .openapi("OrganizationSettings");

export type SettingsView = z.output<typeof settings>;

export const settingsAnswer = z.object({ settings }).openapi("OrganizationSettingsAnswer");
