import { completionTokens, count, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/**
 * Chat usage as disjoint counters. `tokens` is what the model took and made, cache hits included; `billed_units` leaves
 * out what Cohere adds to the prompt and stands in where the former is missing. Thinking is part of the output and not
 * told apart. (Cohere API reference, chat v2, usage.)
 */
export function readUsage(wire: JsonObject): Usage {
  const tokens = isObject(wire["tokens"]) ? wire["tokens"] : {};
  const billed = isObject(wire["billed_units"]) ? wire["billed_units"] : {};
  const input = count(tokens["input_tokens"]) || count(billed["input_tokens"]);
  const read = count(wire["cached_tokens"]);
  return {
    // What is larger than the total was never a part of it.
    inputTokens: read <= input ? input - read : input,
    cacheReadTokens: read,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    outputTokens: count(tokens["output_tokens"]) || count(billed["output_tokens"]),
    reasoningTokens: 0,
  };
}

/** Disjoint counters as chat usage. */
export function writeUsage(usage: Usage): WireUsage {
  const tokens = { input_tokens: promptTokens(usage), output_tokens: completionTokens(usage) };
  return { billed_units: tokens, tokens, cached_tokens: usage.cacheReadTokens };
}
