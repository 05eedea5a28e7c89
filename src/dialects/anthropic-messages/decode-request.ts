import type { CacheMark } from "../../canonical/blocks.ts";
import { effortOfBudget, isEffort } from "../../canonical/effort.ts";
import type { ChatRequest, Message, ReasoningSetting, ResponseFormat } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  booleanAt,
  countAt,
  eachAt,
  invalid,
  nameAt,
  numberAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { decodeCacheMark } from "./decode-content.ts";
import { decodeMessages, decodeSystem } from "./decode-messages.ts";
import { decodeToolChoice, decodeTools, refuseMcpServers } from "./decode-tools.ts";

const KNOWN = new Set([
  "model",
  "messages",
  "system",
  "max_tokens",
  "stream",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "output_format",
  "stop_sequences",
  "temperature",
  "top_p",
  "top_k",
  "metadata",
  "service_tier",
  "cache_control",
  "mcp_servers",
  // Google's clients say it in the body; it asks for nothing that a translation could miss.
  "anthropic_version",
]);

/** Fields that clients always send; at these values they ask for nothing. */
const IDLE: Readonly<Record<string, unknown>> = { speed: "standard" };

/** A messages body in the canonical form. (Anthropic API reference, create a message.) */
export function decodeRequest(body: JsonObject): ChatRequest {
  const unmapped = unknownMembers(body, KNOWN).filter((name) => !(name in IDLE && IDLE[name] === body[name]));
  refuseMcpServers(body["mcp_servers"]);
  const tools = decodeTools(body["tools"], unmapped);
  const messages = [...decodeSystem(body["system"], unmapped), ...decodeMessages(body["messages"], unmapped)];
  const metadata = optional(body, "metadata", objectAt) ?? {};
  unmapped.push(...unknownMembers(metadata, new Set(["user_id"]), "metadata"));
  const { toolChoice, parallelToolCalls } = decodeToolChoice(body["tool_choice"], tools, unmapped);
  return {
    model: required(body, "model", nameAt),
    messages: markLast(messages, decodeCacheMark(body, "")),
    stream: optional(body, "stream", booleanAt) ?? false,
    ...tools,
    toolChoice,
    parallelToolCalls,
    maxOutputTokens: required(body, "max_tokens", countAt),
    temperature: optional(body, "temperature", numberAt),
    topP: optional(body, "top_p", numberAt),
    topK: optional(body, "top_k", numberAt),
    stopSequences: optional(body, "stop_sequences", eachAt(stringAt)),
    responseFormat: decodeFormat(body),
    reasoning: decodeReasoning(body, unmapped),
    userId: optional(metadata, "user_id", stringAt, "metadata"),
    serviceTier: optional(body, "service_tier", stringAt),
    unmapped,
  };
}

/** The top-level mark stands for one on the last block that can bear it. */
function markLast(messages: readonly Message[], cache: CacheMark | undefined): readonly Message[] {
  const last = messages.at(-1);
  const block = last?.blocks.at(-1);
  if (cache === undefined || last === undefined || block === undefined) return messages;
  if (block.kind === "reasoning" || block.kind === "refusal") return messages;
  return [...messages.slice(0, -1), { ...last, blocks: [...last.blocks.slice(0, -1), { ...block, cache }] }];
}

function decodeFormat(body: JsonObject): ResponseFormat | undefined {
  const config = optional(body, "output_config", objectAt);
  const path = config?.["format"] === undefined ? "output_format" : "output_config.format";
  const format =
    (config && optional(config, "format", objectAt, "output_config")) ?? optional(body, "output_format", objectAt);
  if (format === undefined) return undefined;
  required(format, "type", wordAt(["json_schema"]), path);
  return { kind: "json-schema", schema: required(format, "schema", objectAt, path) };
}

const THINKING = wordAt(["enabled", "disabled", "adaptive", "between_tools"]);
const DISPLAY = wordAt(["summarized", "omitted"]);

function decodeReasoning(body: JsonObject, unmapped: string[]): ReasoningSetting | undefined {
  const config = optional(body, "output_config", objectAt);
  if (config !== undefined) unmapped.push(...unknownMembers(config, new Set(["effort", "format"]), "output_config"));
  const effort = config && optional(config, "effort", effortAt, "output_config");
  const thinking = optional(body, "thinking", objectAt);
  if (thinking === undefined) return effort === undefined ? undefined : { effort };
  const type = required(thinking, "type", THINKING, "thinking");
  if (type === "disabled") return { effort: "none" };
  const display = optional(thinking, "display", DISPLAY, "thinking");
  const visible = display === undefined ? undefined : display === "summarized";
  if (type !== "enabled") return { effort, adaptive: true, visible };
  const budgetTokens = required(thinking, "budget_tokens", countAt, "thinking");
  return { effort: effort ?? effortOfBudget(budgetTokens), budgetTokens, visible };
}

function effortAt(value: unknown, path: string) {
  if (!isEffort(value)) throw invalid(path, "must be one of low, medium, high, xhigh, max.");
  return value;
}
