import { expect, it } from "vitest";
import { claim, inAll, parallel, perDay, T0, tokensPerMinute } from "./limit-rules.ts";
import type { Open } from "./limit-tenant.ts";

/** What the journal tells of requests whose process died. */
export function heldCases(open: Open): void {
  it("settles from the journal what nobody settled, once", async () => {
    const [tenant, engine] = open();
    const claims = [
      claim(perDay(100), 50),
      claim(inAll(900, "credits"), 60),
      claim(tokensPerMinute(100), 9),
      claim(parallel(90), 1),
    ];
    const used = async () =>
      (
        await engine.read(
          tenant.name,
          claims.map(({ rule }) => rule),
          T0 + 1,
        )
      ).map((s) => s.used);
    for (const id of ["a", "b", "c"])
      await tenant.reserve(
        claims.map(({ rule }) => claim(rule, 20)),
        T0,
        id,
      );
    await tenant.settle("a", claims, [1, 1, 1, 1]);
    const uses = [
      { id: "a", usedNanos: 99, usedTokens: 99 },
      { id: "b", usedNanos: 2, usedTokens: 2, usedNanosPerCounter: { credits: 3, other: 4 } },
      { id: "never", usedNanos: 77 },
    ];
    await engine.releaseHeld(tenant.name, uses, T0);
    await engine.releaseHeld(tenant.name, uses, T0);
    await tenant.settle("b", claims, [50, 50, 50, 50]);
    expect(await used()).toEqual([23, 24, 23, 20]);
    await engine.releaseHeld(tenant.name, [{ id: "c", usedNanos: 0 }], T0);
    expect(await used()).toEqual([3, 4, 23, 0]);
  });

  it("counts from the journal what was given up before", async () => {
    const [tenant, engine] = open();
    const claims = [claim(perDay(100), 50)];
    await tenant.reserve(claims, T0, "a", 10);
    expect(await tenant.used(perDay(100), T0 + 10)).toBe(0);
    await engine.releaseHeld(tenant.name, [{ id: "a", usedNanos: 8 }], T0 + 11);
    await engine.releaseHeld(tenant.name, [{ id: "a", usedNanos: 8 }], T0 + 11);
    expect(await tenant.used(perDay(100), T0 + 12)).toBe(8);
  });

  it("does not count late what the database told after it was given up", async () => {
    const [tenant, engine] = open();
    const claims = [claim(perDay(100), 10)];
    for (const id of ["told", "untold"]) await tenant.reserve(claims, T0, id, 10);
    await tenant.reserve([claim(perDay(100), 1)], T0 + 10);
    await engine.raise(tenant.name, perDay(100), 50, T0 + 100);
    await tenant.settle("told", claims, [8], T0 + 99);
    expect(await tenant.used(perDay(100), T0 + 200)).toBe(50);
    await tenant.settle("untold", claims, [8], T0 + 101);
    expect(await tenant.used(perDay(100), T0 + 200)).toBe(58);
  });

  it("settles thousands in one go", async () => {
    const [tenant, engine] = open();
    const claims = [claim(perDay(1_000_000), 50)];
    const ids = Array.from({ length: 1_000 }, (_each, i) => `m${i}`);
    await Promise.all(ids.map((id) => tenant.reserve(claims, T0, id)));
    await engine.releaseHeld(
      tenant.name,
      ids.map((id) => ({ id, usedNanos: 1 })),
      T0,
    );
    expect(await tenant.used(perDay(100))).toBe(1_000);
  });
}
