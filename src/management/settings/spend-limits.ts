import { z } from "@hono/zod-openapi";
import { dollars } from "../../gateway/metering/cost.ts";
import type { SpendLimitsDocument } from "../../store/sql/tables/organization-settings.ts";
import { usdAsNanos } from "./money-field.ts";

const usd = usdAsNanos
  .transform(dollars)
  .nullish()
  .openapi({ type: ["number", "null"], minimum: 0, example: 100 });

/** What a change takes: fields that are absent stay, null clears one. */
export const spendLimitsPatch = z
  .strictObject({
    daily_usd: usd,
    weekly_usd: usd,
    monthly_usd: usd,
    per_request_usd: usd,
    allow_unpriced: z
      .boolean()
      .nullish()
      .openapi({ description: "Models without a price may be called although no limit can count them" }),
  })
  .openapi("SpendLimitsPatch");

const amount = z.number().nullable();

/** Every field; null: no limit. */
export const spendLimits = z
  .object({
    daily_usd: amount,
    weekly_usd: amount,
    monthly_usd: amount,
    per_request_usd: amount,
    allow_unpriced: z.boolean(),
  })
  .openapi("SpendLimits");

/** A stored part as the API shows it. */
export function toSpendLimits(part: SpendLimitsDocument | null): z.output<typeof spendLimits> {
  return {
    daily_usd: part?.daily_usd ?? null,
    weekly_usd: part?.weekly_usd ?? null,
    monthly_usd: part?.monthly_usd ?? null,
    per_request_usd: part?.per_request_usd ?? null,
    allow_unpriced: part?.allow_unpriced ?? false,
  };
}
