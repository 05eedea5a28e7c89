import { expect, it } from "vitest";
import type { PartMeasure } from "../limit-engine.ts";
import { claim, DAY, MINUTE, outcome, partOf, T0, usedOf } from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

const PARTS: readonly PartMeasure[] = ["input_tokens", "output_tokens", "input_nanos", "output_nanos", "audio_ms"];

/** Parts of what requests use, which limits of routes count; and money of windows that slide. */
export function partCases(open: Open): void {
  it.each(PARTS)("counts %s on its own, replaces them by what was used, and refuses beyond", async (measure) => {
    const [tenant] = open();
    const rule = partOf(measure, 100);
    const others = PARTS.filter((other) => other !== measure).map((other) => claim(partOf(other, 1_000), 7));
    const claims = [claim(rule, 80), ...others];
    expect((await tenant.reserve(claims, T0, "a")).granted).toBe(true);
    expect(outcome(await tenant.reserve([claim(rule, 21)]))).toBe(measure);
    await tenant.settle("a", claims, [10, ...others.map(() => 7)]);
    expect(usedOf(await tenant.reserve([claim(rule, 90)], T0, "b"))).toEqual([100]);
    await tenant.settle("b", [claim(rule, 90)], [Number.NaN]);
    expect(await tenant.used(rule)).toBe(100);
  });

  it("settles every part from the journal, and leaves as reserved what it does not tell", async () => {
    const [tenant, engine] = open();
    const claims = PARTS.map((measure) => claim(partOf(measure, 100), 50));
    const used = async () =>
      (
        await engine.read(
          tenant.name,
          claims.map(({ rule }) => rule),
          T0 + 1,
        )
      ).map((state) => state.used);
    await tenant.reserve(claims, T0, "a");
    await tenant.reserve(claims, T0, "b");
    const usedParts = { input_tokens: 1, output_tokens: 2, input_nanos: 3, output_nanos: 4 };
    await engine.releaseHeld(tenant.name, [{ id: "a", usedNanos: 9, usedTokens: 9, usedParts }], T0);
    expect(await used()).toEqual([51, 52, 53, 54, 100]);
    await engine.releaseHeld(tenant.name, [{ id: "b", usedNanos: 9 }], T0);
    expect(await used()).toEqual([51, 52, 53, 54, 100]);
  });

  it("begins money of the last days at what was spent in them", async () => {
    const asked: unknown[] = [];
    const [tenant] = open(async (_tenant, rules) => {
      asked.push(...rules.map(({ window }) => window));
      return rules.map((_rule, i) => [30, 40][i] ?? 0);
    });
    const rule = partOf("input_nanos", 100, DAY);
    const now = T0 + DAY / 4;
    expect(await tenant.used(rule, now)).toBe(60);
    expect(usedOf(await tenant.reserve([claim(rule, 40)], now, "a"))).toEqual([100]);
    expect(outcome(await tenant.reserve([claim(rule, 1)], now))).toBe("input_nanos");
    await tenant.settle("a", [claim(rule, 40)], [10], now + 1);
    expect(await tenant.used(rule, T0 + DAY / 2)).toBe(60);
    expect(await tenant.used(rule, T0 + DAY)).toBe(40);
    // Looked at again half a day later, as all money is.
    expect(asked.slice(0, 2)).toEqual([
      { kind: "period", startMs: T0, endMs: T0 + DAY },
      { kind: "period", startMs: T0 - DAY, endMs: T0 },
    ]);
  });

  it("raises money of a sliding window in the bucket that runs, and asks no database for minutes", async () => {
    let questions = 0;
    const [tenant, engine] = open(async (_tenant, rules) => {
      questions += 1;
      return rules.map(() => 5);
    });
    const rule = partOf("output_nanos", 1_000, DAY);
    await tenant.reserve([claim(rule, 10)], T0);
    await engine.raise(tenant.name, rule, 70, T0 + 1);
    expect(await tenant.used(rule, T0 + 1)).toBe(75);
    await engine.raise(tenant.name, rule, 900, T0 - 1);
    await engine.raise(tenant.name, rule, 900, T0 + DAY);
    expect(await tenant.used(rule, T0 + 1)).toBe(75);
    expect(questions).toBe(1);
    expect(usedOf(await tenant.reserve([claim(partOf("output_nanos", 9, MINUTE), 3)], T0))).toEqual([3]);
    expect(questions).toBe(1);
  });
}
