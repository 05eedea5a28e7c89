import { isEffort } from "../../canonical/effort.ts";
import type {
  ChatRequest,
  Message,
  ReasoningEffort,
  ReasoningSetting,
  ResponseFormat,
} from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  booleanAt,
  countAt,
  invalid,
  isObject,
  nameAt,
  numberAt,
  objectAt,
  optional,
  type Reader,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { checkRequest } from "./check-request.ts";
import { decodeInput } from "./decode-input.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";

const KNOWN = new Set([
  ...["model", "input", "instructions", "stream", "stream_options", "include"],
  ...["tools", "tool_choice", "parallel_tool_calls", "max_output_tokens", "temperature", "top_p"],
  ...["text", "reasoning", "metadata", "prompt_cache_key", "service_tier", "user", "safety_identifier"],
  // Kept by the gateway, or refused.
  ...["store", "previous_response_id", "background", "conversation", "prompt"],
]);

/** Fields that clients send at values that ask for nothing. */
const IDLE: Readonly<Record<string, unknown>> = { truncation: "disabled", top_logprobs: 0 };

/** A response's body in the canonical form. (OpenAI API reference, create a model response.) */
export function decodeRequest(body: JsonObject): ChatRequest {
  checkRequest(body);
  if (isObject(body["prompt"])) {
    throw invalid("prompt", "is stored at OpenAI and has no translation: send its text in 'instructions' and 'input'.");
  }
  const unmapped = unknownMembers(body, KNOWN).filter((name) => !isIdle(name, body[name]));
  const { tools, hosted } = decodeTools(body["tools"], unmapped);
  const text = optional(body, "text", objectAt) ?? {};
  unmapped.push(...unknownMembers(text, new Set(["format", "verbosity"]), "text"), ...unknownIncludes(body));
  return {
    model: required(body, "model", nameAt),
    messages: [...decodeInstructions(body), ...decodeInput(body["input"], unmapped)],
    stream: optional(body, "stream", booleanAt) ?? false,
    tools,
    hostedTools: hosted,
    toolChoice: decodeToolChoice(body["tool_choice"], tools, unmapped),
    parallelToolCalls: optional(body, "parallel_tool_calls", booleanAt),
    maxOutputTokens: optional(body, "max_output_tokens", countAt),
    temperature: optional(body, "temperature", numberAt),
    topP: optional(body, "top_p", numberAt),
    responseFormat: decodeFormat(text),
    verbosity: optional(text, "verbosity", wordAt(["low", "medium", "high"]), "text"),
    reasoning: decodeReasoning(body, unmapped),
    promptCacheKey: optional(body, "prompt_cache_key", stringAt),
    metadata: optional(body, "metadata", stringsAt),
    userId: optional(body, "safety_identifier", stringAt) ?? optional(body, "user", stringAt),
    serviceTier: optional(body, "service_tier", stringAt),
    unmapped,
  };
}

function decodeInstructions(body: JsonObject): readonly Message[] {
  const text = optional(body, "instructions", stringAt) ?? "";
  return text === "" ? [] : [{ role: "system", blocks: [{ kind: "text", text }], path: "instructions" }];
}

function isIdle(name: string, value: unknown): boolean {
  if (Object.hasOwn(IDLE, name)) return IDLE[name] === value;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Opaque reasoning is always given; other additions to the answer are OpenAI's own. */
function unknownIncludes(body: JsonObject): string[] {
  const wanted = optional(body, "include", arrayAt) ?? [];
  return wanted.flatMap((word, i) => (word === "reasoning.encrypted_content" ? [] : [`include[${i}]`]));
}

const stringsAt: Reader<Readonly<Record<string, string>>> = (value, path) => {
  const labels = objectAt(value, path);
  for (const [name, label] of Object.entries(labels)) stringAt(label, `${path}.${name}`);
  return labels as Record<string, string>;
};

function decodeFormat(text: JsonObject): ResponseFormat | undefined {
  const format = optional(text, "format", objectAt, "text");
  if (format === undefined) return undefined;
  const path = "text.format";
  const type = required(format, "type", wordAt(["text", "json_object", "json_schema"]), path);
  if (type !== "json_schema") return { kind: type === "text" ? "text" : "json" };
  return {
    kind: "json-schema",
    schema: required(format, "schema", objectAt, path),
    name: optional(format, "name", stringAt, path),
    description: optional(format, "description", stringAt, path),
    strict: optional(format, "strict", booleanAt, path),
  };
}

const SUMMARY = wordAt(["auto", "concise", "detailed", "none"]);

function decodeReasoning(body: JsonObject, unmapped: string[]): ReasoningSetting | undefined {
  const wire = optional(body, "reasoning", objectAt);
  if (wire === undefined) return undefined;
  unmapped.push(...unknownMembers(wire, new Set(["effort", "summary", "generate_summary"]), "reasoning"));
  const effort = optional(wire, "effort", effortAt, "reasoning");
  const summary =
    optional(wire, "summary", SUMMARY, "reasoning") ?? optional(wire, "generate_summary", SUMMARY, "reasoning");
  if (effort === undefined && summary === undefined) return undefined;
  return { effort, visible: summary === undefined ? undefined : summary !== "none" };
}

function effortAt(value: unknown, path: string): ReasoningEffort {
  if (!isEffort(value)) throw invalid(path, "must be one of none, minimal, low, medium, high, xhigh, max.");
  return value;
}
