import { expect, it } from "vitest";
import {
  claim,
  DAY,
  inAll,
  MINUTE,
  outcome,
  parallel,
  perDay,
  perMinute,
  T0,
  tokensPerMinute,
  usedOf,
} from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

/** What is counted once a request has ended, or has not. */
export function settlementCases(open: Open): void {
  const all = [
    claim(perMinute(100), 1),
    claim(tokensPerMinute(100), 80),
    claim(perDay(100), 50),
    claim(parallel(5), 1),
  ];
  const rules = all.map(({ rule }) => rule);

  it("replaces money and tokens by what was used, keeps the request, gives the place back; once", async () => {
    const [tenant, engine] = open();
    await tenant.reserve(all, T0, "a");
    await tenant.settle("a", all, [1, 10, 7, 1]);
    for (let i = 0; i < 3; i += 1) await tenant.settle("a", all, [9, 99, 99, 9]);
    expect((await engine.read(tenant.name, rules, T0)).map(({ used }) => used)).toEqual([1, 10, 7, 0]);
  });

  it("counts what was used beyond what was reserved, beyond the limit too", async () => {
    const [tenant] = open();
    const claims = [claim(perDay(100), 0)];
    await tenant.reserve(claims, T0, "a");
    await tenant.settle("a", claims, [150]);
    expect(await tenant.used(perDay(100))).toBe(150);
    expect(outcome(await tenant.reserve([claim(perDay(100), 1)]))).toBe("spend:day");
    expect(outcome(await tenant.reserve([claim(perDay(100), 0)]))).toBe("granted");
  });

  it("keeps what was reserved where use is not known", async () => {
    const [tenant] = open();
    const claims = [claim(perDay(100), 40), claim(inAll(100), 30)];
    await tenant.reserve(claims, T0, "a");
    await tenant.settle("a", claims, [Number.NaN]);
    expect([await tenant.used(perDay(100)), await tenant.used(inAll(100))]).toEqual([40, 30]);
  });

  it("corrects tokens in the minute in which they were reserved, as long as that counts", async () => {
    const [tenant] = open();
    const rule = tokensPerMinute(100);
    await tenant.reserve([claim(rule, 100)], T0 + MINUTE - 1, "a");
    expect(outcome(await tenant.reserve([claim(rule, 50)], T0 + MINUTE))).toBe("tpm");
    await tenant.settle("a", [claim(rule, 100)], [0], T0 + MINUTE);
    expect(usedOf(await tenant.reserve([claim(rule, 100)], T0 + MINUTE, "b"))).toEqual([100]);
    await tenant.reserve([claim(rule, 30)], T0 + 9 * MINUTE, "c");
    await tenant.settle("b", [claim(rule, 100)], [5], T0 + 9 * MINUTE);
    expect(await tenant.used(rule, T0 + 9 * MINUTE)).toBe(30);
  });

  it("settles into the period of the reservation", async () => {
    const [tenant] = open();
    const claims = [claim(perDay(100), 60)];
    await tenant.reserve(claims, T0 + DAY - 1, "a");
    const tomorrow = perDay(100, T0 + DAY);
    await tenant.reserve([claim(tomorrow, 5)], T0 + DAY);
    await tenant.settle("a", claims, [70], T0 + DAY + 1);
    expect([await tenant.used(perDay(100)), await tenant.used(tomorrow)]).toEqual([70, 5]);
  });

  it("counts money and tokens of a reservation it does not know, once, and nothing else", async () => {
    const [tenant, engine] = open();
    await tenant.settle("lost", all, [1, 10, 7, 1]);
    await tenant.settle("lost", all, [1, 10, 7, 1]);
    expect((await engine.read(tenant.name, rules, T0)).map(({ used }) => used)).toEqual([0, 10, 7, 0]);
    // A request that ended before it could reserve.
    expect((await tenant.reserve(all, T0, "lost")).granted).toBe(true);
    expect((await engine.read(tenant.name, rules, T0)).map(({ used }) => used)).toEqual([0, 10, 7, 0]);
  });

  it("gives up what expired, and counts what comes after all", async () => {
    const [tenant, engine] = open();
    await tenant.reserve(all, T0, "a", 20_000);
    const used = async (at: number) => (await engine.read(tenant.name, rules, at)).map((state) => state.used);
    expect(await used(T0 + 19_999)).toEqual([1, 80, 50, 1]);
    expect(await used(T0 + 20_000)).toEqual([1, 0, 0, 0]);
    await tenant.settle("a", all, [1, 10, 7, 1], T0 + 30_000);
    await tenant.settle("a", all, [1, 10, 7, 1], T0 + 30_000);
    expect(await used(T0 + 30_000)).toEqual([1, 10, 7, 0]);
  });

  it("gives up each reservation at its own time", async () => {
    const [tenant] = open();
    const rule = parallel(100);
    for (const [i, holdMs] of [50, 10, 30, 20, 40].entries()) {
      await tenant.reserve([claim(rule, 1)], T0, `h${i}`, holdMs);
    }
    const left: (number | undefined)[] = [];
    for (const at of [9, 10, 20, 30, 40, 50]) left.push(await tenant.used(rule, T0 + at));
    expect(left).toEqual([5, 4, 3, 2, 1, 0]);
  });
}
