import { createHash } from "node:crypto";
import type { ChatRequest } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { alternating } from "./alternate.ts";
import { encodeEffort } from "./encode-effort.ts";
import { encodeFormat } from "./encode-format.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeTools } from "./encode-tools.ts";
import { flattenTools } from "./flatten-tools.ts";
import type { WireMessage } from "./wire.ts";

/**
 * A canonical request as a chat completion body. Fields are named in warnings as Anthropic callers spell them where
 * the wires differ. (OpenAI API reference, create chat completion.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  const { quirks } = target;
  const source = quirks.has("no-tools") ? flattenTools(request.messages) : request.messages;
  const messages = encodeMessages(source, target, warnings);
  const format = encodeFormat(request.responseFormat, target, messages, warnings);
  const body: JsonObject = { model: target.model, messages: inTurns(messages, quirks, warnings) };
  if (request.stream) {
    body["stream"] = true;
    if (!quirks.has("no-stream-options")) body["stream_options"] = { include_usage: true };
  }
  Object.assign(body, encodeTools(request, quirks, warnings));
  if (format !== undefined) body["response_format"] = format;
  Object.assign(body, encodeEffort(request, target, warnings));
  addLimits(body, request, target, warnings);
  addSampling(body, request, target, warnings);
  addIdentity(body, request, target, warnings);
  addExtras(body, request, target, warnings);
  return { body, warnings: warnings.list };
}

function inTurns(messages: WireMessage[], quirks: ReadonlySet<Quirk>, warnings: Warnings): readonly JsonObject[] {
  const wire = messages as readonly object[] as readonly JsonObject[];
  const merged = quirks.has("strict-alternation") ? alternating(wire) : undefined;
  if (merged === undefined) return wire;
  warnings.add("messages", "This provider's turns must alternate; neighbours of one role were sent as one.");
  return merged;
}

function addLimits(
  body: JsonObject,
  request: ChatRequest,
  { quirks, maxOutputTokens }: EncodeTarget,
  warnings: Warnings,
): void {
  const wanted = request.maxOutputTokens;
  if (wanted !== undefined) {
    const limit = Math.min(wanted, maxOutputTokens ?? wanted);
    if (limit < wanted) warnings.add("max_tokens", `This model gives at most ${limit} tokens.`);
    body[quirks.has("max-completion-tokens-name") ? "max_completion_tokens" : "max_tokens"] = limit;
  }
  const stops = request.stopSequences ?? [];
  if (stops.length === 0) return;
  const most = quirks.has("stop-max-4") ? 4 : stops.length;
  if (stops.length > most)
    warnings.add("stop_sequences", "This provider takes four stop sequences; the first four were sent.");
  body["stop"] = stops.slice(0, most);
}

function addSampling(body: JsonObject, request: ChatRequest, target: EncodeTarget, warnings: Warnings): void {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty } = request;
  for (const [name, value] of [
    ["temperature", temperature],
    ["top_p", topP],
  ] as const) {
    if (value === undefined) continue;
    if (target.sampling) body[name] = value;
    else warnings.add(name, `This model takes no '${name}'; left out.`);
  }
  if (topK !== undefined) warnings.add("top_k", "The chat completions wire has no 'top_k'; left out.");
  if (seed !== undefined) body[target.quirks.has("seed-is-random-seed") ? "random_seed" : "seed"] = seed;
  if (presencePenalty !== undefined) body["presence_penalty"] = presencePenalty;
  if (frequencyPenalty !== undefined) body["frequency_penalty"] = frequencyPenalty;
}

/** Longest `user` that OpenAI accepts. */
const MAX_USER_CHARS = 64;

function addIdentity(body: JsonObject, request: ChatRequest, { quirks }: EncodeTarget, warnings: Warnings): void {
  const { userId, serviceTier } = request;
  if (userId !== undefined) {
    if (quirks.has("no-user-field")) warnings.add("metadata.user_id", "This provider takes no user id; left out.");
    else body["user"] = userId.length <= MAX_USER_CHARS ? userId : createHash("sha256").update(userId).digest("hex");
  }
  if (serviceTier === undefined || serviceTier === "auto") return;
  body["service_tier"] = serviceTier === "standard_only" ? "default" : serviceTier;
}

function addExtras(body: JsonObject, request: ChatRequest, { quirks }: EncodeTarget, warnings: Warnings): void {
  const { verbosity, promptCacheKey, metadata } = request;
  for (const [field, value] of [
    ["verbosity", verbosity],
    ["prompt_cache_key", promptCacheKey],
  ] as const) {
    if (value === undefined) continue;
    if (quirks.has("no-openai-extras")) warnings.add(field, `This provider takes no '${field}'; left out.`);
    else body[field] = value;
  }
  // OpenAI takes labels only with `store: true`, and nobody asked for that (tmc/langchaingo#1484).
  if (metadata !== undefined) {
    warnings.add("metadata", "Labels are for stored answers on the chat completions wire; left out.");
  }
}
