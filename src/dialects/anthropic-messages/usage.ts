import { completionTokens, count, emptyUsage, type TextUsage, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/**
 * Message usage as disjoint counters: `input_tokens` excludes the cache, `output_tokens` includes thinking (Anthropic
 * API reference, usage object). Compaction runs are listed in `iterations` and not in the totals.
 */
export function readUsage(wire: JsonObject, _quirks?: ReadonlySet<Quirk>): Usage {
  const usage = readCounters(wire);
  for (const iteration of Array.isArray(wire["iterations"]) ? wire["iterations"] : []) {
    if (isObject(iteration) && iteration["type"] === "compaction") add(usage, readCounters(iteration));
  }
  return usage;
}

function readCounters(wire: JsonObject): Usage {
  const creation = isObject(wire["cache_creation"]) ? wire["cache_creation"] : {};
  const details = isObject(wire["output_tokens_details"]) ? wire["output_tokens_details"] : {};
  const long = count(creation["ephemeral_1h_input_tokens"]);
  const short = count(creation["ephemeral_5m_input_tokens"]);
  // Vendors that know one lifetime give the total only.
  const written = Math.max(count(wire["cache_creation_input_tokens"]), short + long);
  const output = count(wire["output_tokens"]);
  const thinking = Math.min(count(details["thinking_tokens"]), output);
  return {
    inputTokens: count(wire["input_tokens"]),
    cacheReadTokens: count(wire["cache_read_input_tokens"]),
    cacheWriteTokens: written - long,
    cacheWriteLongTokens: long,
    outputTokens: output - thinking,
    reasoningTokens: thinking,
  };
}

function add(total: Usage, part: Usage): void {
  for (const name of Object.keys(emptyUsage()) as (keyof TextUsage)[]) total[name] += part[name];
}

/**
 * Takes one more usage object of a stream into `known` and reads the sum of what is known. Counters are cumulative and
 * vendors differ in which frame carries which, so what is given overwrites and what is null does not
 * (jeremychone/rust-genai#258).
 */
export function mergeUsage(known: JsonObject, wire: unknown): Usage {
  if (isObject(wire)) {
    for (const [name, value] of Object.entries(wire)) if (value !== null) known[name] = value;
  }
  return readUsage(known);
}

/** Disjoint counters as message usage. */
export function writeUsage(usage: Usage): WireUsage {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWriteTokens,
      ephemeral_1h_input_tokens: usage.cacheWriteLongTokens,
    },
    output_tokens: completionTokens(usage),
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
  };
}
