import { type Kysely, sql } from "kysely";
import { raiseEvent } from "../store/alerts/raise-event.ts";
import type { Database } from "../store/sql/schema.ts";
import type { TopUp } from "./settle-top-up.ts";

const HOUR_MS = 3_600_000;
const RETRY_MAX_MS = 24 * HOUR_MS;
const FAILURES_MAX = 5;

/** Waits longer after each failure in a row, and stops after five. The organization is told of each. */
export async function noteAutoFailure(tx: Kysely<Database>, topUp: TopUp, message: string, now: Date): Promise<void> {
  const { id, organization_id: organizationId, amount_cents: cents } = topUp;
  const row = await tx
    .updateTable("billing_accounts")
    .set((set) => ({
      auto_failures: set("auto_failures", "+", 1),
      auto_last_failure: message,
      auto_enabled: sql<boolean>`auto_enabled and auto_failures + 1 < ${FAILURES_MAX}`,
      updated_at: now,
    }))
    .where("organization_id", "=", organizationId)
    .returning(["auto_failures", "auto_enabled"])
    .executeTakeFirst();
  if (row === undefined) return;
  const waitMs = Math.min(RETRY_MAX_MS, HOUR_MS * 2 ** (row.auto_failures - 1));
  const retryAt = new Date(now.getTime() + waitMs);
  await tx
    .updateTable("billing_accounts")
    .set({ auto_retry_at: retryAt })
    .where("organization_id", "=", organizationId)
    .execute();
  const details = {
    topUpId: id,
    amountUsd: cents / 100,
    message,
    failuresInARow: row.auto_failures,
    disabled: !row.auto_enabled,
    retryAt: row.auto_enabled ? retryAt.toISOString() : null,
  };
  const kind = "auto_top_up_failed";
  await raiseEvent(tx, { organizationId, kind, dedupeKey: `auto_top_up_failed:${id}`, details, at: now });
}
