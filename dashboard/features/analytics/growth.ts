/** By how much something grew, 0.1 for a tenth; null where there was nothing to compare with. */
export function growthOf(now: number | null | undefined, before: number | null | undefined): number | null {
  return now === null || now === undefined || !before ? null : (now - before) / before;
}
