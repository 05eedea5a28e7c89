import { z } from "@hono/zod-openapi";
import { GRANTED_SCOPES, type GrantedScope } from "../auth/scopes.ts";
import { id, instant, orNull, page, plainText } from "../http/fields.ts";
import { role } from "../organizations/schema.ts";

const NAME_MAX = 255;

const scope = z.enum(GRANTED_SCOPES as [GrantedScope, ...GrantedScope[]]);
const scopes = z
  .array(scope)
  .min(1)
  .max(GRANTED_SCOPES.length)
  .openapi({ description: "`*`, or areas as `projects:read`; `write` includes `read`", example: ["projects:write"] });

export const newToken = z
  .strictObject({
    name: plainText(1, NAME_MAX).openapi({ example: "Deployment" }),
    role: role.openapi({ description: "At most the caller's own" }),
    scopes: scopes.default(["*"]).transform((given) => [...new Set(given)]),
    expiresAt: orNull(instant, "string").optional().openapi({ format: "date-time", description: "Never when absent" }),
  })
  .openapi("NewOrganizationToken");

export type NewToken = z.output<typeof newToken>;

export const tokensQuery = z.object(page);
export const tokenParams = z.object({ id, tokenId: id });

const organizationToken = z
  .object({
    id: z.string(),
    organizationId: z.string(),
    name: z.string(),
    role,
    scopes: z.array(z.string()),
    last4: z.string(),
    status: z.enum(["active", "expired"]),
    createdBy: z.string().nullable().openapi({ description: "User id" }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().openapi({ description: "To the minute" }),
  })
  .openapi("OrganizationToken");

export type TokenView = z.output<typeof organizationToken>;

export const tokensAnswer = z
  .object({ tokens: z.array(organizationToken), nextCursor: z.string().nullable() })
  .openapi("OrganizationTokenList");

export const mintedAnswer = z
  .object({
    token: organizationToken,
    secret: z.string().openapi({ description: "Send it as 'Authorization: Bearer <secret>'. Shown this once." }),
  })
  .openapi("OrganizationTokenMinted");
