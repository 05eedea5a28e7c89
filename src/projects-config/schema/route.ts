import { z } from "zod";
import { RECOVERIES, type Recovery } from "../../gateway/routing/execution.ts";
import { balancingSchema } from "./balancing.ts";
import { cachingSchema } from "./caching.ts";
import { fallbackSchema } from "./fallback.ts";
import { budgetLimitingSchema, durationLimitingSchema, rateLimitingSchema, tokenLimitingSchema } from "./limits.ts";
import { id } from "./text.ts";

const MODELS_MAX = 100;
const wait = (what: string) => z.int().min(1).max(3_600_000).optional().describe(`Milliseconds, ${what}`);

/** Longest waits; the gateway's where a member is absent. */
const deadlines = z
  .strictObject({
    headers_ms: wait("until the provider's response headers"),
    first_token_ms: wait("until the first piece of an answer"),
    first_token_patience_ms: wait("the same while another model is left to ask"),
    idle_ms: wait("between two pieces of an answer"),
    total_ms: wait("from the request to the end"),
  })
  .meta({ title: "Deadlines" });

const models = z.array(id).max(MODELS_MAX).optional();
const [first, ...rest] = RECOVERIES as readonly [Recovery, ...Recovery[]];

/** What callers ask for as `project/route`. */
export const routeSchema = z
  .strictObject({
    chat_models: models.describe("Without routing, balancing and strategy the first one answers"),
    embedding_models: models,
    transcription_models: models,
    routing: id.optional().describe("Name of a routing"),
    balancing: balancingSchema.optional(),
    strategy: z
      .enum(["order", "cost", "latency", "quality"])
      .optional()
      .describe("Which of the chat models is asked first: the first in the list, the cheapest, the fastest, the best"),
    fallback: z.array(fallbackSchema).max(MODELS_MAX).optional(),
    retries: z
      .int()
      .min(0)
      .max(10)
      .optional()
      .describe("Retries at each model, instead of the models' own retry_attempts"),
    deadlines: deadlines.optional(),
    recovery: z
      .enum([first, ...rest])
      .optional()
      .describe("What is done with a stream that breaks"),
    hedge_after_ms: z
      .int()
      .min(1)
      .max(600_000)
      .optional()
      .describe("After so long without an answer the next model is asked too"),
    guardrails: z.array(z.string().trim().min(1).max(64)).max(50).optional().describe("Names of guardrails, in order"),
    caching: cachingSchema.optional(),
    rate_limiting: rateLimitingSchema.optional(),
    token_limiting: tokenLimitingSchema.optional(),
    budget_limiting: budgetLimitingSchema.optional(),
    duration_limiting: durationLimitingSchema.optional(),
    mcp_servers: z.array(z.string().min(1).max(64)).max(50).optional().describe("Aliases of MCP servers"),
    plugins: z.record(z.string(), z.unknown()).optional().describe("None exist here"),
  })
  .meta({ title: "Route" });

/** Routes are named in `model` behind a slash. */
export const routeName = z
  .string()
  .max(64)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    "must hold letters, digits, '.', '_' and '-' only, and begin with a letter or digit",
  );

export type ConfigRoute = z.output<typeof routeSchema>;
