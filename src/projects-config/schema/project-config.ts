import { z } from "zod";
import { cacheSchema } from "./caching.ts";
import { configGuardrailsSchema } from "./guardrails.ts";
import { mcpServerSchema } from "./mcp.ts";
import { modelsSchema } from "./models.ts";
import { routeName, routeSchema } from "./route.ts";
import { routingsSchema } from "./routing.ts";

/** Routes that one project may have. */
export const ROUTES_MAX = 500;

/** A configuration of a project, shape alone; what parts say of each other is checked by `readProjectConfig`. */
export const projectConfigSchema = z
  .strictObject({
    chat_models: modelsSchema.optional().describe("Chat models that routes can name"),
    embedding_models: modelsSchema.optional().describe("Embedding models that routes, caches and routings can name"),
    transcription_models: modelsSchema.optional().describe("Models that write down speech"),
    guardrails: configGuardrailsSchema.optional().describe("Checks that routes can name"),
    routing: routingsSchema.optional().describe("Ways to choose a model that routes can name"),
    mcp_servers: z.array(mcpServerSchema).max(100).optional().describe("Servers of tools that routes can name"),
    cache: cacheSchema.optional(),
    routes: z.record(routeName, routeSchema).describe("What callers ask for as project/route"),
  })
  .meta({ title: "Project configuration" });

/** A configuration as it was read: one spelling of everything, defaults filled in, references to secrets left. */
export type ProjectConfig = z.output<typeof projectConfigSchema>;
/** A configuration as it may be written. */
export type ProjectConfigInput = z.input<typeof projectConfigSchema>;
