/** Milliseconds with two decimals: finer is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
