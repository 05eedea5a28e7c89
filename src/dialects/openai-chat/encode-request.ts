import { createHash } from "node:crypto";
import { effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningEffort, ResponseFormat } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
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
  const toolless = quirks.has("no-tools");
  const source = toolless ? flattenTools(request.messages) : request.messages;
  const messages = encodeMessages(source, quirks, warnings);
  const format = encodeFormat(request.responseFormat, target, messages, warnings);
  const body: JsonObject = { model: target.model, messages };
  if (request.stream) {
    body["stream"] = true;
    if (!quirks.has("no-stream-options")) body["stream_options"] = { include_usage: true };
  }
  if (toolless && request.tools !== undefined) warnings.add("tools", "This provider has no tools; they were left out.");
  if (!toolless) Object.assign(body, encodeTools(request, quirks, warnings));
  if (format !== undefined) body["response_format"] = format;
  const effort = encodeEffort(request, target, warnings);
  if (effort !== undefined) body["reasoning_effort"] = effort;
  addLimits(body, request, target, warnings);
  addSampling(body, request, target, warnings);
  addIdentity(body, request, target, warnings);
  return { body, warnings: warnings.list };
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

const THREE_EFFORTS: readonly ReasoningEffort[] = ["low", "medium", "high"];

function encodeEffort(request: ChatRequest, target: EncodeTarget, warnings: Warnings): ReasoningEffort | undefined {
  const { reasoning } = request;
  if (reasoning === undefined) return undefined;
  const field =
    reasoning.budgetTokens === undefined && reasoning.adaptive === undefined ? "reasoning_effort" : "thinking";
  const wanted = effortOf(reasoning);
  if (target.reasoningStyle === "none") {
    if (wanted !== "none") warnings.add(field, "This model is not told how to reason; left out.");
    return undefined;
  }
  if (wanted === undefined) return undefined;
  const three = target.quirks.has("effort-low-medium-high");
  if (three && wanted === "none") {
    warnings.add(field, "This provider cannot switch reasoning off; left out.");
    return undefined;
  }
  const known = three && target.efforts.length === 0 ? THREE_EFFORTS : target.efforts;
  const effort = nearestEffort(wanted, three ? known.filter((e) => THREE_EFFORTS.includes(e)) : known);
  if (effort !== wanted) warnings.add(field, `Reasoning effort '${wanted}' is not offered; '${effort}' was sent.`);
  else if (reasoning.budgetTokens !== undefined)
    warnings.add(field, `The token budget was sent as effort '${effort}'.`);
  return effort;
}

function encodeFormat(
  format: ResponseFormat | undefined,
  { quirks }: EncodeTarget,
  messages: WireMessage[],
  warnings: Warnings,
): JsonObject | undefined {
  if (format === undefined || format.kind === "text") return undefined;
  if (format.kind !== "json-schema") return { type: "json_object" };
  const { schema, name = "answer", description, strict } = format;
  if (!quirks.has("json-object-only")) {
    const optional = {
      ...(description === undefined ? {} : { description }),
      ...(strict === undefined ? {} : { strict }),
    };
    return { type: "json_schema", json_schema: { name, schema, ...optional } };
  }
  warnings.add("output_config.format", "This provider has no JSON schema; the schema was given as an instruction.");
  const instruction = "Answer with one JSON object that conforms to this JSON Schema, and nothing else:";
  const content = `${instruction}\n${JSON.stringify(schema)}`;
  const leading = messages.findIndex((message) => message.role !== "system");
  messages.splice(leading < 0 ? messages.length : leading, 0, { role: "system", content });
  return { type: "json_object" };
}
