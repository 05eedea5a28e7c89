import { createHash } from "node:crypto";
import type { ChatRequest, ResponseFormat } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { encodeInput } from "./encode-input.ts";
import { encodeReasoningSetting } from "./encode-reasoning.ts";
import { encodeTools } from "./encode-tools.ts";
import type { WireItem } from "./wire.ts";

/**
 * A canonical request as a response's body. Nothing is stored at the provider; reasoning comes back in opaque form
 * instead, so that it survives without. (OpenAI API reference, create a model response.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  const { quirks } = target;
  const input = encodeInput(request.messages, quirks, warnings);
  const text = encodeText(request, target, input, warnings);
  const body: JsonObject = { model: target.model, input, store: false };
  if (request.stream) body["stream"] = true;
  Object.assign(body, encodeTools(request, quirks, warnings));
  if (text !== undefined) body["text"] = text;
  const reasoning = encodeReasoningSetting(request.reasoning, target, warnings);
  if (reasoning !== undefined) body["reasoning"] = reasoning;
  if (target.reasoningStyle !== "none") body["include"] = ["reasoning.encrypted_content"];
  addLimit(body, request, target, warnings);
  addSampling(body, request, target, warnings);
  noteUnknown(request, warnings);
  addIdentity(body, request, target, warnings);
  return { body, warnings: warnings.list };
}

/** OpenAI refuses smaller limits. */
const LEAST_OUTPUT_TOKENS = 16;

function addLimit(body: JsonObject, request: ChatRequest, target: EncodeTarget, warnings: Warnings): void {
  const wanted = request.maxOutputTokens;
  if (wanted === undefined) return;
  const limit = Math.max(LEAST_OUTPUT_TOKENS, Math.min(wanted, target.maxOutputTokens ?? wanted));
  if (limit < wanted) warnings.add("max_tokens", `This model gives at most ${limit} tokens.`);
  if (limit > wanted)
    warnings.add("max_tokens", `This wire takes no less than ${limit} tokens; that many were asked for.`);
  body["max_output_tokens"] = limit;
}

/** Models that reason refuse sampling while they do. (OpenAI deployment checklist.) */
function addSampling(body: JsonObject, request: ChatRequest, target: EncodeTarget, warnings: Warnings): void {
  const effort = (body["reasoning"] as JsonObject | undefined)?.["effort"];
  const reasons = effort !== undefined && effort !== "none";
  for (const [name, value] of [
    ["temperature", request.temperature],
    ["top_p", request.topP],
  ] as const) {
    if (value === undefined) continue;
    if (!target.sampling) warnings.add(name, `This model takes no '${name}'; left out.`);
    else if (reasons) warnings.add(name, `This model takes no '${name}' while it reasons; left out.`);
    else body[name] = value;
  }
}

/** Settings of other wires that have no place in this one. */
function noteUnknown(request: ChatRequest, warnings: Warnings): void {
  const { topK, stopSequences, seed, presencePenalty, frequencyPenalty } = request;
  const stops = stopSequences === undefined || stopSequences.length === 0 ? undefined : stopSequences;
  for (const [name, value] of [
    ["top_k", topK],
    ["stop", stops],
    ["seed", seed],
    ["presence_penalty", presencePenalty],
    ["frequency_penalty", frequencyPenalty],
  ] as const) {
    if (value !== undefined) warnings.add(name, `The responses wire has no '${name}'; left out.`);
  }
}

/** Longest user id that OpenAI accepts. */
const MAX_USER_CHARS = 64;

function addIdentity(body: JsonObject, request: ChatRequest, { quirks }: EncodeTarget, warnings: Warnings): void {
  const { userId, serviceTier, promptCacheKey, metadata } = request;
  if (userId !== undefined) {
    if (quirks.has("no-user-field")) warnings.add("user", "This provider takes no user id; left out.");
    else body["safety_identifier"] = userId.length <= MAX_USER_CHARS ? userId : sha256(userId);
  }
  if (promptCacheKey !== undefined) body["prompt_cache_key"] = promptCacheKey;
  if (metadata !== undefined) body["metadata"] = metadata;
  if (serviceTier === undefined || serviceTier === "auto") return;
  body["service_tier"] = serviceTier === "standard_only" ? "default" : serviceTier;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function encodeText(
  request: ChatRequest,
  target: EncodeTarget,
  input: WireItem[],
  warnings: Warnings,
): JsonObject | undefined {
  const format = encodeFormat(request.responseFormat, target, input, warnings);
  if (format === undefined && request.verbosity === undefined) return undefined;
  return {
    ...(format === undefined ? {} : { format }),
    ...(request.verbosity === undefined ? {} : { verbosity: request.verbosity }),
  };
}

function encodeFormat(
  format: ResponseFormat | undefined,
  { quirks }: EncodeTarget,
  input: WireItem[],
  warnings: Warnings,
): JsonObject | undefined {
  if (format === undefined || format.kind === "text") return undefined;
  if (format.kind !== "json-schema") return { type: "json_object" };
  const { schema, name = "answer", description, strict = false } = format;
  if (!quirks.has("json-object-only")) {
    return { type: "json_schema", name, schema, strict, ...(description === undefined ? {} : { description }) };
  }
  warnings.add("response_format", "This provider has no JSON schema; the schema was given as an instruction.");
  const instruction = "Answer with one JSON object that conforms to this JSON Schema, and nothing else:";
  input.unshift({ role: "system", content: `${instruction}\n${JSON.stringify(schema)}` });
  return { type: "json_object" };
}
