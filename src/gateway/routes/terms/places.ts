import type { DialectId } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";

/** Where a parameter stands in the body of a wire. */
export interface Place {
  /** Members with dots between them. Of several the one that is spelled like the parameter is written, else the first. */
  readonly paths: readonly string[];
  /** Members that say the same in another way, or go with no other: where the caller sets one, the parameter stays out. */
  readonly also?: readonly string[];
  /** The value as this wire writes it; undefined: the wire cannot say it. */
  readonly write?: (value: unknown) => unknown;
}

type Places = Readonly<Record<string, Place>>;

const at = (...paths: readonly string[]): Place => ({ paths });
const same = (...names: readonly string[]): Places => Object.fromEntries(names.map((name) => [name, at(name)]));
const asList = (value: unknown): unknown => (Array.isArray(value) ? value : [value]);
const user: Place = at("user", "safety_identifier");

/** By the parameter's name in OpenAI's wire. What a wire has no place for is missing. */
const PLACES: Readonly<Partial<Record<DialectId, Places>>> = {
  "openai-chat": {
    ...same("temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty", "n"),
    ...same("response_format", "verbosity", "parallel_tool_calls", "metadata", "service_tier", "prompt_cache_key"),
    max_tokens: at("max_tokens", "max_completion_tokens"),
    reasoning_effort: { paths: ["reasoning_effort"], also: ["reasoning"] },
    user,
  },
  "openai-responses": {
    ...same("temperature", "top_p", "parallel_tool_calls", "metadata", "service_tier", "prompt_cache_key"),
    max_tokens: at("max_output_tokens"),
    reasoning_effort: at("reasoning.effort"),
    verbosity: at("text.verbosity"),
    response_format: { paths: ["text.format"], write: responsesFormat },
    user,
  },
  // Effort and format are none of each of its models: what is translated tells them all the same.
  "anthropic-messages": {
    ...same("max_tokens"),
    // Newer models take one of the two, and beside thinking none.
    temperature: { paths: ["temperature"], also: ["top_p", "thinking"] },
    top_p: { paths: ["top_p"], also: ["temperature", "thinking"] },
    top_k: { paths: ["top_k"], also: ["thinking"] },
    stop: { paths: ["stop_sequences"], write: asList },
    user: at("metadata.user_id"),
  },
  gemini: {
    max_tokens: at("generationConfig.maxOutputTokens"),
    temperature: at("generationConfig.temperature"),
    top_p: at("generationConfig.topP"),
    top_k: at("generationConfig.topK"),
    stop: { paths: ["generationConfig.stopSequences"], write: asList },
    seed: at("generationConfig.seed"),
    presence_penalty: at("generationConfig.presencePenalty"),
    frequency_penalty: at("generationConfig.frequencyPenalty"),
    n: at("generationConfig.candidateCount"),
  },
  "openai-embeddings": same("dimensions", "encoding_format", "input_type", "user"),
  "gemini-embed-content": { dimensions: at("outputDimensionality") },
  // Said by each of its requests.
  "gemini-embeddings": { dimensions: at("outputDimensionality") },
  "openai-transcriptions": same("language", "prompt", "temperature", "response_format", "timestamp_granularities"),
};

/** Where a wire says a parameter; undefined: nowhere. */
export function placeOf(wire: DialectId, name: string): Place | undefined {
  const places = PLACES[wire];
  return places !== undefined && Object.hasOwn(places, name) ? places[name] : undefined;
}

/** Parameters of providers that do not stand at the top of the body, by wire and in snake case. */
const OWN_PLACES: Readonly<Partial<Record<DialectId, Readonly<Record<string, string>>>>> = {
  gemini: {
    response_mime_type: "generationConfig.responseMimeType",
    response_schema: "generationConfig.responseSchema",
    response_json_schema: "generationConfig.responseJsonSchema",
    response_modalities: "generationConfig.responseModalities",
    response_logprobs: "generationConfig.responseLogprobs",
    logprobs: "generationConfig.logprobs",
    media_resolution: "generationConfig.mediaResolution",
    speech_config: "generationConfig.speechConfig",
    image_config: "generationConfig.imageConfig",
    thinking_config: "generationConfig.thinkingConfig",
    thinking_budget: "generationConfig.thinkingConfig.thinkingBudget",
    thinking_level: "generationConfig.thinkingConfig.thinkingLevel",
    include_thoughts: "generationConfig.thinkingConfig.includeThoughts",
  },
};

/** Where a provider's own parameter stands in its wire: at the top of the body, unless more is known. */
export function ownPath(wire: DialectId, snakeName: string, spelling: string): readonly string[] {
  const paths = OWN_PLACES[wire];
  const known = paths !== undefined && Object.hasOwn(paths, snakeName) ? paths[snakeName] : undefined;
  return known === undefined ? [spelling] : known.split(".");
}

/** The format of chat completions without its inner object. */
function responsesFormat(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const { json_schema: inner, ...rest } = value;
  return isObject(inner) ? { ...rest, ...inner } : rest;
}
