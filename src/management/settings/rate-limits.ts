import { z } from "@hono/zod-openapi";

const LIMIT_MAX = 1_000_000_000_000;

const limit = z.int().min(1).max(LIMIT_MAX).nullish();

const patchFields = {
  rpm: limit.openapi({ description: "Requests a minute" }),
  tpm: limit.openapi({ description: "Tokens a minute" }),
  rpd: limit.openapi({ description: "Requests a day" }),
  parallel: limit.openapi({ description: "Requests at the same time" }),
};

/** What a change takes: members that are absent stay, null clears one. */
export const rateLimitsPatch = z.strictObject(patchFields).openapi("KeyRateLimitsPatch");

/** An organization's, with those that each address has. */
export const organizationRateLimitsPatch = z
  .strictObject({
    ...patchFields,
    ip: z.strictObject(patchFields).nullish().openapi({ description: "For each address that calls" }),
  })
  .openapi("OrganizationRateLimitsPatch");

const count = z.int().optional();
const fields = { rpm: count, tpm: count, rpd: count, parallel: count };

/** Only what is set. */
export const rateLimits = z.object(fields).openapi("KeyRateLimits");

/** Only what is set; null: nothing is set for addresses. */
export const organizationRateLimits = z
  .object({ ...fields, ip: z.object(fields).nullable() })
  .openapi("OrganizationRateLimits");
