import { sql } from "kysely";
import { expect, it } from "vitest";
import { applyRecords } from "../../worker/apply-journal.ts";
import { bootstrap } from "../bootstrap.ts";
import { up } from "../sql/migrations/0010-ledger.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { testRecord } from "../sql/testing/records.ts";
import { verifyLedger } from "./verify-ledger.ts";

describeOnEngines("an installation from before the ledger", (engine) => {
  it("books what was used, charges nobody for it, and agrees with the log", async () => {
    const { db } = await engine.open();
    const first = await bootstrap({ db, clock: testClock(), log: silent });
    const organizationId = first?.organizationId ?? "";
    const other = { id: "org_other", name: "Other", plan: "free" as const };
    await db
      .insertInto("organizations")
      .values({ ...other, created_at: new Date(), updated_at: new Date() })
      .execute();
    const days = ["2026-09-30T23:59:59.000Z", "2026-10-01T00:00:00.000Z", "2026-11-20T12:00:00.000Z"];
    await applyRecords(db, [
      ...days.map((timestamp) => testRecord({ requestId: timestamp, timestamp, organizationId })),
      testRecord({ requestId: "own", organizationId, paidBy: "own-key" }),
      testRecord({ requestId: "free", organizationId: "org_free", totalNanos: 0, feeNanos: 0 }),
      testRecord({ requestId: "gone", organizationId: "org_gone", feeNanos: 0, totalNanos: 250_000 }),
    ]);
    await sql`drop table ledger_entries, ledger_transactions, ledger_checks, credit_balances, billed_usage,
      billing_accounts, top_ups, stripe_events cascade`.execute(db);
    await sql`drop function refuse_ledger_change, check_ledger_balanced, open_credit_balance, open_credit_line cascade`.execute(
      db,
    );
    await db.transaction().execute((tx) => up(tx as never));
    expect(await verifyLedger(db)).toEqual([]);
    const balances = await db
      .selectFrom("credit_balances")
      .select(["organization_id", "credited_nanos", "debited_nanos", "line_nanos"])
      .execute();
    expect(new Map(balances.map(({ organization_id: id, ...rest }) => [id, rest]))).toEqual(
      new Map([
        [organizationId, { credited_nanos: 750_000, debited_nanos: 750_000, line_nanos: null }],
        ["org_other", { credited_nanos: 0, debited_nanos: 0, line_nanos: 0 }],
        ["org_gone", { credited_nanos: 250_000, debited_nanos: 250_000, line_nanos: 0 }],
      ]),
    );
    const { rows } = await sql<{ month: string; kinds: string }>`
      select to_char(created_at at time zone 'utc', 'YYYY-MM') as month, string_agg(kind, ' ' order by kind) as kinds
      from ledger_transactions where organization_id = ${organizationId} group by 1 order by 1`.execute(db);
    expect(rows).toEqual(["2026-09", "2026-10", "2026-11"].map((month) => ({ month, kinds: "adjustment usage" })));
    await applyRecords(db, [testRecord({ requestId: "new", organizationId })]);
    expect(await verifyLedger(db)).toEqual([]);
  });
});
