import type { ChatRequest } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeThinking } from "./encode-thinking.ts";
import { encodeTools } from "./encode-tools.ts";
import { geminiSchema, SchemaPlace } from "./json-schema.ts";
import type { WirePart } from "./wire.ts";

/**
 * A canonical request as a body; model and stream stand in the path. Fields are named in warnings as OpenAI callers
 * spell them. (Gemini API reference, models.generateContent.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  const { system, contents } = encodeMessages(request.messages, target, warnings);
  const format = encodeFormat(request, target, system, warnings);
  const body: JsonObject = { contents };
  if (system.length > 0) body["systemInstruction"] = { parts: system };
  Object.assign(body, encodeTools(request, target, warnings));
  const config = { ...encodeConfig(request, target, warnings), ...format };
  if (Object.keys(config).length > 0) body["generationConfig"] = config;
  addIdentity(body, request, warnings);
  return { body, warnings: warnings.list };
}

function encodeConfig(request: ChatRequest, target: EncodeTarget, warnings: Warnings): JsonObject {
  const config: JsonObject = {};
  addLimits(config, request, target, warnings);
  addSampling(config, request, target, warnings);
  const thinking = encodeThinking(request, target, warnings);
  if (thinking !== undefined && Object.keys(thinking).length > 0) config["thinkingConfig"] = thinking;
  return config;
}

/** Most stop sequences. (Gemini API reference, GenerationConfig.) */
const MAX_STOPS = 5;

function addLimits(
  config: JsonObject,
  { maxOutputTokens: wanted, stopSequences = [] }: ChatRequest,
  { maxOutputTokens: most }: EncodeTarget,
  warnings: Warnings,
): void {
  if (wanted !== undefined) {
    const limit = Math.min(wanted, most ?? wanted);
    if (limit < wanted) warnings.add("max_tokens", `This model gives at most ${limit} tokens.`);
    config["maxOutputTokens"] = limit;
  }
  const stops = stopSequences.filter((stop) => stop !== "");
  if (stops.length > MAX_STOPS) warnings.add("stop", "Gemini takes five stop sequences; the first five were sent.");
  if (stops.length > 0) config["stopSequences"] = stops.slice(0, MAX_STOPS);
}

function addSampling(config: JsonObject, request: ChatRequest, { sampling }: EncodeTarget, warnings: Warnings): void {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty } = request;
  for (const [field, name, value] of [
    ["temperature", "temperature", temperature],
    ["top_p", "topP", topP],
    ["top_k", "topK", topK],
  ] as const) {
    if (value === undefined) continue;
    if (sampling) config[name] = value;
    else warnings.add(field, `This model takes no '${field}'; left out.`);
  }
  if (seed !== undefined) config["seed"] = seed;
  // Zero is the default, and models that have no penalties refuse the field itself.
  if (presencePenalty !== undefined && presencePenalty !== 0) config["presencePenalty"] = presencePenalty;
  if (frequencyPenalty !== undefined && frequencyPenalty !== 0) config["frequencyPenalty"] = frequencyPenalty;
}

/** Before Gemini 3 an answer in JSON and functions exclude each other; there the format is asked for in words. */
function encodeFormat(
  { responseFormat: format, tools = [] }: ChatRequest,
  { reasoningStyle }: EncodeTarget,
  system: WirePart[],
  warnings: Warnings,
): JsonObject {
  if (format === undefined || format.kind === "text") return {};
  const schema =
    format.kind === "json-schema"
      ? geminiSchema(format.schema, new SchemaPlace("response_format", warnings))
      : undefined;
  if (tools.length === 0 || reasoningStyle !== "budget") {
    return { responseMimeType: "application/json", ...(schema && { responseJsonSchema: schema }) };
  }
  warnings.add("response_format", "Beside tools this model has no JSON mode; it was given as an instruction.");
  const what = schema === undefined ? "" : ` that conforms to this JSON Schema: ${JSON.stringify(schema)}`;
  system.push({ text: `Answer with one JSON object and nothing else: no prose and no code fence${what}.` });
  return {};
}

const TIERS: Readonly<Record<string, string>> = {
  default: "standard",
  standard_only: "standard",
  flex: "flex",
  priority: "priority",
  fast: "priority",
};

function addIdentity(body: JsonObject, request: ChatRequest, warnings: Warnings): void {
  const { serviceTier, metadata, userId, promptCacheKey, verbosity } = request;
  for (const [field, value] of [
    ["metadata", metadata],
    ["user", userId],
    ["prompt_cache_key", promptCacheKey],
    ["verbosity", verbosity],
  ] as const) {
    if (value !== undefined) warnings.add(field, `The Gemini wire has no '${field}'; left out.`);
  }
  if (serviceTier === undefined || serviceTier === "auto") return;
  const tier = Object.hasOwn(TIERS, serviceTier) ? TIERS[serviceTier] : undefined;
  if (tier === undefined) warnings.add("service_tier", `Gemini has no service tier '${serviceTier}'; left out.`);
  // The usual tier needs no word, and Vertex has none for it.
  else if (tier !== "standard") body["serviceTier"] = tier;
}
