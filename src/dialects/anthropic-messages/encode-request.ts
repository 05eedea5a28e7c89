import { createHash } from "node:crypto";
import type { ChatRequest, ResponseFormat } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { capCacheMarks } from "./cache-marks.ts";
import { encodeMessages } from "./encode-messages.ts";
import { planThinking, type ThinkingPlan } from "./encode-thinking.ts";
import { encodeTools } from "./encode-tools.ts";
import { VERTEX_VERSION } from "./vertex.ts";
import type { WireText } from "./wire.ts";

/**
 * A canonical request as a messages body. Fields are named in warnings as OpenAI callers spell them where the wires
 * differ. (Anthropic API reference, create a message.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  const plan = planThinking(request, target, warnings);
  const { system, messages } = encodeMessages(request.messages, warnings);
  const tools = encodeTools(request, { thinking: plan.on, quirks: target.quirks, warnings });
  const format = encodeFormat(request.responseFormat, system, warnings);
  capCacheMarks([...(tools.tools ?? []), ...system, ...messages.flatMap((message) => message.content)], warnings);
  const body: JsonObject = target.quirks.has("model-in-path") ? {} : { model: target.model };
  if (target.quirks.has("vertex-anthropic-version")) body["anthropic_version"] = VERTEX_VERSION;
  body["max_tokens"] = plan.maxTokens;
  if (system.length > 0) body["system"] = system;
  body["messages"] = messages;
  Object.assign(body, tools);
  if (plan.thinking !== undefined) body["thinking"] = plan.thinking;
  if (plan.effort !== undefined || format !== undefined) {
    body["output_config"] = { ...(plan.effort && { effort: plan.effort }), ...(format && { format }) };
  }
  if (request.stream) body["stream"] = true;
  addStops(body, request, warnings);
  addSampling(body, request, { target, plan, warnings });
  addIdentity(body, request, warnings);
  return { body, warnings: warnings.list };
}

function addStops(body: JsonObject, { stopSequences = [] }: ChatRequest, warnings: Warnings): void {
  const kept = stopSequences.filter((stop) => stop.trim() !== "");
  if (kept.length < stopSequences.length)
    warnings.add("stop", "Stop sequences of white space only are refused; left out.");
  if (kept.length > 0) body["stop_sequences"] = kept;
}

/** Least `top_p` that goes with thinking. (Anthropic documentation, extended thinking.) */
const MIN_THINKING_TOP_P = 0.95;

function addSampling(
  body: JsonObject,
  request: ChatRequest,
  { target, plan, warnings }: { target: EncodeTarget; plan: ThinkingPlan; warnings: Warnings },
): void {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty } = request;
  for (const [field, value] of [
    ["seed", seed],
    ["presence_penalty", presencePenalty],
    ["frequency_penalty", frequencyPenalty],
  ]) {
    if (value !== undefined && value !== 0)
      warnings.add(String(field), `The messages wire has no '${field}'; left out.`);
  }
  const drop = (field: string, why: string) => warnings.add(field, `${why} '${field}'; left out.`);
  const refusal = target.sampling ? "A model that thinks takes no" : "This model takes no";
  const free = target.sampling && !plan.on;
  if (temperature !== undefined) {
    if (free) body["temperature"] = Math.min(Math.max(temperature, 0), 1);
    if (free && temperature > 1) warnings.add("temperature", "The messages wire ends at temperature 1; 1 was sent.");
    if (!free && (temperature !== 1 || !target.sampling)) drop("temperature", refusal);
  }
  if (topP !== undefined) {
    // Newer models take one of the two.
    if (free && temperature !== undefined) drop("top_p", "Beside temperature the model takes no");
    else if (free || (target.sampling && topP >= MIN_THINKING_TOP_P)) body["top_p"] = topP;
    else drop("top_p", refusal);
  }
  if (topK === undefined) return;
  if (free) body["top_k"] = topK;
  else drop("top_k", refusal);
}

/** Longest `metadata.user_id`. (Anthropic API reference, metadata.) */
const MAX_USER_CHARS = 256;

const TIERS: Readonly<Record<string, string>> = {
  auto: "auto",
  priority: "auto",
  default: "standard_only",
  standard_only: "standard_only",
};

function addIdentity(body: JsonObject, request: ChatRequest, warnings: Warnings): void {
  const { userId, serviceTier, metadata, promptCacheKey, verbosity } = request;
  for (const [field, value] of [
    ["metadata", metadata],
    ["prompt_cache_key", promptCacheKey],
    ["verbosity", verbosity],
  ] as const) {
    if (value !== undefined) warnings.add(field, `The messages wire has no '${field}'; left out.`);
  }
  if (userId !== undefined) {
    const short = userId.length <= MAX_USER_CHARS ? userId : createHash("sha256").update(userId).digest("hex");
    body["metadata"] = { user_id: short };
  }
  if (serviceTier === undefined) return;
  const tier = Object.hasOwn(TIERS, serviceTier) ? TIERS[serviceTier] : undefined;
  if (tier === undefined)
    warnings.add("service_tier", `The messages wire has no service tier '${serviceTier}'; left out.`);
  else body["service_tier"] = tier;
}

function encodeFormat(
  format: ResponseFormat | undefined,
  system: WireText[],
  warnings: Warnings,
): JsonObject | undefined {
  if (format?.kind === "json-schema") return { type: "json_schema", schema: closed(format.schema) };
  if (format?.kind !== "json") return undefined;
  warnings.add("response_format", "The messages wire has no plain JSON mode; it was given as an instruction.");
  system.push({ type: "text", text: "Answer with one JSON object and nothing else: no prose and no code fence." });
  return undefined;
}

/** Keywords that hold values, not schemas. */
const VALUES = new Set(["enum", "const", "default", "examples"]);

/** A schema whose objects say `additionalProperties: false`, which the API demands. (Structured outputs.) */
function closed(schema: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const [name, value] of Object.entries(schema)) out[name] = VALUES.has(name) ? value : closedValue(value);
  if (schema["type"] === "object" && schema["additionalProperties"] === undefined) out["additionalProperties"] = false;
  return out;
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return isObject(value) ? closed(value) : value;
}
