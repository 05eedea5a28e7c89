import { z } from "@hono/zod-openapi";
import { plainText } from "../http/fields.ts";

const NAME_MAX = 255;

export const role = z.enum(["owner", "admin", "developer", "viewer"]);

const name = plainText(1, NAME_MAX).openapi({ example: "Acme" });

export const newOrganization = z.strictObject({ name }).openapi("NewOrganization");
export const organizationPatch = z.strictObject({ name: name.optional() }).openapi("OrganizationPatch");

export const organization = z
  .object({
    id: z.string().openapi({ example: "org_123abc" }),
    name: z.string(),
    plan: z.enum(["free", "starter", "pro", "enterprise"]),
    planRateLimits: z
      .object({ rpm: z.int().optional(), tpm: z.int().optional(), rpd: z.int().optional() })
      .openapi({ description: "What the plan allows: requests and tokens a minute, requests a day; absent: no bound" }),
    role: role.openapi({ description: "The caller's own" }),
    operates: z.boolean().openapi({ description: "The gateway's first organization: its owners are the operator" }),
    settings: z.object({
      singleSignOn: z.enum(["off", "offered", "enforced"]),
      storesContent: z.boolean(),
      restrictsIps: z.boolean(),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Organization");

export type OrganizationView = z.output<typeof organization>;

export const organizationAnswer = z.object({ organization }).openapi("OrganizationAnswer");
export const organizationsAnswer = z
  .object({ organizations: z.array(organization), nextCursor: z.null() })
  .openapi("OrganizationList");
