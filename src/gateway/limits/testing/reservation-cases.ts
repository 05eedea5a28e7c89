import { expect, it } from "vitest";
import type { Claim } from "../limit-engine.ts";
import { MAX_COUNT } from "../windows.ts";
import {
  claim,
  HOLD,
  inAll,
  outcome,
  parallel,
  perDay,
  perMinute,
  T0,
  tokensPerMinute,
  usedOf,
} from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

/** What a reservation takes. */
export function reservationCases(open: Open): void {
  it("takes all or nothing, and names the first claim that does not fit", async () => {
    const [tenant] = open();
    const claims = [claim(perMinute(10), 1), claim(tokensPerMinute(100), 80), claim(perDay(1_000), 30)];
    expect(usedOf(await tenant.reserve(claims))).toEqual([1, 80, 30]);
    const second = await tenant.reserve([...claims, claim(parallel(0), 1)]);
    expect([outcome(second), usedOf(second)]).toEqual(["tpm", [1, 80, 30, 0]]);
    const third = await tenant.reserve([claims[0] as Claim, claim(parallel(0), 1), claims[1] as Claim]);
    expect([outcome(third), usedOf(third)]).toEqual(["parallel", [1, 0, 80]]);
  });

  it.each<[string, number, number, boolean]>([
    ["nothing of a limit of nought", 0, 0, true],
    ["one of a limit of nought", 0, 1, false],
    ["more than the limit", 5, 6, false],
    ["all of it", 5, 5, true],
    ["an amount that is no number", 5, Number.NaN, false],
    ["without end", 5, Number.POSITIVE_INFINITY, false],
    ["a negative amount, which gives nothing back", 5, -3, true],
    ["of a negative limit", -1, 1, false],
    ["a part of one, which is one", 1, 0.1, true],
    ["as much as can be counted", MAX_COUNT, MAX_COUNT, true],
  ])("reserves %s", async (_name, limit, amount, granted) => {
    const [tenant] = open();
    expect((await tenant.reserve([claim(inAll(limit), amount)])).granted).toBe(granted);
    expect(await tenant.used(inAll(limit))).toBe(granted ? Math.max(0, Math.ceil(amount)) : 0);
  });

  it("counts millions of dollars to the nano-dollar", async () => {
    const [tenant] = open();
    const rule = inAll(9_000_000_000_000_000);
    await tenant.reserve([claim(rule, 8_999_999_999_999_998)], T0, "a");
    expect(usedOf(await tenant.reserve([claim(rule, 1)], T0, "b"))).toEqual([8_999_999_999_999_999]);
    expect(outcome(await tenant.reserve([claim(rule, 2)]))).toBe("spend:total");
    await tenant.settle("b", [claim(rule, 1)], [0]);
    await tenant.settle("a", [claim(rule, 8_999_999_999_999_998)], [8_999_999_999_999_997]);
    expect(await tenant.used(rule)).toBe(8_999_999_999_999_997);
  });

  it("stops counting where numbers end, instead of turning over", async () => {
    const [tenant] = open();
    const rule = inAll(10, "soft", false);
    for (let i = 0; i < 3; i += 1) await tenant.reserve([claim(rule, Number.MAX_SAFE_INTEGER)]);
    expect(await tenant.used(rule)).toBe(MAX_COUNT);
  });

  it("never refuses for a soft limit, and counts it", async () => {
    const [tenant] = open();
    const claims = [claim(perDay(10, T0, "soft", false), 25)];
    expect(await tenant.reserve(claims)).toMatchObject({ granted: true, states: [{ used: 25 }] });
  });

  it("checks claims on one counter together", async () => {
    const [tenant] = open();
    const both = (limit: number): Claim[] => [claim(perDay(limit), 6), claim(perDay(limit), 6)];
    expect(outcome(await tenant.reserve(both(11)))).toBe("spend:day");
    expect(await tenant.used(perDay(11))).toBe(0);
    expect(usedOf(await tenant.reserve(both(12), T0, "a"))).toEqual([12, 12]);
    await tenant.settle("a", both(12), [2, 3]);
    expect(await tenant.used(perDay(12))).toBe(5);
  });

  it("keeps tenants and odd names apart", async () => {
    const engine = open()[1];
    const rules = ["a b", "a%0020b", "a\nb", "a|b", "{a}b", "täg=名\ud800", "a"].map((counter) =>
      perDay(10, T0, counter),
    );
    for (const tenant of [`odd ${T0}`, `odd%0020${T0}`, `{odd}\n${T0}`]) {
      for (const [i, rule] of rules.entries()) {
        const claims = [claim(rule, i + 1)];
        await engine.reserve({ id: `id ${i}\n`, tenant, claims, nowMs: T0, holdMs: HOLD });
        await engine.settle({ id: `id ${i}\n`, tenant, claims, used: [i + 2], nowMs: T0 });
      }
      expect((await engine.read(tenant, rules, T0)).map(({ used }) => used)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it("takes thousands of claims at once", async () => {
    const [tenant] = open();
    const claims = Array.from({ length: 4_000 }, (_each, i) => claim(perDay(10, T0, `tag:${i}`), 3));
    expect((await tenant.reserve(claims, T0, "a")).granted).toBe(true);
    await tenant.settle("a", claims, Array(4_000).fill(7));
    const second = await tenant.reserve(claims.map(({ rule }, i) => claim(rule, i === 3_999 ? 4 : 3)));
    expect(outcome(second)).toBe("tag:3999");
    expect(new Set(usedOf(second))).toEqual(new Set([7]));
  });

  it("answers a request without limits", async () => {
    const [tenant] = open();
    expect(await tenant.reserve([], T0, "a")).toEqual({ granted: true, states: [] });
    await tenant.settle("a", [], []);
  });

  it("takes once for a reservation that is made twice", async () => {
    const [tenant] = open();
    const claims = [claim(perDay(10), 6)];
    await tenant.reserve(claims, T0, "a");
    expect(await tenant.reserve(claims, T0, "a")).toMatchObject({ granted: true, states: [{ used: 6 }] });
    await tenant.settle("a", claims, [5]);
    expect(await tenant.reserve(claims, T0, "a")).toMatchObject({ granted: true, states: [{ used: 5 }] });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5])("takes a hold of any length (%s)", async (holdMs) => {
    const [tenant] = open();
    const claims = [claim(perDay(10), 6)];
    expect(outcome(await tenant.reserve(claims, T0, "a", holdMs))).toBe("granted");
    await tenant.settle("a", claims, [4]);
    expect(await tenant.used(perDay(10))).toBe(4);
  });
}
