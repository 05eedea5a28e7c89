import { setTimeout } from "node:timers/promises";
import { sql, type Transaction } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { windowOf } from "../../budget-window.ts";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { bootstrap } from "../bootstrap.ts";
import type { Store } from "../sql/open-store.ts";
import type { BudgetPeriod, BudgetScope, Database } from "../sql/schema.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { testRecord } from "../sql/testing/records.ts";
import { addSpend } from "./add-spend.ts";
import { purgeSpendWindows } from "./purge-spend-windows.ts";
import { readSpent } from "./read-spent.ts";
import { forgetUnboundedTags, forgetWindows, type SpendWindow } from "./spend-window.ts";
import { addBudget, addOrganization, type Place } from "./testing/rows.ts";

const NOON = "2026-11-21T12:00:00.000Z";
const at = (iso: string) => Date.parse(iso);

describeOnEngines("sums of spending", (engine) => {
  let store: Store;
  let place: Place;
  let ids = 0;
  beforeAll(async () => {
    store = await engine.open();
    await bootstrap({ db: store.db, clock: testClock(), log: silent });
  });

  const begin = async (timeZone?: string) => {
    place = await addOrganization(store);
    if (timeZone !== undefined) await setZone(timeZone);
  };
  const setZone = async (timeZone: string) => {
    const { organizationId: organization_id } = place;
    const document = JSON.stringify({ timeZone });
    const values = { organization_id, document, version: 1, updated_at: new Date(0) };
    await store.db
      .insertInto("organization_settings")
      .values(values)
      .onConflict((on) => on.column("organization_id").doUpdateSet({ document }))
      .execute();
  };
  const bound = (scope: BudgetScope, scope_id: string, period: BudgetPeriod) =>
    addBudget(store, place.organizationId, { scope, scope_id, period });
  const record = (totalNanos: number | null, over: Partial<RequestRecord> = {}): RequestRecord => {
    ids += 1;
    return testRecord({
      requestId: `req_${ids}`,
      ...place,
      timestamp: NOON,
      totalNanos,
      paidBy: "own-key",
      tags: {},
      ...over,
    });
  };
  const window = (scope: BudgetScope, scopeId: string, period: SpendWindow["period"], iso = NOON, zone = "UTC") => ({
    scope,
    scopeId,
    period,
    startMs: windowOf(period, zone, at(iso)).startMs,
  });
  const rows = async (scope?: BudgetScope) =>
    (
      await store.db
        .selectFrom("spend_windows")
        .where("organization_id", "=", place.organizationId)
        .$if(scope !== undefined, (query) => query.where("scope", "=", scope as BudgetScope))
        .selectAll()
        .orderBy("scope")
        .orderBy("scope_id")
        .orderBy("period")
        .orderBy("starts_at")
        .execute()
    ).map(
      ({ scope: of, scope_id: id, period, starts_at: start, spent_nanos: nanos }) =>
        [of, id, period, start.toISOString(), Number(nanos)] as const,
    );
  const read = (...windows: readonly SpendWindow[]) => readSpent(store.db, place.organizationId, windows);

  it("are kept by organization, project and key, in all windows, each record once", async () => {
    await begin("Asia/Kolkata");
    const records = [record(10), record(5), record(null), record(0)];
    await applyRecords(store.db, records);
    await applyRecords(store.db, [...records, record(7)]);
    const starts = {
      day: "2026-11-20T18:30:00.000Z",
      month: "2026-10-31T18:30:00.000Z",
      total: "1970-01-01T00:00:00.000Z",
      week: "2026-11-15T18:30:00.000Z",
    };
    const of = (scope: string, id: string) =>
      Object.entries(starts).map(([period, start]) => [scope, id, period, start, 22]);
    expect(await rows()).toEqual([
      ...of("key", place.apiKeyId),
      ...of("organization", place.organizationId),
      ...of("project", place.projectId),
    ]);
  });

  it("part where the organization's day ends", async () => {
    await begin("Europe/Rome");
    await applyRecords(store.db, [
      record(1, { timestamp: "2026-11-21T22:59:59.999Z" }),
      record(2, { timestamp: "2026-11-21T23:00:00.000Z" }),
    ]);
    const { organizationId } = place;
    expect(
      await read(
        window("organization", organizationId, "day", "2026-11-21T12:00:00Z", "Europe/Rome"),
        window("organization", organizationId, "day", "2026-11-22T12:00:00Z", "Europe/Rome"),
        window("organization", organizationId, "total"),
      ),
    ).toEqual([1, 2, 3]);
  });

  it("are made from the log where they are not there, once, and added to from then on", async () => {
    await begin();
    const all = ["day", "week", "month", "total"] as const;
    await applyRecords(store.db, [record(10), record(3, { timestamp: "2026-11-02T00:00:00.000Z" })]);
    await store.db.deleteFrom("spend_windows").where("organization_id", "=", place.organizationId).execute();
    const ofKey = all.map((period) => window("key", place.apiKeyId, period));
    const ofProject = all.map((period) => window("project", place.projectId, period));
    expect(await read(...ofKey, ...ofProject)).toEqual([10, 10, 13, 13, 10, 10, 13, 13]);
    // The organization's are made here, of a log that has this record already.
    await applyRecords(store.db, [record(100)]);
    expect(await read(...ofKey, ...all.map((period) => window("organization", place.organizationId, period)))).toEqual([
      110, 110, 113, 113, 110, 110, 113, 113,
    ]);
  });

  it("are right after a change of the time zone, forth and back", async () => {
    await begin();
    const { organizationId } = place;
    await applyRecords(store.db, [record(1, { timestamp: "2026-11-20T23:30:00.000Z" }), record(2)]);
    const change = async (zone: string) => {
      await setZone(zone);
      await store.db.transaction().execute((tx) => forgetWindows(tx, organizationId));
    };
    const today = (zone: string) => window("organization", organizationId, "day", NOON, zone);
    expect(await read(today("UTC"))).toEqual([2]);
    await change("Europe/Rome");
    expect(await read(today("Europe/Rome"))).toEqual([3]);
    // Asked by a process that has not heard of the change: answered, but nobody would add to it.
    expect(await read(today("UTC"))).toEqual([2]);
    await applyRecords(store.db, [record(4)]);
    expect(await read(today("Europe/Rome"))).toEqual([7]);
    await change("UTC");
    expect(await read(today("UTC"))).toEqual([6]);
  });

  it("of tags are kept for those that a budget bounds, each value of name=* apart", async () => {
    await begin();
    await bound("tag", "team=search", "day");
    await bound("tag", "user=*", "month");
    await applyRecords(store.db, [
      record(1, { tags: { team: "search", user: "a" } }),
      record(2, { tags: { team: "search", user: "b=c" } }),
      record(4, { tags: { team: "other", env: "prod" } }),
    ]);
    expect(await rows("tag")).toEqual([
      ["tag", "team=search", "day", "2026-11-21T00:00:00.000Z", 3],
      ["tag", "user=a", "month", "2026-11-01T00:00:00.000Z", 1],
      ["tag", "user=b=c", "month", "2026-11-01T00:00:00.000Z", 2],
    ]);
  });

  it("of a tag whose budget is new hold what was spent before; without one they are told and not kept", async () => {
    await begin();
    await applyRecords(store.db, [record(8, { tags: { team: "x" } })]);
    const ofTeam = window("tag", "team=x", "day");
    expect(await read(ofTeam)).toEqual([8]);
    expect(await rows("tag")).toEqual([]);
    await bound("tag", "team=*", "day");
    expect(await read(ofTeam, window("tag", "team=x", "total"))).toEqual([8, 8]);
    await applyRecords(store.db, [record(1, { tags: { team: "x" } })]);
    expect(await rows("tag")).toEqual([["tag", "team=x", "day", "2026-11-21T00:00:00.000Z", 9]]);
  });

  it("of a tag whose budget was removed and made again lack nothing that was spent between", async () => {
    await begin();
    const { organizationId } = place;
    const id = await bound("tag", "team=x", "day");
    await applyRecords(store.db, [record(1, { tags: { team: "x" } })]);
    await store.db.transaction().execute(async (tx) => {
      await tx.deleteFrom("budgets").where("id", "=", id).execute();
      await forgetUnboundedTags(tx, organizationId);
    });
    await applyRecords(store.db, [record(2, { tags: { team: "x" } })]);
    await bound("tag", "team=x", "day");
    expect(await read(window("tag", "team=x", "day"))).toEqual([3]);
  });

  it("lose nothing where batches, reads and removals happen at once", async () => {
    await begin();
    const { organizationId, apiKeyId } = place;
    await bound("tag", "team=*", "day");
    const asked = [
      window("organization", organizationId, "day"),
      window("key", apiKeyId, "total"),
      window("tag", "team=x", "day"),
    ];
    const batches = Array.from({ length: 30 }, () => [
      record(1, { tags: { team: "x" } }),
      record(10, { tags: { team: "x" } }),
    ]);
    await Promise.all(
      batches.flatMap((batch, index): Promise<unknown>[] => [
        applyRecords(store.db, batch),
        applyRecords(store.db, batch),
        read(...asked),
        index % 7 === 0 ? store.db.transaction().execute((tx) => forgetWindows(tx, organizationId)) : Promise.resolve(),
      ]),
    );
    expect(await read(...asked)).toEqual([330, 330, 330]);
  });

  it("hold what a transaction adds that has not ended while another makes the same sum", async () => {
    await begin();
    await applyRecords(store.db, [record(0)]);
    const addIn = async (tx: Transaction<Database>, nanos: number) => {
      ids += 1;
      const changed = JSON.stringify({ record_id: `copy_${ids}`, total_nanos: nanos });
      await sql`
        insert into request_logs select (jsonb_populate_record(null::request_logs, to_jsonb(logs) || ${changed}::jsonb)).*
        from request_logs as logs where organization_id = ${place.organizationId} and total_nanos = 0
      `.execute(tx);
      const spend = { ...place, atMs: at(NOON), nanos, tags: {} };
      await addSpend(tx, [record(nanos)], () => spend);
    };
    const today = window("organization", place.organizationId, "day");
    let second: Promise<unknown> = Promise.resolve();
    let reading: Promise<unknown> = Promise.resolve();
    await store.db.transaction().execute(async (tx) => {
      await addIn(tx, 1);
      second = store.db.transaction().execute((other) => addIn(other, 10));
      reading = read(today);
      await setTimeout(100);
    });
    await Promise.all([second, reading]);
    expect(await read(today)).toEqual([11]);
  });

  it("of one organization are never another's, whatever their ids", async () => {
    await begin();
    const stranger = place;
    await applyRecords(store.db, [record(5)]);
    await begin();
    expect(
      await read(
        window("key", stranger.apiKeyId, "day"),
        window("key", stranger.apiKeyId, "total"),
        window("project", stranger.projectId, "total"),
      ),
    ).toEqual([0, 0, 0]);
  });

  it("are removed long after their window, but for those of all time", async () => {
    await begin();
    await applyRecords(store.db, [record(1, { timestamp: "2026-08-01T00:00:00.000Z" }), record(2)]);
    const clock = testClock(at("2026-11-21T12:00:00Z"));
    expect(await purgeSpendWindows(store.db, clock)).toBeGreaterThanOrEqual(9);
    const left = (await rows("key")).map(([, , period, , nanos]) => [period, nanos]);
    expect(left).toEqual([
      ["day", 2],
      ["month", 2],
      ["total", 3],
      ["week", 2],
    ]);
  });

  it("of credits are what the ledger has debited", async () => {
    await begin();
    const query = { scope: "credits", scopeId: place.organizationId, period: "total", startMs: 0 } as const;
    await store.db
      .updateTable("credit_balances")
      .set({ debited_nanos: 42 })
      .where("organization_id", "=", place.organizationId)
      .execute();
    expect(await readSpent(store.db, place.organizationId, [query, window("key", "key_none", "day")])).toEqual([42, 0]);
    expect(await readSpent(store.db, "org_none", [query])).toEqual([0]);
  });
});
