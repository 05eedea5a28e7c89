/** What is usual at an hour, and by how much hours differ from it. */
export interface Usual {
  readonly median: number;
  readonly spread: number;
}

/** Makes the median of absolute deviations comparable with a standard deviation (of a normal distribution). */
const MAD_SCALE = 1.4826;

/**
 * What is usual, told from samples by median and median absolute deviation, which a few odd hours do not move. The
 * spread is never below `floor`: with few samples, or with ones that happen to agree, it would be next to nothing.
 */
export function usualOf(samples: readonly number[], floor: (median: number) => number): Usual {
  const middle = median(samples);
  const mad = median(samples.map((sample) => Math.abs(sample - middle)));
  return { median: middle, spread: Math.max(MAD_SCALE * mad, floor(middle)) };
}

/** By how many spreads a value is above what is usual; negative: below. */
export function deviationsOf(value: number, { median: middle, spread }: Usual): number {
  return (value - middle) / spread;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
