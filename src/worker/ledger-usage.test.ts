import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { lockCredits } from "../store/ledger/lock-credits.ts";
import { post } from "../store/ledger/post.ts";
import { givenBack, grant, manualRefund, takenBack, topUp } from "../store/ledger/postings.ts";
import { verifyLedger } from "../store/ledger/verify-ledger.ts";
import type { Store } from "../store/sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../store/sql/testing/engines.ts";
import { testRecord } from "../store/sql/testing/records.ts";
import { applyRecords } from "./apply-journal.ts";
import { checkLedger } from "./ledger-jobs.ts";

const clock = testClock(Date.UTC(2026, 11, 1, 0, 0, 5));

describeOnEngines("usage in the ledger", (engine) => {
  let store: Store;
  beforeAll(async () => {
    store = await engine.open();
  });
  const entriesOf = async (organizationId: string) =>
    await store.db
      .selectFrom("ledger_entries")
      .where("organization_id", "=", organizationId)
      .orderBy("account")
      .select(["account", "amount_nanos"])
      .execute();
  const balanceOf = (organizationId: string): Promise<bigint> =>
    store.db.transaction().execute(async (tx) => (await lockCredits(tx, organizationId)).balanceNanos);

  it("books one transaction an organization and batch: what is paid from credits and has a price", async () => {
    const of = (requestId: string, over: Partial<RequestRecord> = {}) =>
      testRecord({ requestId: `a${requestId}`, organizationId: "org_a", ...over });
    const batch = [
      of("1"),
      of("2", { model: "other", feeNanos: 0, totalNanos: 5 }),
      of("3", { totalNanos: null, providerCostNanos: null }),
      of("4", { paidBy: "own-key" }),
      of("5", { paidBy: "none", totalNanos: 0 }),
      of("6", { organizationId: null }),
      of("7", { totalNanos: 0, feeNanos: 0 }),
    ];
    await applyRecords(store.db, batch, clock);
    await applyRecords(store.db, batch.toReversed(), clock);
    expect(await entriesOf("org_a")).toEqual([
      { account: "credits", amount_nanos: -250_005 },
      { account: "platform_fees", amount_nanos: 20_000 },
      { account: "provider_cost", amount_nanos: 230_005 },
    ]);
    expect(await balanceOf("org_a")).toBe(-250_005n);
    expect(await verifyLedger(store.db)).toEqual([]);
  });

  it("books nothing at all for what costs nothing, but counts it", async () => {
    const free = testRecord({ requestId: "f1", organizationId: "org_f", totalNanos: 0, feeNanos: 0 });
    await applyRecords(store.db, [free], clock);
    expect(await entriesOf("org_f")).toEqual([]);
    expect(await verifyLedger(store.db)).toEqual([]);
  });

  it("counts by the month of booking and the day of the request", async () => {
    const late = testRecord({ requestId: "m1", organizationId: "org_m", timestamp: "2026-11-30T23:59:59.999Z" });
    await applyRecords(store.db, [late], clock);
    const { rows } = await sql<object>`
      select to_char(month, 'YYYY-MM-DD') as month, to_char(day, 'YYYY-MM-DD') as day, requests
      from billed_usage where organization_id = 'org_m'`.execute(store.db);
    expect(rows).toEqual([{ month: "2026-12-01", day: "2026-11-30", requests: 1 }]);
  });

  it("finds what was planted into the log, the sums and the balance, in the days it looks at", async () => {
    const { db } = await engine.open();
    const records = [1, 2, 3].map((day) =>
      testRecord({ requestId: `p${day}`, organizationId: "org_p", timestamp: `2026-11-2${day}T10:00:00.000Z` }),
    );
    await applyRecords(db, records, clock);
    expect(await verifyLedger(db)).toEqual([]);
    await db.deleteFrom("request_logs").where("record_id", "=", "p1").execute();
    await db.updateTable("request_logs").set({ total_nanos: 1 }).where("record_id", "=", "p2").execute();
    await db.updateTable("credit_balances").set({ debited_nanos: 1 }).execute();
    expect(await verifyLedger(db)).toEqual([
      { organizationId: "org_p", what: "balance", where: null, expected: "-750000", found: "-1" },
      { organizationId: "org_p", what: "logs", where: "2026-11-21", expected: "0", found: "250000" },
      { organizationId: "org_p", what: "logs", where: "2026-11-22", expected: "1", found: "250000" },
    ]);
    expect(await verifyLedger(db, { logsSince: "2026-11-22" })).toHaveLength(2);
    await db.updateTable("billed_usage").set({ provider_cost_nanos: 0 }).execute();
    const what = (await verifyLedger(db)).map((finding) => finding.what);
    expect(what).toEqual(["balance", "usage", "logs", "logs", "logs"]);
    const errors: unknown[] = [];
    const log = { ...silent, error: (facts: unknown) => errors.push(facts) };
    await checkLedger({ db, clock, log: log as never, logDays: 3 });
    expect(errors).toHaveLength(1);
    const kept = await db.selectFrom("ledger_checks").selectAll().executeTakeFirstOrThrow();
    expect(kept.findings.map((finding) => finding.what)).toEqual(["balance", "usage"]);
  });

  it("leaves logs that have reached their end out of the comparison", async () => {
    const { db } = await engine.open();
    const old = testRecord({ requestId: "o1", organizationId: "org_o", timestamp: "2026-11-20T10:00:00.000Z" });
    await applyRecords(db, [old], clock);
    await db.deleteFrom("request_logs").execute();
    expect(await checkLedger({ db, clock, log: silent, logDays: 10 })).toEqual([]);
    expect(await checkLedger({ db, clock, log: silent, logDays: 365 })).toHaveLength(1);
  });

  it("keeps balance, entries and log equal under any sequence, with repeats, and everything at once", async () => {
    let run = 0;
    const amount = fc.integer({ min: 1, max: 1_000_000 });
    const name = fc.integer({ min: 0, max: 5 });
    const record = fc.integer({ min: 0, max: 30 });
    const step = fc.oneof(
      fc.record({ kind: fc.constant("grant" as const), name, amount }),
      fc.record({ kind: fc.constant("top_up" as const), name, amount: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ kind: fc.constant("refund" as const), name, amount }),
      fc.record({ kind: fc.constant("dispute" as const), name, amount: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ kind: fc.constant("won" as const), name, amount: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ kind: fc.constant("usage" as const), records: fc.array(record, { maxLength: 8 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, atOnce) => {
        run += 1;
        const organizationId = `org_r${run}`;
        const booked = new Map<string, bigint>();
        const book = (posting: Parameters<typeof post>[1]) =>
          store.db.transaction().execute(async (tx) => {
            const posted = await post(tx, posting, new Date(clock.now()));
            if (posted !== null) booked.set(posted.id, posting.amounts.credits ?? 0n);
          });
        const act = async (one: (typeof steps)[number]): Promise<void> => {
          if (one.kind === "usage") {
            // Of one id always the same, as a journal that is read twice has it.
            const records = one.records.map((id) =>
              testRecord({
                requestId: `${organizationId}-${id}`,
                organizationId,
                totalNanos: (id + 1) * 1_000,
                feeNanos: id * 7,
                paidBy: id % 3 === 0 ? "own-key" : "credits",
              }),
            );
            await applyRecords(store.db, records, clock);
            return;
          }
          const given = { organizationId, reference: `${one.name}` };
          if (one.kind === "grant") await book(grant(given, BigInt(one.amount)));
          else if (one.kind === "top_up") await book(topUp(given, "top_up", one.amount));
          else if (one.kind === "refund") await book(manualRefund(given, BigInt(one.amount)));
          else if (one.kind === "dispute") await book(takenBack(given, "dispute", one.amount));
          else await book(givenBack(given, "dispute_reversal", one.amount));
        };
        if (atOnce) await Promise.all(steps.map(act));
        else for (const one of steps) await act(one);
        const { rows } = await sql<{ used: string }>`
          select coalesce(sum(total_nanos), 0)::text as used from request_logs
          where organization_id = ${organizationId} and paid_by = 'credits'`.execute(store.db);
        const credited = [...booked.values()].reduce((sum, each) => sum + each, 0n);
        expect(await balanceOf(organizationId)).toBe(credited - BigInt(rows[0]?.used ?? 0));
      }),
      { numRuns: 25 },
    );
    expect(await verifyLedger(store.db)).toEqual([]);
  }, 60_000);

  it("takes usage, grants and refunds of one organization at once", async () => {
    const work = Array.from({ length: 100 }, (_, index) => {
      if (index % 2 === 0) {
        const record = testRecord({ requestId: `c${index}`, organizationId: "org_c", totalNanos: 10, feeNanos: 1 });
        return applyRecords(store.db, [record], clock);
      }
      const given = { organizationId: "org_c", reference: `c${index}` };
      const posting = index % 4 === 1 ? grant(given, 100n) : manualRefund(given, 3n);
      return store.db.transaction().execute((tx) => post(tx, posting, new Date(clock.now())));
    });
    await Promise.all(work);
    expect(await balanceOf("org_c")).toBe(25n * 100n - 25n * 3n - 50n * 10n);
    expect(await verifyLedger(store.db)).toEqual([]);
  });
});
