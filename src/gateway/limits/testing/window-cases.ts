import { expect, it } from "vitest";
import type { LimitRule } from "../limit-engine.ts";
import { claim, DAY, MINUTE, outcome, parallel, perDay, perMinute, T0, usedOf } from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

/** What is counted, and for how long. */
export function windowCases(open: Open): void {
  it.each<[string, LimitRule, number[]]>([
    ["a sliding window", perMinute(3), [1, 2, 3]],
    ["a period", perDay(30), [10, 20, 30]],
    ["running requests", parallel(3), [1, 2, 3]],
  ])("%s is full at its limit, and a refused request takes nothing of it", async (_name, rule, used) => {
    const [tenant] = open();
    const amount = used[0] as number;
    for (const after of used) expect(usedOf(await tenant.reserve([claim(rule, amount)]))).toEqual([after]);
    for (let i = 0; i < 3; i += 1) {
      const verdict = await tenant.reserve([claim(rule, amount)]);
      expect([outcome(verdict), usedOf(verdict)]).toEqual([rule.counter, [used.at(-1)]]);
    }
  });

  it("lets in again as the window slides, and says when", async () => {
    const [tenant] = open();
    const rule = perMinute(10);
    for (let i = 0; i < 10; i += 1) await tenant.reserve([claim(rule, 1)], T0 + 1);
    const refused = await tenant.reserve([claim(rule, 1)], T0 + 30_000);
    const resetAtMs = refused.states[0]?.resetAtMs ?? 0;
    expect(resetAtMs).toBe(T0 + MINUTE + 6_000);
    expect(outcome(await tenant.reserve([claim(rule, 1)], resetAtMs - 1))).toBe("rpm");
    expect(outcome(await tenant.reserve([claim(rule, 1)], resetAtMs))).toBe("granted");
    expect(outcome(await tenant.reserve([claim(rule, 1)], resetAtMs))).toBe("rpm");
    expect(usedOf(await tenant.reserve([claim(rule, 1)], T0 + 4 * MINUTE))).toEqual([1]);
  });

  it.each([1, 2, 5])("admits no more than %i around the turn of the minute", async (limit) => {
    const [tenant] = open();
    let admitted = 0;
    for (const at of [T0 + MINUTE - 1, T0 + MINUTE + 1]) {
      for (let i = 0; i < 2 * limit; i += 1) {
        admitted += (await tenant.reserve([claim(perMinute(limit), 1)], at)).granted ? 1 : 0;
      }
    }
    expect(admitted).toBe(limit);
  });

  it("does not empty the window for a clock that is late", async () => {
    const [tenant] = open();
    const rule = perMinute(3);
    await tenant.reserve([claim(rule, 1)], T0 + MINUTE);
    await tenant.reserve([claim(rule, 1)], T0 - 5 * MINUTE);
    await tenant.reserve([claim(rule, 1)], T0 + MINUTE - 1);
    expect(outcome(await tenant.reserve([claim(rule, 1)], T0 + MINUTE + 1))).toBe("rpm");
    expect(outcome(await tenant.reserve([claim(rule, 1)], T0))).toBe("rpm");
  });

  it("begins each period at nought, and counts a late request in its own", async () => {
    const [tenant] = open();
    const tomorrow = perDay(10, T0 + DAY);
    await tenant.reserve([claim(perDay(10), 10)], T0 + DAY - 1);
    expect(usedOf(await tenant.reserve([claim(tomorrow, 4)], T0 + DAY))).toEqual([4]);
    expect(outcome(await tenant.reserve([claim(perDay(10), 1)], T0 + DAY))).toBe("spend:day");
    expect(await tenant.used(tomorrow, T0 + DAY)).toBe(4);
  });

  it("counts running requests for as long as they run", async () => {
    const [tenant] = open();
    const claims = [claim(parallel(1), 1)];
    await tenant.reserve(claims, T0, "a", DAY);
    expect(outcome(await tenant.reserve(claims, T0 + 23 * 60 * MINUTE))).toBe("parallel");
    await tenant.settle("a", claims, [0], T0 + 23 * 60 * MINUTE);
    expect(outcome(await tenant.reserve(claims, T0 + 23 * 60 * MINUTE))).toBe("granted");
  });
}
