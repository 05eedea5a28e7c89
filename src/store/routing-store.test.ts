import type { Kysely } from "kysely";
import { beforeEach, expect, it } from "vitest";
import { applyRecords } from "../worker/apply-journal.ts";
import { createReceiptReader } from "./receipt-reader.ts";
import { createRoutingStore, type RoutingStore, type StoredPrior } from "./routing-store.ts";
import type { Database } from "./sql/schema.ts";
import { describeOnEngines } from "./sql/testing/engines.ts";
import { testRecord } from "./sql/testing/records.ts";

const DAY_MS = 86_400_000;
const AT = Date.UTC(2026, 10, 21);

const prior = (over: Partial<StoredPrior> = {}): StoredPrior => ({
  organizationId: "org_a",
  category: "coding",
  modelId: "m",
  sum: 1,
  weight: 1,
  atMs: AT,
  ...over,
});
const feedback = (over: Partial<Parameters<RoutingStore["put"]>[0]> = {}): Parameters<RoutingStore["put"]>[0] => ({
  recordId: "rec_1",
  requestId: "req_1",
  organizationId: "org_a",
  category: "coding",
  provider: "p",
  model: "m",
  score: 1,
  comment: null,
  atMs: AT,
  ...over,
});

describeOnEngines("routing store", (engine) => {
  let db: Kysely<Database>;
  let store: RoutingStore;
  beforeEach(async () => {
    if (db === undefined) db = (await engine.open()).db;
    await db.deleteFrom("routing_priors").execute();
    await db.deleteFrom("routing_health").execute();
    await db.deleteFrom("request_feedback").execute();
    store = createRoutingStore(db, DAY_MS);
  });

  it("adds changes up, fading the older side", async () => {
    await store.addPriors([prior({ sum: 4, weight: 4 })]);
    await store.addPriors([prior({ sum: -1, weight: 1, atMs: AT + DAY_MS })]);
    expect(await store.loadPriors()).toEqual([prior({ sum: 1, weight: 3, atMs: AT + DAY_MS })]);
    // A replica whose clock is behind fades what it brings.
    await store.addPriors([prior({ sum: 2, weight: 2 })]);
    expect(await store.loadPriors()).toEqual([prior({ sum: 2, weight: 4, atMs: AT + DAY_MS })]);
  });

  it("takes two changes of one prior in one go, and none", async () => {
    await store.addPriors([prior(), prior({ sum: -1 })]);
    await store.addPriors([]);
    expect(await store.loadPriors()).toEqual([prior({ sum: 0, weight: 2 })]);
  });

  it("keeps organizations, kinds and models apart, and takes any name", async () => {
    await store.addPriors([
      prior(),
      prior({ organizationId: "org_b" }),
      prior({ category: "any" }),
      prior({ modelId: "x\u0000\ud800" }),
    ]);
    expect(await store.loadPriors()).toHaveLength(4);
  });

  it("forgets what has faded", async () => {
    await store.addPriors([prior(), prior({ modelId: "new", atMs: AT + 30 * DAY_MS })]);
    expect((await store.loadPriors()).map(({ modelId }) => modelId)).toEqual(["new"]);
  });

  it("replaces what is known of a model's health", async () => {
    const state = { totalMs: { sum: 1.5, weight: 1, atMs: AT } };
    await store.saveHealth(
      [
        { label: "p/m", state: {} },
        { label: "p/n", state },
      ],
      AT,
    );
    await store.saveHealth([{ label: "p/m", state }], AT + 1);
    expect(await store.loadHealth()).toEqual([
      { label: "p/m", state },
      { label: "p/n", state },
    ]);
  });

  it("keeps one opinion a request and gives back the one before", async () => {
    expect(await store.put(feedback())).toBeNull();
    expect(await store.put(feedback({ score: -1, comment: "no\u0000" }))).toBe(1);
    expect(await store.put(feedback({ recordId: "rec_2" }))).toBeNull();
    const rows = await db
      .selectFrom("request_feedback")
      .select(["record_id", "score", "comment"])
      .orderBy("record_id")
      .execute();
    expect(rows).toEqual([
      { record_id: "rec_1", score: -1, comment: "no\uFFFD" },
      { record_id: "rec_2", score: 1, comment: null },
    ]);
  });

  it("keeps a request's decision for its receipt", async () => {
    const decision = {
      candidates: [
        { model: "p/m", costNanos: 5, latencyMs: null, quality: 0.5, uptime: 1, circuit: "closed" as const },
      ],
      rejected: { capability: 2 },
      category: "coding",
      difficulty: 0.5,
      threshold: 0.7,
    };
    await applyRecords(db, [testRecord({ requestId: "req_d", decision }), testRecord({ requestId: "req_n" })]);
    const { findRecord } = createReceiptReader(db);
    expect((await findRecord("req_d", "org_1"))?.decision).toEqual(decision);
    expect((await findRecord("req_n", "org_1"))?.decision).toBeUndefined();
  });
});
