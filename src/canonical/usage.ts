/**
 * Token counters of one answer. They are disjoint: each token is in exactly one, so a price can be multiplied with
 * each and the products added. Every wire's own (overlapping) counters are converted once, in that wire's dialect.
 */
export interface Usage extends TextUsage {
  /** What is not text; absent where all is. */
  media?: MediaUsage | undefined;
}

/** The counters of text. */
export interface TextUsage {
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

/** Counters of what is not text: disjoint from the others and from each other. */
export interface MediaUsage {
  readonly imageInputTokens?: number | undefined;
  readonly imageOutputTokens?: number | undefined;
  readonly audioInputTokens?: number | undefined;
  readonly audioOutputTokens?: number | undefined;
  /** Images that were made; charged by piece where the price says so. */
  readonly images?: number | undefined;
  /** Length of audio that was heard, in milliseconds, where it is charged by time. */
  readonly audioInputMs?: number | undefined;
  /** Characters that were spoken; charged where the price says so. */
  readonly characters?: number | undefined;
  /** Search units of a reranking. */
  readonly searches?: number | undefined;
}

export function emptyUsage(): TextUsage {
  return {
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWriteLongTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
  };
}

/** The counters of two answers together. */
export function sumOfUsage(a: Usage, b: Usage): Usage {
  const text: TextUsage = {
    inputTokens: a.inputTokens + b.inputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    cacheWriteLongTokens: a.cacheWriteLongTokens + b.cacheWriteLongTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
  const media = sumOfMedia(a.media, b.media);
  return media === undefined ? text : { ...text, media };
}

function sumOfMedia(a: MediaUsage | undefined, b: MediaUsage | undefined): MediaUsage | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const sum: Record<string, number> = {};
  for (const [name, value] of [...Object.entries(a), ...Object.entries(b)]) {
    if (typeof value === "number") sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}

/** All input, whatever its price. */
export function promptTokens(usage: Usage): number {
  const text = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.cacheWriteLongTokens;
  const { media } = usage;
  return media === undefined ? text : text + (media.imageInputTokens ?? 0) + (media.audioInputTokens ?? 0);
}

/** All output, whatever its price. */
export function completionTokens(usage: Usage): number {
  const text = usage.outputTokens + usage.reasoningTokens;
  const { media } = usage;
  return media === undefined ? text : text + (media.imageOutputTokens ?? 0) + (media.audioOutputTokens ?? 0);
}

/** A counter off the wire: a non-negative whole number, else 0. Upstreams send null, strings, negatives and NaN. */
export function count(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? Math.floor(value) : 0;
}
