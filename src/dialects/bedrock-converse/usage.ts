import { completionTokens, count, promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import type { WireUsage } from "./wire.ts";

/**
 * Converse usage as disjoint counters: `inputTokens` excludes the cache, `outputTokens` includes reasoning, which is
 * not told apart. (Amazon Bedrock API reference, TokenUsage and CacheDetail.)
 */
export function readUsage(wire: JsonObject): Usage {
  let long = 0;
  let listed = 0;
  for (const detail of Array.isArray(wire["cacheDetails"]) ? wire["cacheDetails"] : []) {
    if (!isObject(detail)) continue;
    const tokens = count(detail["inputTokens"]);
    listed += tokens;
    if (detail["ttl"] === "1h") long += tokens;
  }
  const written = Math.max(count(wire["cacheWriteInputTokens"]), listed);
  return {
    inputTokens: count(wire["inputTokens"]),
    cacheReadTokens: count(wire["cacheReadInputTokens"]),
    cacheWriteTokens: written - long,
    cacheWriteLongTokens: long,
    outputTokens: count(wire["outputTokens"]),
    reasoningTokens: 0,
  };
}

/** Disjoint counters as Converse usage. */
export function writeUsage(usage: Usage): WireUsage {
  const { cacheReadTokens, cacheWriteTokens, cacheWriteLongTokens } = usage;
  const details = [
    { ttl: "5m" as const, inputTokens: cacheWriteTokens },
    { ttl: "1h" as const, inputTokens: cacheWriteLongTokens },
  ].filter((detail) => detail.inputTokens > 0);
  const cached = cacheReadTokens + cacheWriteTokens + cacheWriteLongTokens;
  return {
    inputTokens: promptTokens(usage) - cached,
    outputTokens: completionTokens(usage),
    totalTokens: promptTokens(usage) + completionTokens(usage),
    cacheReadInputTokens: cacheReadTokens,
    cacheWriteInputTokens: cacheWriteTokens + cacheWriteLongTokens,
    ...(details.length === 0 ? {} : { cacheDetails: details }),
  };
}
