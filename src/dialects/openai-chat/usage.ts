import { completionTokens, count, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/**
 * Chat usage as disjoint counters. Cached and reasoning tokens are subsets of the totals (OpenAI API reference, usage
 * object), but some vendors count them beside: a subset larger than its total gives that away, a quirk tells the rest.
 */
export function readUsage(wire: JsonObject, quirks: ReadonlySet<Quirk>): Usage {
  const prompt = isObject(wire["prompt_tokens_details"]) ? wire["prompt_tokens_details"] : {};
  const completion = isObject(wire["completion_tokens_details"]) ? wire["completion_tokens_details"] : {};
  // DeepSeek names hit and miss, Mistral has `num_cached_tokens`.
  const hit = count(wire["prompt_cache_hit_tokens"]);
  const miss = count(wire["prompt_cache_miss_tokens"]);
  // Where a vendor is known for the pair, the pair counts, whatever else is there.
  const paired = quirks.has("usage-prompt-cache-hit") && hit + miss > 0;
  const read = paired ? hit : count(prompt["cached_tokens"]) || hit || count(wire["num_cached_tokens"]);
  const input = paired
    ? Math.max(hit + miss, count(wire["prompt_tokens"]))
    : count(wire["prompt_tokens"]) || hit + miss;
  const write = count(prompt["cache_write_tokens"]);
  const afterRead = without(input, read);
  const output = count(wire["completion_tokens"]);
  const reasoning = count(completion["reasoning_tokens"]) || count(wire["reasoning_tokens"]);
  return {
    inputTokens: without(afterRead, write),
    cacheReadTokens: read,
    cacheWriteTokens: write,
    cacheWriteLongTokens: 0,
    outputTokens: quirks.has("reasoning-outside-completion") ? output : without(output, reasoning),
    reasoningTokens: reasoning,
  };
}

/** A total without one of its parts; what is larger than the total was never a part of it. */
function without(total: number, part: number): number {
  return part <= total ? total - part : total;
}

/** Disjoint counters as chat usage. */
export function writeUsage(usage: Usage): WireUsage {
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}

/** The usage object of a chunk or an answer, wherever the vendor puts it (Groq: `x_groq`; Moonshot: in the choice). */
export function findUsage(json: JsonObject): JsonObject | undefined {
  if (isObject(json["usage"])) return json["usage"];
  const groq = json["x_groq"];
  if (isObject(groq) && isObject(groq["usage"])) return groq["usage"];
  const choice: unknown = Array.isArray(json["choices"]) ? json["choices"][0] : undefined;
  return isObject(choice) && isObject(choice["usage"]) ? choice["usage"] : undefined;
}
