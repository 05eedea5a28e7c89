import { describe, expect, it, vi } from "vitest";
import { FailoverLimitEngine } from "./failover-limit-engine.ts";
import type { HeldReservations } from "./held-use.ts";
import type { LimitEngine, Settlement } from "./limit-engine.ts";
import { LocalLimitEngine } from "./local-limit-engine.ts";
import { claim, HOLD, perDay, T0, usedOf } from "./testing/limit-rules.ts";

const claims = [claim(perDay(100), 10)];
const options = (id: string, nowMs = T0) => ({ id, tenant: "org", claims, nowMs, holdMs: HOLD });
const settlement = (id: string, nowMs = T0): Settlement => ({ id, tenant: "org", claims, used: [3], nowMs });

/** Counters that can be cut off. */
class Shared implements LimitEngine, HeldReservations {
  readonly #inner = new LocalLimitEngine();
  isUp = true;
  calls = 0;
  /** So many answers that come too late: what was asked is done. */
  late = 0;
  refuses: string | undefined;

  #call(): LocalLimitEngine {
    this.calls += 1;
    if (!this.isUp) throw new Error("away");
    return this.#inner;
  }
  async reserve(...args: Parameters<LimitEngine["reserve"]>) {
    const verdict = await this.#call().reserve(...args);
    this.late -= 1;
    if (this.late >= 0) throw new Error("Command timed out");
    return verdict;
  }
  async settle(one: Settlement) {
    if (one.id === this.refuses) throw new Error("WRONGTYPE");
    this.#call().settle(one);
  }
  async read(...args: Parameters<LimitEngine["read"]>) {
    return this.#call().read(...args);
  }
  async raise(...args: Parameters<LimitEngine["raise"]>) {
    return this.#call().raise(...args);
  }
  async releaseHeld(...args: Parameters<HeldReservations["releaseHeld"]>) {
    return this.#call().releaseHeld(...args);
  }
}

function cutOff() {
  const shared = new Shared();
  const log = { info: vi.fn(), warn: vi.fn() };
  const engine = new FailoverLimitEngine({ shared, local: () => new LocalLimitEngine(), without: "local", log });
  return { shared, engine, log };
}

describe("without the shared counters", () => {
  it("nobody waits for them but the first, and they are asked again once a second", async () => {
    const { shared, engine, log } = cutOff();
    shared.isUp = false;
    await engine.reserve(options("a"));
    expect(shared.calls).toBe(2);
    for (let i = 0; i < 50; i += 1) expect(engine.reserve(options(`b${i}`, T0 + 999))).not.toBeInstanceOf(Promise);
    expect(shared.calls).toBe(2);
    for (let i = 0; i < 50; i += 1) expect(engine.reserve(options(`c${i}`, T0 + 1_000))).not.toBeInstanceOf(Promise);
    expect(shared.calls).toBe(3);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it("is not where one answer comes too late, and what was taken then is taken once", async () => {
    const { shared, engine, log } = cutOff();
    shared.late = 1;
    expect(await engine.reserve(options("a"))).toMatchObject({ granted: true });
    expect(usedOf(await engine.reserve(options("b")))).toEqual([20]);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it("asks them again although the clock stepped back", async () => {
    const { shared, engine } = cutOff();
    shared.isUp = false;
    await engine.reserve(options("a", T0 + 3_600_000));
    shared.isUp = true;
    await engine.reserve(options("b", T0));
    await expect.poll(() => engine.isShared).toBe(true);
  });

  it("comes back by itself with the next request", async () => {
    const { shared, engine, log } = cutOff();
    shared.isUp = false;
    await engine.settle(settlement("a"));
    await engine.settle({ ...settlement("a"), used: [90] });
    shared.isUp = true;
    await engine.settle(settlement("b", T0 + 1_000));
    await expect.poll(() => engine.isShared).toBe(true);
    expect((await shared.read("org", [perDay(100)], T0))[0]?.used).toBe(6);
    expect(log.info).toHaveBeenCalledWith({ owed: expect.any(Number), forgotten: 0 }, expect.any(String));
  });

  it("counts on with its own counters in an outage that follows soon, anew in a later one", async () => {
    const { shared, engine } = cutOff();
    const outage = async (at: number): Promise<number[]> => {
      shared.isUp = false;
      const verdict = await engine.reserve(options(`r${at}`, at));
      shared.isUp = true;
      await engine.comeBack(at);
      return usedOf(verdict);
    };
    expect(await outage(T0)).toEqual([10]);
    expect(await outage(T0 + 30_000)).toEqual([20]);
    await engine.reserve(options("long after", T0 + 120_000));
    expect(await outage(T0 + 120_001)).toEqual([10]);
  });

  it("gives up a settlement that they refuse although they answer", async () => {
    const { shared, engine, log } = cutOff();
    shared.refuses = "poison";
    for (const id of ["a", "poison", "b"]) await engine.settle(settlement(id));
    expect(engine.isShared).toBe(false);
    await engine.comeBack(T0 + 1);
    expect(engine.isShared).toBe(true);
    expect(log.info).toHaveBeenCalledWith({ owed: 2, forgotten: 1 }, expect.any(String));
    expect((await shared.read("org", [perDay(100)], T0))[0]?.used).toBe(6);
  });

  it("neither reading, raising nor settling fails", async () => {
    const { shared, engine } = cutOff();
    shared.isUp = false;
    await engine.raise("org", perDay(100), 10, T0);
    await engine.settle(settlement("a"));
    expect(usedOf({ states: await engine.read("org", [perDay(100)], T0) })).toEqual([0]);
    await expect(engine.releaseHeld("org", [], T0)).rejects.toMatchObject({ code: "unhealthy" });
  });
});
