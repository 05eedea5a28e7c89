import { z } from "@hono/zod-openapi";
import { email } from "../auth/schema.ts";
import { id } from "../http/fields.ts";

const URL_MAX = 2_048;
const TEXT_MAX = 2_048;
const DOMAINS_MAX = 50;
const DOMAIN_MAX = 253;

const emailDomain = z
  .string()
  .trim()
  .toLowerCase()
  .max(DOMAIN_MAX)
  .regex(/^(?=.*\.)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/, "must be a domain");

const issuer = z
  .string()
  .trim()
  .min(1)
  .max(URL_MAX)
  .refine((url) => !url.includes("/.well-known/"), "must be the issuer itself, without /.well-known/…")
  .openapi({ example: "https://login.example.com" });

const defaultRole = z.enum(["admin", "developer", "viewer"]);

export const ssoPut = z
  .strictObject({
    issuer,
    clientId: z.string().trim().min(1).max(TEXT_MAX),
    clientSecret: z
      .string()
      .min(1)
      .max(TEXT_MAX)
      .optional()
      .openapi({ description: "Needed at first, and with another issuer or client; else the one before stays" }),
    emailDomains: z
      .array(emailDomain)
      .min(1)
      .max(DOMAINS_MAX)
      .transform((domains) => [...new Set(domains)])
      .openapi({ type: "array", items: { type: "string" }, example: ["example.com"] }),
    defaultRole: defaultRole.default("developer").openapi({ description: "Of who comes for the first time" }),
    enforced: z
      .boolean()
      .default(false)
      .openapi({ description: "Members of these domains, but for owners, then reach the organization no other way" }),
  })
  .openapi("SsoConfiguration");

export type SsoPut = z.output<typeof ssoPut>;

const connection = z
  .object({
    organizationId: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    emailDomains: z.array(z.string()),
    defaultRole,
    enforced: z.boolean(),
    callbackUrl: z.string().openapi({ description: "To be registered with the identity provider" }),
    startUrl: z.string().openapi({ description: "Where members begin" }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("SsoConnection");

export type SsoView = z.output<typeof connection>;

export const ssoAnswer = z.object({ sso: connection }).openapi("SsoAnswer");

export const startQuery = z
  .object({
    organization: id.optional(),
    email: email.optional(),
    returnTo: z
      .string()
      .max(512)
      .regex(/^\/(?![/\\])[^\s\\\p{Cc}]*$/u, "must be a path of this service")
      .default("/dashboard")
      .openapi({ description: "Where the browser goes afterwards" }),
  })
  .refine(({ organization, email: given }) => (organization === undefined) !== (given === undefined), {
    message: "say either organization or email",
    path: ["organization"],
  });
