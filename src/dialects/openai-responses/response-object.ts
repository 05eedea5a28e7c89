import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/** What differs between the states of one response. */
export interface ResponseState {
  readonly status: "in_progress" | "completed" | "incomplete";
  readonly incomplete_details: JsonObject | null;
  readonly output: readonly JsonObject[];
  readonly usage: WireUsage | null;
}

/**
 * The response object. It repeats the settings of the request, with the API's defaults for those that were not sent:
 * clients validate them. (OpenAI API reference, the response object.)
 */
export function responseObject(meta: AnswerMeta, state: ResponseState): JsonObject {
  return {
    id: `resp_${meta.id}`,
    object: "response",
    created_at: meta.createdAtSeconds,
    status: state.status,
    background: false,
    completed_at: null,
    error: null,
    incomplete_details: state.incomplete_details,
    model: meta.model,
    output: state.output,
    usage: state.usage,
    ...settingsOf(meta.body),
    access_programs: null,
  };
}

/** Settings that are repeated, with their defaults. */
const DEFAULTS: Readonly<JsonObject> = {
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  safety_identifier: null,
  service_tier: "default",
  store: true,
  temperature: 1,
  tool_choice: "auto",
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  user: null,
};

function settingsOf(body: JsonObject): JsonObject {
  const settings: JsonObject = {};
  for (const [name, fallback] of Object.entries(DEFAULTS)) settings[name] = body[name] ?? fallback;
  if (settings["service_tier"] === "auto") settings["service_tier"] = "default";
  settings["reasoning"] = { effort: null, summary: null, ...objectOf(body["reasoning"]) };
  settings["text"] = { format: { type: "text" }, verbosity: "medium", ...withoutNulls(objectOf(body["text"])) };
  settings["tools"] = Array.isArray(body["tools"]) ? body["tools"].map(toolOf) : [];
  return settings;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** Members of a function that requests may leave out and answers have. */
function toolOf(tool: unknown): unknown {
  return isObject(tool) && tool["type"] === "function"
    ? { description: null, parameters: null, strict: null, ...tool }
    : tool;
}
