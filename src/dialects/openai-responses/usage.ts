import { completionTokens, count, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/**
 * Usage of a response as disjoint counters. Cached, written and reasoning tokens are subsets of the totals (OpenAI API
 * reference, response usage), but some vendors count them beside: a subset larger than its total gives that away.
 */
export function readUsage(wire: JsonObject, quirks: ReadonlySet<Quirk>): Usage {
  const input = isObject(wire["input_tokens_details"]) ? wire["input_tokens_details"] : {};
  const output = isObject(wire["output_tokens_details"]) ? wire["output_tokens_details"] : {};
  const byLifetime = isObject(input["cache_write_tokens_details"]) ? input["cache_write_tokens_details"] : {};
  const read = count(input["cached_tokens"]);
  const long = count(byLifetime["ttl_12h_tokens"]);
  const written = Math.max(count(input["cache_write_tokens"]), long);
  const total = count(wire["output_tokens"]);
  const reasoning = count(output["reasoning_tokens"]);
  return {
    inputTokens: without(without(count(wire["input_tokens"]), read), written),
    cacheReadTokens: read,
    cacheWriteTokens: written - long,
    cacheWriteLongTokens: long,
    outputTokens: quirks.has("reasoning-outside-completion") ? total : without(total, reasoning),
    reasoningTokens: reasoning,
  };
}

/** A total without one of its parts; what is larger than the total was never a part of it. */
function without(total: number, part: number): number {
  return part <= total ? total - part : total;
}

/** Disjoint counters as usage of a response. */
export function writeUsage(usage: Usage): WireUsage {
  const input = promptTokens(usage);
  const output = completionTokens(usage);
  const { cacheWriteTokens: short, cacheWriteLongTokens: long } = usage;
  const byLifetime = { ttl_30m_tokens: short, ttl_12h_tokens: long };
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: short + long,
      ...(long === 0 ? {} : { cache_write_tokens_details: byLifetime }),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: input + output,
  };
}
