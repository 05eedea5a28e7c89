import { describe, expect, it } from "vitest";
import { LocalLimitEngine } from "./local-limit-engine.ts";
import { settleFromJournal } from "./settle-from-journal.ts";
import { checkCourses } from "./testing/limit-courses.ts";
import { describeLimitEngine } from "./testing/limit-engine-suite.ts";
import { claim, HOLD, parallel, perDay, perMinute, T0, usedOf } from "./testing/limit-rules.ts";

describeLimitEngine("in this process", (spentBefore) => new LocalLimitEngine({ spentBefore }));

describe("limits in this process", () => {
  it("answers without waiting, but for the first sight of money", async () => {
    const engine = new LocalLimitEngine({ spentBefore: async () => [1] });
    const claims = [claim(perDay(10), 1), claim(perMinute(10), 1)];
    const reserve = (id: string) => engine.reserve({ id, tenant: "org", claims, nowMs: T0, holdMs: HOLD });
    const first = reserve("a");
    expect(first).toBeInstanceOf(Promise);
    expect(usedOf(await first)).toEqual([2, 1]);
    expect(reserve("b")).toMatchObject({ granted: true });
  });

  it("keeps a bounded number of counters, and all that running requests hold", () => {
    const engine = new LocalLimitEngine({ maxCounters: 50 });
    const claims = [claim(parallel(1, "held"), 1)];
    void engine.reserve({ id: "held", tenant: "org", claims, nowMs: T0, holdMs: HOLD });
    for (let i = 0; i < 5_000; i += 1) {
      const own = [claim(perMinute(1, `rpm:${i}`), 1)];
      const id = `r${i}`;
      void engine.reserve({ id, tenant: "org", claims: own, nowMs: T0, holdMs: HOLD });
      engine.settle({ id, tenant: "org", claims: own, used: [1], nowMs: T0 });
    }
    expect(engine.size).toEqual({ counters: 50, holds: 1 });
    expect(engine.reserve({ id: "x", tenant: "org", claims, nowMs: T0, holdMs: HOLD })).toMatchObject({
      granted: false,
    });
  });

  it("holds more than the bound while they run", () => {
    const engine = new LocalLimitEngine({ maxCounters: 10 });
    const claims = Array.from({ length: 100 }, (_each, i) => claim(parallel(1, `p${i}`), 1));
    void engine.reserve({ id: "a", tenant: "org", claims, nowMs: T0, holdMs: HOLD });
    expect(engine.size.counters).toBe(100);
    engine.settle({ id: "a", tenant: "org", claims, used: [], nowMs: T0 });
    for (const id of ["b", "c"]) void engine.reserve({ id, tenant: "org", claims: [], nowMs: T0, holdMs: 1 });
    expect(engine.size).toEqual({ counters: 10, holds: 2 });
  });
});

describe("settling from the journal", () => {
  it("asks once for each tenant and tells who could not be told", async () => {
    const asked: [string, number][] = [];
    const held = {
      releaseHeld: async (tenant: string, uses: readonly unknown[]) => {
        asked.push([tenant, uses.length]);
        if (tenant === "b") throw new Error("no Redis");
      },
    };
    const applied = ["a", "b", "a"].map((tenant, i) => ({ tenant, id: `r${i}`, usedNanos: i }));
    expect(await settleFromJournal(held, applied, T0)).toEqual(["b"]);
    expect(asked).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });
});

describe("any course of reservations, settlements, crashes, retries and clocks", () => {
  it("counts as the model does, in this process", async () => {
    await checkCourses(() => new LocalLimitEngine(), 2_000, 60);
  }, 120_000);
});
