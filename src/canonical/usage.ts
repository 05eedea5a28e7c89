/**
 * Token counters of one answer. They are disjoint: each token is in exactly one, so a price can be multiplied with
 * each and the products added. Every wire's own (overlapping) counters are converted once, in that wire's dialect.
 */
export interface Usage {
  /** Input read fresh, neither from nor into a cache. */
  inputTokens: number;
  /** Input served from the provider's prompt cache. */
  cacheReadTokens: number;
  /** Input written into the provider's prompt cache at its default lifetime. */
  cacheWriteTokens: number;
  /** Input written into the provider's prompt cache at its long lifetime (Anthropic: one hour). */
  cacheWriteLongTokens: number;
  /** Output without reasoning. */
  outputTokens: number;
  /** Output spent on reasoning. */
  reasoningTokens: number;
}

export function emptyUsage(): Usage {
  return {
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
  };
}

/** All input, whatever its price. */
export function promptTokens(usage: Usage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.cacheWriteLongTokens;
}

/** All output, whatever its price. */
export function completionTokens(usage: Usage): number {
  return usage.outputTokens + usage.reasoningTokens;
}

/** A counter off the wire: a non-negative whole number, else 0. Upstreams send null, strings, negatives and NaN. */
export function count(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? Math.floor(value) : 0;
}
