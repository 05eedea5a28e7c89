import { effortOfBudget } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningSetting, ResponseFormat } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  booleanAt,
  countAt,
  eachAt,
  nameAt,
  numberAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { addDocuments } from "./decode-documents.ts";
import { decodeMessages } from "./decode-messages.ts";
import { decodeTools } from "./decode-tools.ts";

const KNOWN = new Set([
  "model",
  "stream",
  "messages",
  "tools",
  "strict_tools",
  "tool_choice",
  "documents",
  "response_format",
  "max_tokens",
  "stop_sequences",
  "temperature",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "k",
  "p",
  "thinking",
]);

/** Fields that clients send at these values ask for nothing. */
const IDLE: Readonly<Record<string, unknown>> = { logprobs: false, priority: 0 };

const CHOICE = wordAt(["REQUIRED", "NONE"]);

/** A chat body in the canonical form. (Cohere API reference, chat v2.) */
export function decodeRequest(body: JsonObject): ChatRequest {
  const unmapped = unknownMembers(body, KNOWN).filter((name) => !(name in IDLE) || IDLE[name] !== body[name]);
  const choice = optional(body, "tool_choice", CHOICE);
  const messages = decodeMessages(body["messages"], unmapped);
  return {
    model: required(body, "model", nameAt),
    messages: addDocuments(messages, body["documents"]),
    stream: optional(body, "stream", booleanAt) ?? false,
    tools: decodeTools(body["tools"], optional(body, "strict_tools", booleanAt), unmapped),
    toolChoice: choice && { kind: choice === "NONE" ? "none" : "required" },
    maxOutputTokens: optional(body, "max_tokens", countAt),
    temperature: optional(body, "temperature", numberAt),
    topP: optional(body, "p", numberAt),
    topK: optional(body, "k", numberAt),
    stopSequences: optional(body, "stop_sequences", eachAt(stringAt)),
    seed: optional(body, "seed", numberAt),
    presencePenalty: optional(body, "presence_penalty", numberAt),
    frequencyPenalty: optional(body, "frequency_penalty", numberAt),
    responseFormat: decodeFormat(body),
    reasoning: decodeThinking(body),
    unmapped,
  };
}

function decodeFormat(body: JsonObject): ResponseFormat | undefined {
  const format = optional(body, "response_format", objectAt);
  if (format === undefined) return undefined;
  const type = required(format, "type", wordAt(["text", "json_object"]), "response_format");
  if (type === "text") return { kind: "text" };
  // The older name of the member is still taken.
  const schema =
    optional(format, "json_schema", objectAt, "response_format") ??
    optional(format, "schema", objectAt, "response_format");
  return schema === undefined ? { kind: "json" } : { kind: "json-schema", schema };
}

function decodeThinking(body: JsonObject): ReasoningSetting | undefined {
  const thinking = optional(body, "thinking", objectAt);
  if (thinking === undefined) return undefined;
  const type = required(thinking, "type", wordAt(["enabled", "disabled"]), "thinking");
  if (type === "disabled") return { effort: "none" };
  const budgetTokens = optional(thinking, "token_budget", countAt, "thinking");
  return budgetTokens === undefined ? { adaptive: true } : { effort: effortOfBudget(budgetTokens), budgetTokens };
}
