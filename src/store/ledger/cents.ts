/** Payments are in whole cents, the ledger in nano-dollars. */
export const NANOS_PER_CENT = 10_000_000n;
