/** Upper bounds grow by a tenth, so a slot's middle is at most 4.8 % away from any time in it. */
const GROWTH = 1.1;
/** Ends at 21 minutes; what takes longer counts as that. */
const LAST_SLOT = 147;
const LOG_GROWTH = Math.log(GROWTH);

/** Counts take the lower 40 bits of a slot in the database. */
export const SLOT_UNIT = 2 ** 40;

/**
 * The slot of a time in milliseconds. Slot 0 holds all up to one millisecond, slot n what is above 1.1^(n-1) and up to
 * 1.1^n milliseconds.
 */
export function slotOf(ms: number): number {
  if (!(ms > 1)) return 0;
  return Math.min(LAST_SLOT, Math.ceil(Math.log(ms) / LOG_GROWTH - 1e-9));
}

/** The time in milliseconds that a slot stands for, with three decimals: at most 5 % from every time in it above 1 ms. */
export function slotMs(slot: number): number {
  if (slot <= 0) return 1;
  const upper = GROWTH ** slot;
  // Where the relative error is the same to both ends.
  return Math.round(((2 * upper) / (GROWTH + 1)) * 1_000) / 1_000;
}

/** How often each slot occurred, as the database keeps it. */
export function packHistogram(counts: ReadonlyMap<number, number>): number[] {
  return [...counts].sort(([a], [b]) => a - b).map(([slot, count]) => slot * SLOT_UNIT + count);
}
