import { beforeAll, expect, it } from "vitest";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { rebuildRollups } from "../../worker/rebuild-rollups.ts";
import { bootstrap } from "../bootstrap.ts";
import type { Store } from "../sql/open-store.ts";
import { describeOnEngines, silent, testClock } from "../sql/testing/engines.ts";
import { testRecord } from "../sql/testing/records.ts";
import { type RouteSpentQuery, readRouteSpent } from "./read-route-spent.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 21, 12);

describeOnEngines("what routes have spent", (engine) => {
  let store: Store;
  let ids = 0;
  beforeAll(async () => {
    store = await engine.open();
    await bootstrap({ db: store.db, clock: testClock(), log: silent });
  });

  const record = (atMs: number, totalNanos: number, inputNanos: number, more: Partial<RequestRecord> = {}) => {
    ids += 1;
    return testRecord({
      requestId: `req_${ids}`,
      timestamp: new Date(atMs).toISOString(),
      totalNanos,
      route: { project: "shop", route: "support", configId: "cfg_1", version: 3, inputNanos },
      ...more,
    });
  };
  const query = (startMs: number, endMs: number, more: Partial<RouteSpentQuery> = {}): RouteSpentQuery => ({
    projectId: "proj_1",
    route: "support",
    keyId: undefined,
    part: "all",
    startMs,
    endMs,
    ...more,
  });

  it("is exact in any window, by part, by key, and only of its own project, name and organization", async () => {
    await applyRecords(store.db, [
      record(NOON - 1, 1, 1),
      record(NOON, 10, 4),
      record(NOON + 10 * 60_000, 200, 50),
      record(NOON + 90 * 60_000, 3_000, 1_000, { apiKeyId: "key_2" }),
      record(NOON + 3 * HOUR, 40_000, 9_000),
      record(NOON + 5 * HOUR + 59_999, 500_000, 0),
      record(NOON, 7, 7, { organizationId: "org_2" }),
      record(NOON, 7, 7, { projectId: "proj_2" }),
      record(NOON, 7, 7, { route: { project: "shop", route: "other", configId: "c", version: 1, inputNanos: 7 } }),
      testRecord({ requestId: "req_model", timestamp: new Date(NOON).toISOString(), totalNanos: 9 }),
      record(NOON, 0, 0, { totalNanos: null }),
    ]);
    const end = NOON + 6 * HOUR;
    const queries = [
      query(NOON, end),
      query(NOON, end, { part: "input" }),
      query(NOON, end, { part: "output" }),
      query(NOON, end, { keyId: "key_2" }),
      query(NOON, end, { keyId: "key_1", part: "output" }),
      // Edges that are no hours, within one hour, over the turn of one, and over several.
      query(NOON + 1, NOON + 10 * 60_000 + 1),
      query(NOON + 5 * 60_000, NOON + 91 * 60_000),
      query(NOON - 30 * 60_000, NOON + 5 * HOUR + 59_999),
      query(NOON - DAY, NOON),
      query(NOON, NOON),
      query(NOON, end, { route: "none" }),
      query(NOON, end, { projectId: "proj_2" }),
    ];
    const expected = [543_210, 10_054, 533_156, 3_000, 531_156, 200, 3_200, 43_211, 1, 0, 0, 7];
    expect(await readRouteSpent(store.db, "org_1", queries)).toEqual(expected);
    expect(await readRouteSpent(store.db, "org_2", [query(NOON, end)])).toEqual([7]);
    expect(await readRouteSpent(store.db, "org_1", [])).toEqual([]);
    // The sums say the same when they are made again from the log.
    const from = new Date(NOON - DAY);
    const clock = { now: () => NOON };
    await rebuildRollups(store.db, clock as never, { organizationId: "org_1", from, to: new Date(NOON + DAY) });
    expect(await readRouteSpent(store.db, "org_1", queries)).toEqual(expected);
  });
});
