import { isEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningSetting, ResponseFormat } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  booleanAt,
  countAt,
  eachAt,
  invalid,
  isObject,
  nameAt,
  numberAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { decodeMessages } from "./decode-messages.ts";
import { decodeHostedTools, decodeToolChoice, decodeTools } from "./decode-tools.ts";

const KNOWN = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "functions",
  "function_call",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "top_p",
  "top_k",
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "response_format",
  "reasoning_effort",
  "reasoning",
  "user",
  "safety_identifier",
  "service_tier",
  "n",
  "modalities",
  "verbosity",
  "prompt_cache_key",
  "metadata",
  "web_search_options",
]);

/** Fields that many clients always send; at these values they ask for nothing. */
const IDLE: Readonly<Record<string, unknown>> = { logprobs: false, top_logprobs: 0, store: false };

/** A chat completion body in the canonical form. (OpenAI API reference, create chat completion.) */
export function decodeRequest(body: JsonObject): ChatRequest {
  const unmapped = unknownMembers(body, KNOWN).filter((name) => !isIdle(name, body[name]));
  for (const name of ["functions", "function_call"]) {
    if (isSet(body[name])) throw invalid(name, "is deprecated and has no translation; use 'tools' and 'tool_choice'.");
  }
  if ((optional(body, "n", numberAt) ?? 1) !== 1) {
    throw invalid("n", "must be 1 for this model: its provider's wire gives one answer at a time. Ask several times.");
  }
  if (!isTextOnly(body["modalities"])) unmapped.push("modalities");
  const tools = decodeTools(body["tools"]);
  return {
    model: required(body, "model", nameAt),
    messages: decodeMessages(body["messages"], unmapped),
    stream: optional(body, "stream", booleanAt) ?? false,
    tools,
    hostedTools: decodeHostedTools(body["web_search_options"], unmapped),
    toolChoice: decodeToolChoice(body["tool_choice"], tools),
    parallelToolCalls: optional(body, "parallel_tool_calls", booleanAt),
    maxOutputTokens: optional(body, "max_completion_tokens", countAt) ?? optional(body, "max_tokens", countAt),
    temperature: optional(body, "temperature", numberAt),
    topP: optional(body, "top_p", numberAt),
    topK: optional(body, "top_k", numberAt),
    stopSequences: decodeStop(body["stop"]),
    seed: optional(body, "seed", numberAt),
    presencePenalty: optional(body, "presence_penalty", numberAt),
    frequencyPenalty: optional(body, "frequency_penalty", numberAt),
    responseFormat: decodeFormat(body["response_format"]),
    reasoning: decodeReasoning(body),
    verbosity: optional(body, "verbosity", wordAt(["low", "medium", "high"])),
    promptCacheKey: optional(body, "prompt_cache_key", stringAt),
    metadata: decodeMetadata(body["metadata"], unmapped),
    userId: optional(body, "safety_identifier", stringAt) ?? optional(body, "user", stringAt),
    serviceTier: optional(body, "service_tier", stringAt),
    unmapped,
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isIdle(name: string, value: unknown): boolean {
  if (name in IDLE) return IDLE[name] === value;
  return isObject(value) && Object.keys(value).length === 0;
}

function isTextOnly(modalities: unknown): boolean {
  return !Array.isArray(modalities) || modalities.every((modality) => modality === "text");
}

/** Labels; values that are no strings, which libraries put there for their own ends, go no further. */
function decodeMetadata(value: unknown, unmapped: string[]): Readonly<Record<string, string>> | undefined {
  if (!isSet(value)) return undefined;
  const labels: Record<string, string> = {};
  for (const [name, label] of Object.entries(objectAt(value, "metadata"))) {
    if (typeof label === "string") labels[name] = label;
    else if (isSet(label)) unmapped.push(`metadata.${name}`);
  }
  return Object.keys(labels).length === 0 ? undefined : labels;
}

function decodeStop(value: unknown): readonly string[] | undefined {
  if (!isSet(value)) return undefined;
  return typeof value === "string" ? [value] : eachAt(stringAt)(value, "stop");
}

function decodeFormat(value: unknown): ResponseFormat | undefined {
  if (!isSet(value)) return undefined;
  const format = objectAt(value, "response_format");
  const type = required(format, "type", wordAt(["text", "json_object", "json_schema"]), "response_format");
  if (type !== "json_schema") return { kind: type === "text" ? "text" : "json" };
  const path = "response_format.json_schema";
  const wire = required(format, "json_schema", objectAt, "response_format");
  return {
    kind: "json-schema",
    schema: optional(wire, "schema", objectAt, path) ?? { type: "object" },
    name: optional(wire, "name", stringAt, path),
    description: optional(wire, "description", stringAt, path),
    strict: optional(wire, "strict", booleanAt, path),
  };
}

/** OpenAI's `reasoning_effort`, or OpenRouter's object `reasoning`, which clients of many vendors send. */
function decodeReasoning(body: JsonObject): ReasoningSetting | undefined {
  const effort = optional(body, "reasoning_effort", effortAt);
  if (effort !== undefined) return { effort };
  const wire = optional(body, "reasoning", objectAt);
  if (wire === undefined) return undefined;
  const wished = optional(wire, "effort", effortAt, "reasoning");
  const budgetTokens = optional(wire, "max_tokens", countAt, "reasoning");
  const enabled = optional(wire, "enabled", booleanAt, "reasoning");
  const exclude = optional(wire, "exclude", booleanAt, "reasoning");
  return {
    effort: enabled === false ? "none" : wished,
    budgetTokens,
    adaptive: enabled === true && wished === undefined && budgetTokens === undefined ? true : undefined,
    visible: exclude === undefined ? undefined : !exclude,
  };
}

function effortAt(value: unknown, path: string) {
  if (!isEffort(value)) throw invalid(path, "must be one of none, minimal, low, medium, high, xhigh, max.");
  return value;
}
