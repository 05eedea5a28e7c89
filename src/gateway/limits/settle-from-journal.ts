import type { HeldReservations, HeldUse } from "./held-use.ts";

/** One record that was applied to the database. */
export interface AppliedUse extends HeldUse {
  readonly tenant: string;
}

/**
 * Settles what the requests of applied records still hold: one call for each tenant, all at once. Never rejects; returns
 * the tenants that could not be told. Their reservations are given up when they expire, and the next `raise` counts what
 * was spent.
 */
export async function settleFromJournal(
  held: HeldReservations,
  applied: readonly AppliedUse[],
  nowMs: number,
): Promise<readonly string[]> {
  const byTenant = Map.groupBy(applied, ({ tenant }) => tenant);
  const failed: string[] = [];
  await Promise.all(
    [...byTenant].map(async ([tenant, uses]) => {
      try {
        await held.releaseHeld(tenant, uses, nowMs);
      } catch {
        failed.push(tenant);
      }
    }),
  );
  return failed;
}
