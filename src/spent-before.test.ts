import { beforeAll, expect, it } from "vitest";
import type { CallerBudget } from "./gateway/caller.ts";
import type { LimitRule } from "./gateway/limits/limit-engine.ts";
import { LocalLimitEngine } from "./gateway/limits/local-limit-engine.ts";
import { routeRules } from "./gateway/limits/route-rules.ts";
import { rulesOf } from "./gateway/limits/rules-of.ts";
import { routeLimit, testRoute } from "./gateway/limits/testing/test-route.ts";
import { testCaller } from "./gateway/testing/caller.ts";
import { spentBefore } from "./spent-before.ts";
import { bootstrap } from "./store/bootstrap.ts";
import type { Store } from "./store/sql/open-store.ts";
import { silent, testClock, useEmbedded } from "./store/sql/testing/engines.ts";
import { testRecord } from "./store/sql/testing/records.ts";
import { applyRecords } from "./worker/apply-journal.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 10, 21);
const NOW = MIDNIGHT + 18 * HOUR;

const engine = useEmbedded();
let store: Store;

beforeAll(async () => {
  store = await engine.open();
  await bootstrap({ db: store.db, clock: testClock(), log: silent });
  const spent = (atMs: number, totalNanos: number, inputNanos: number) =>
    testRecord({
      requestId: `req_${atMs}_${totalNanos}`,
      timestamp: new Date(atMs).toISOString(),
      totalNanos,
      route: { project: "shop", route: "support", configId: "cfg_1", version: 3, inputNanos },
    });
  await applyRecords(store.db, [
    spent(MIDNIGHT - 12 * HOUR, 1_000, 400),
    spent(MIDNIGHT + HOUR, 200, 50),
    spent(NOW, 30, 10),
  ]);
});

it("budgets of routes begin after a restart where they stood, beside those of the account", async () => {
  const budget: CallerBudget = {
    id: "bud_1",
    scope: "organization",
    scopeId: "org_1",
    period: "day",
    limitNanos: 9_999,
    hard: true,
    allowUnpriced: false,
  };
  const money = [
    routeLimit("nanos", 9_999, { aligned: true, windowMs: HOUR }),
    routeLimit("nanos", 9_999, { windowMs: DAY }),
    routeLimit("input_nanos", 9_999, { windowMs: DAY, scope: "key" }),
    routeLimit("output_nanos", 9_999, { aligned: true, windowMs: DAY }),
  ];
  const caller = testCaller({ budgets: [budget] });
  const input = { ip: null, tags: {}, defaults: { rpm: 100, tpm: 100 } };
  const rules: LimitRule[] = [
    ...routeRules(testRoute(money.slice(0, 2)), caller, NOW),
    ...rulesOf(caller, input, NOW).filter(({ measure }) => measure === "nanos"),
    ...routeRules(testRoute(money.slice(2)), caller, NOW),
  ];
  const started = new LocalLimitEngine({ spentBefore: spentBefore(store.db) });
  const states = await started.read("org_1", rules, NOW);
  // Of yesterday the last six hours count: a quarter of it.
  expect(states.map(({ used }) => used)).toEqual([30, 230 + 250, 230, 60 + 100, 170]);
});
