import { z } from "zod";
import { id, line, PROMPT_MAX, promptFile, url } from "./text.ts";

const MODELS_MAX = 500;

const credentials = z
  .strictObject({
    api_key: line.optional(),
    base_url: url.optional().describe("Where the provider is asked, with /v1 where it has one"),
    api_base: url.optional().describe("The same for Azure"),
    api_version: line.optional(),
    azure_ad_token: line.optional(),
    project_id: line.optional(),
    region: line.optional(),
    organization: line.optional(),
    access_key_id: line.optional(),
    secret_access_key: line.optional(),
    session_token: line.optional(),
    service_account_json: z.string().min(1).max(20_000).optional(),
  })
  .describe("The organization's connections are used when absent");

const price = z.number().min(0).max(1_000_000).optional().describe("Dollars; the catalogue's when absent or 0");

/** One model that routes can name. */
export const modelSchema = z
  .strictObject({
    model_id: id.describe("What routes call it"),
    model: z
      .string()
      .max(300)
      .regex(/^[A-Za-z0-9_-]+\/\S+$/, "must be provider/name, such as openai/gpt-4o-mini")
      .describe("provider/name"),
    credentials: credentials.optional(),
    params: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("Parameters for the provider where requests have none"),
    retry_attempts: z.int().min(0).max(10).default(3).describe("Retries before a fallback is asked"),
    prompt: z.string().min(1).max(PROMPT_MAX).optional().describe("Stands before the messages of callers"),
    prompt_ref: promptFile.optional().describe("File of a prompt, instead of prompt"),
    role: z.enum(["system", "developer", "user", "assistant"]).default("system").describe("Role of the prompt"),
    input_cost_per_million_tokens: price,
    output_cost_per_million_tokens: price,
    input_cached_cost_per_million_tokens: price,
    input_cache_creation_5m_cost_per_million_tokens: price,
    input_cache_creation_1h_cost_per_million_tokens: price,
    input_cost_per_second: price,
    input_cost_per_audio_token: price,
  })
  .refine(({ prompt, prompt_ref }) => prompt === undefined || prompt_ref === undefined, {
    path: ["prompt_ref"],
    message: "stands beside prompt: keep one of them",
  })
  .refine(
    ({ prompt, prompt_ref, role }) => (prompt ?? prompt_ref) === undefined || role === "system" || role === "developer",
    {
      path: ["role"],
      message: "of a prompt must be system or developer",
    },
  )
  .meta({ title: "Model" });

export const modelsSchema = z.array(modelSchema).max(MODELS_MAX);
export type ConfigModel = z.output<typeof modelSchema>;
