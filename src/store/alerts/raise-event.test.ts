import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AlertWorld, makeAlertWorld } from "../../worker/alerts/testing/world.ts";
import { describeOnEngines } from "../sql/testing/engines.ts";
import { leaveLease, takeLease } from "./lease.ts";
import { raiseEvent } from "./raise-event.ts";
import { raiseEvents } from "./raise-events.ts";

describeOnEngines("events", (engine) => {
  let world: AlertWorld;
  beforeAll(async () => {
    world = await makeAlertWorld(engine);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.store.db.deleteFrom("alert_events").execute();
  });

  const events = async () => {
    const rows = await world.store.db.selectFrom("alert_events").selectAll().orderBy("dedupe_key").execute();
    return rows.map(({ kind, details, resolved_at }) => ({ kind, details, open: resolved_at === null }));
  };

  describe("raising", () => {
    const event = (over: object = {}) => ({
      organizationId: world.organizationId,
      kind: "low_balance" as const,
      dedupeKey: "low:1",
      details: {},
      ...over,
    });

    it("is new once, for each organization and key", async () => {
      const { db } = world.store;
      const other = await world.organization();
      expect(await raiseEvent(db, event())).toBe(true);
      expect(await raiseEvent(db, event({ kind: "budget_exceeded" }))).toBe(false);
      expect(await raiseEvent(db, event({ organizationId: other }))).toBe(true);
      const all = await Promise.all(Array.from({ length: 10 }, () => raiseEvent(db, event({ dedupeKey: "low:2" }))));
      expect(all.filter(Boolean)).toHaveLength(1);
    });

    it("stands or falls with the transaction, and breaks none", async () => {
      const { db } = world.store;
      await expect(
        db.transaction().execute(async (tx) => {
          await raiseEvent(tx, event());
          throw new Error("power cut");
        }),
      ).rejects.toThrow("power cut");
      expect(await events()).toEqual([]);
      await db.transaction().execute(async (tx) => {
        expect(await raiseEvent(tx, event({ organizationId: "org_gone" }))).toBe(false);
        expect(await raiseEvent(tx, event())).toBe(true);
      });
      expect(await events()).toHaveLength(1);
    });

    it("of many notes those that are new", async () => {
      const { db } = world.store;
      await raiseEvent(db, event({ dedupeKey: "many:7" }));
      const long = "x".repeat(2_000);
      const many = Array.from({ length: 1_200 }, (_, index) => event({ dedupeKey: `many:${index}` }));
      const all = [...many, event({ dedupeKey: long }), event({ dedupeKey: long })];
      expect(await raiseEvents(db, all)).toBe(1_200);
      expect(await raiseEvents(db, all)).toBe(0);
      expect(await raiseEvents(db, [])).toBe(0);
    });

    it("takes names of callers' making and keys of any length", async () => {
      const { db } = world.store;
      const details = { name: "a\0b\ud800" };
      expect(await raiseEvent(db, event({ dedupeKey: "k".repeat(9_000), details }))).toBe(true);
      expect(await raiseEvent(db, event({ dedupeKey: "k".repeat(9_000), details }))).toBe(false);
      expect((await events())[0]?.details).toEqual({ name: "ab\ufffd" });
    });
  });

  it("a lease is one process's, until it ends or is given back", async () => {
    const { db } = world.store;
    const take = (holder: string, seconds = 60) => takeLease(db, { name: "x", holder, seconds });
    expect(await Promise.all([take("a"), take("a")])).toEqual([true, true]);
    expect(await take("b")).toBe(false);
    await leaveLease(db, { name: "x", holder: "b" });
    expect(await take("b")).toBe(false);
    await leaveLease(db, { name: "x", holder: "a" });
    expect(await take("b", -1)).toBe(true);
    expect(await take("a")).toBe(true);
  });
});
