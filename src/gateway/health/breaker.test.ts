import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CircuitEvent, DEFAULT_BREAKER_RULES, LocalBreakers } from "./breaker.ts";

const RULES = { ...DEFAULT_BREAKER_RULES, consecutiveFailures: 3, openMs: 1_000, maxOpenMs: 4_000 };
const KEY = "openai/m#1";

function make(): { breakers: LocalBreakers; events: CircuitEvent[] } {
  const events: CircuitEvent[] = [];
  return { breakers: new LocalBreakers(RULES, (event) => void events.push(event)), events };
}

function fail(breakers: LocalBreakers, times: number, nowMs: number): void {
  for (let i = 0; i < times; i += 1) breakers.failed(KEY, "server", nowMs);
}

describe("a circuit", () => {
  it("opens after failures in a row, and only then", () => {
    const { breakers, events } = make();
    fail(breakers, 2, 0);
    breakers.succeeded(KEY, 0);
    fail(breakers, 2, 0);
    expect(breakers.admit(KEY, 0)).toBe("closed");
    fail(breakers, 1, 0);
    expect(breakers.admit(KEY, 999)).toBe("open");
    expect(events).toEqual([{ key: KEY, from: "closed", to: "open", reason: "server", atMs: 0, restMs: 1_000 }]);
  });

  it("opens when half of many fail", () => {
    const { breakers } = make();
    for (let i = 0; i < 10; i += 1) {
      breakers.failed(KEY, "server", 100);
      breakers.succeeded(KEY, 100);
    }
    expect(breakers.stateOf(KEY, 100)).toBe("closed");
    breakers.failed(KEY, "server", 100);
    expect(breakers.stateOf(KEY, 100)).toBe("open");
  });

  it("forgets what is older than its window", () => {
    const { breakers } = make();
    for (let i = 0; i < 12; i += 1) {
      breakers.failed(KEY, "server", i * 10_000);
      breakers.succeeded(KEY, i * 10_000);
    }
    expect(breakers.stateOf(KEY, 120_000)).toBe("closed");
  });

  it("lets one probe through, which closes it", () => {
    const { breakers, events } = make();
    fail(breakers, 3, 0);
    expect([breakers.admit(KEY, 1_000), breakers.admit(KEY, 1_000), breakers.admit(KEY, 1_500)]).toEqual([
      "probe",
      "open",
      "open",
    ]);
    breakers.succeeded(KEY, 1_600);
    expect(breakers.admit(KEY, 1_600)).toBe("closed");
    expect(events.map(({ to }) => to)).toEqual(["open", "half-open", "closed"]);
  });

  it("rests twice as long after a probe that failed, up to the longest", () => {
    const { breakers } = make();
    fail(breakers, 3, 0);
    const waits: number[] = [];
    let now = 0;
    for (let i = 0; i < 5; i += 1) {
      let wait = 0;
      while (breakers.stateOf(KEY, now + wait) === "open") wait += 100;
      waits.push(wait);
      now += wait;
      expect(breakers.admit(KEY, now)).toBe("probe");
      breakers.failed(KEY, "server", now);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it("lets another probe when the first was given up, or never came back", () => {
    const { breakers } = make();
    fail(breakers, 3, 0);
    expect(breakers.admit(KEY, 1_000)).toBe("probe");
    breakers.abandoned(KEY, 1_100);
    expect(breakers.admit(KEY, 1_100)).toBe("probe");
    expect(breakers.admit(KEY, 100_000)).toBe("open");
    expect(breakers.admit(KEY, 200_000)).toBe("probe");
  });

  it("is closed by a late success of a request from before", () => {
    const { breakers } = make();
    fail(breakers, 3, 0);
    breakers.succeeded(KEY, 10);
    expect(breakers.admit(KEY, 10)).toBe("closed");
  });

  it("is its key's own", () => {
    const { breakers } = make();
    fail(breakers, 3, 0);
    expect(breakers.admit("openai/m#2", 0)).toBe("closed");
    expect(breakers.list(0)).toMatchObject([
      { key: KEY, state: "open", consecutiveFailures: 3, probeAtMs: 1_000, reason: "server" },
    ]);
  });

  it("never lets two probes at once, whatever happens", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom("admit", "failed", "succeeded", "abandoned"), wait: fc.nat(3_000) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { breakers } = make();
        let now = 0;
        let probing = false;
        for (const { kind, wait } of steps) {
          now += wait;
          if (kind === "admit") {
            const verdict = breakers.admit(KEY, now);
            if (verdict === "probe") {
              expect(probing && wait < 120_000).toBe(false);
              probing = true;
            }
          } else {
            probing = false;
            if (kind === "failed") breakers.failed(KEY, "server", now);
            else breakers[kind as "succeeded" | "abandoned"](KEY, now);
          }
        }
      }),
    );
  });
});
