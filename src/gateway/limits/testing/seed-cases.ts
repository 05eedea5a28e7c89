import { expect, it } from "vitest";
import type { SpentBefore } from "../limit-engine.ts";
import { claim, DAY, inAll, parallel, perDay, perMinute, T0, usedOf } from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

/** Money that was spent before anybody counted. */
export function seedCases(open: Open): void {
  it("begins money counters at what was spent before, and asks once", async () => {
    const asked: string[][] = [];
    const [tenant, engine] = open(async (_tenant, rules) => {
      asked.push(rules.map(({ counter }) => counter));
      return rules.map(({ counter }) => (counter === "spend:day" ? 60 : 900));
    });
    const claims = [claim(perMinute(1_000), 1), claim(perDay(100), 1), claim(inAll(1_000), 1)];
    const verdicts = await Promise.all(Array.from({ length: 60 }, () => tenant.reserve(claims)));
    expect(verdicts.filter(({ granted }) => granted)).toHaveLength(40);
    await tenant.reserve(claims);
    expect(asked).toEqual([["spend:day", "spend:total"]]);
    expect((await engine.read(tenant.name, [perDay(100), inAll(1_000)], T0)).map(({ used }) => used)).toEqual([
      100, 940,
    ]);
  });

  it("tells what was spent before, without a request", async () => {
    const [tenant] = open(async () => [42]);
    expect(await tenant.used(perDay(100))).toBe(42);
    expect(usedOf(await tenant.reserve([claim(perDay(100), 1)]))).toEqual([43]);
  });

  it.each<[string, SpentBefore]>([
    ["fails", () => Promise.reject(new Error("no database"))],
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["takes too long", () => new Promise(() => {})],
    ["knows too little", async () => []],
  ])("counts from nought when the database %s, and later from what it tells", async (_name, failing) => {
    let spent: SpentBefore = failing;
    const [tenant] = open((name, rules) => spent(name, rules));
    expect(usedOf(await tenant.reserve([claim(perDay(100), 10)]))).toEqual([10]);
    spent = async () => [70];
    await expect
      .poll(async () => usedOf(await tenant.reserve([claim(perDay(100), 0)], T0 + 6_000)), { timeout: 5_000 })
      .toEqual([70]);
  });

  it("counts within two minutes what others spent that do not share its counters", async () => {
    let spent = 0;
    const [tenant] = open(async () => [spent]);
    const reserve = async (at: number) => usedOf(await tenant.reserve([claim(perDay(100), 1)], T0 + at));
    expect(await reserve(0)).toEqual([1]);
    spent = 80;
    expect(await reserve(59_999)).toEqual([2]);
    await reserve(60_000);
    await expect.poll(() => tenant.used(perDay(100), T0 + 60_001)).toBe(80);
  });

  it("raises a counter to what the database knows, never lowers it", async () => {
    const [tenant, engine] = open(async () => [5]);
    await engine.raise(tenant.name, perDay(100), 50, T0);
    expect(usedOf(await tenant.reserve([claim(perDay(100), 10)]))).toEqual([15]);
    await engine.raise(tenant.name, perDay(100), 12, T0);
    await engine.raise(tenant.name, perDay(100, T0 + DAY), 99, T0);
    expect(await tenant.used(perDay(100))).toBe(15);
    await engine.raise(tenant.name, perDay(100), 40, T0);
    expect(await tenant.used(perDay(100))).toBe(40);
  });

  it("does not count again what the database told already", async () => {
    const [tenant] = open(async () => [30]);
    const claims = [claim(perDay(100), 10)];
    await tenant.reserve([claim(perDay(100), 0)], T0 + 1_000);
    await tenant.settle("before", claims, [10], T0);
    expect(await tenant.used(perDay(100))).toBe(30);
    await tenant.settle("after", claims, [10], T0 + 2_000);
    expect(await tenant.used(perDay(100))).toBe(40);
  });

  it("holds nothing for a request that ended while the database was asked", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<number[]>();
    const [tenant] = open(() => {
      asked.resolve();
      return answer.promise;
    });
    const claims = [claim(perDay(100), 10), claim(parallel(1), 1)];
    const reserving = tenant.reserve(claims, T0, "a");
    await tenant.settle("a", claims, [0, 0]);
    await asked.promise;
    answer.resolve([20]);
    expect((await reserving).granted).toBe(true);
    expect([await tenant.used(perDay(100)), await tenant.used(parallel(1))]).toEqual([20, 0]);
  });
}
