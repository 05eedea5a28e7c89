import { z } from "@hono/zod-openapi";
import { guardrailList, guardrailsView } from "../guardrails/schema.ts";
import { id, page, plainText } from "../http/fields.ts";
import { rateLimits, rateLimitsPatch } from "../settings/rate-limits.ts";
import { modelName, routingPreferences, routingPreferencesPatch } from "../settings/routing-preferences.ts";
import { spendLimits, spendLimitsPatch } from "../settings/spend-limits.ts";
import { slug } from "./slug.ts";

const NAME_MAX = 255;
const CACHE_MIN_SECONDS = 10;
const CACHE_MAX_SECONDS = 31_536_000;

const name = plainText(1, NAME_MAX).openapi({ example: "Production API" });
const mode = z
  .enum(["api-keys", "credits", "hybrid"])
  .openapi({ description: "api-keys: own provider keys only; credits: credits only; hybrid: own keys first" });
const cacheDurationSeconds = z.int().min(CACHE_MIN_SECONDS).max(CACHE_MAX_SECONDS);
const defaultModel = modelName.nullable().openapi({ description: "What savings in receipts are measured against" });

const limitsOf = {
  rates: "For the requests of all of the project's keys together",
  money: "What all of the project's keys together may spend a day, week, month or request",
};

const GUARDRAILS = "Checked after the organization's; the whole list is replaced";

export const newProject = z
  .strictObject({
    organizationId: id.optional().openapi({ description: "Needed by those who belong to several" }),
    name,
    slug: slug.optional().openapi({ description: "Made of the name when absent" }),
    mode: mode.default("hybrid"),
    cachingEnabled: z.boolean().default(false),
    cacheDurationSeconds: cacheDurationSeconds.default(60),
    defaultModel: defaultModel.default(null),
    routingPreferences: routingPreferencesPatch.nullish(),
    rateLimits: rateLimitsPatch.nullish().openapi({ description: limitsOf.rates }),
    limits: spendLimitsPatch.nullish().openapi({ description: limitsOf.money }),
    guardrails: guardrailList.nullish().openapi({ description: GUARDRAILS }),
  })
  .openapi("NewProject");

export type NewProject = z.output<typeof newProject>;

/** Absent fields stay as they are. */
export const projectPatch = z
  .strictObject({
    name: name.optional(),
    slug: slug.optional(),
    mode: mode.optional(),
    cachingEnabled: z.boolean().optional(),
    cacheDurationSeconds: cacheDurationSeconds.optional(),
    defaultModel: defaultModel.optional(),
    routingPreferences: routingPreferencesPatch.nullish(),
    rateLimits: rateLimitsPatch.nullish().openapi({ description: limitsOf.rates }),
    limits: spendLimitsPatch.nullish().openapi({ description: limitsOf.money }),
    guardrails: guardrailList.nullish().openapi({ description: GUARDRAILS }),
  })
  .openapi("ProjectPatch");

export type ProjectPatch = z.output<typeof projectPatch>;

export const projectsQuery = z.object({
  organizationId: id.optional(),
  status: z.enum(["active", "archived"]).optional().openapi({ description: "Both when absent" }),
  ...page,
});

export type ProjectsQuery = z.output<typeof projectsQuery>;

export const project = z
  .object({
    id: z.string().openapi({ example: "proj_456def" }),
    name: z.string(),
    organizationId: z.string(),
    slug: z.string(),
    mode,
    cachingEnabled: z.boolean(),
    cacheDurationSeconds: z.int(),
    defaultModel: z.string().nullable(),
    routingPreferences,
    rateLimits: rateLimits.nullable(),
    limits: spendLimits,
    guardrails: guardrailsView,
    status: z.enum(["active", "archived"]),
    projectStatus: z.enum(["DEV", "PROD"]).openapi({ description: "PROD: a configuration is served" }),
    servedConfigId: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Project");

export type ProjectView = z.output<typeof project>;

export const projectAnswer = z.object({ project }).openapi("ProjectAnswer");
export const projectsAnswer = z
  .object({ projects: z.array(project), nextCursor: z.string().nullable() })
  .openapi("ProjectList");
