import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyStats } from "./latency-stats.ts";
import { rank, type Scored } from "./score.ts";

function scored(name: string, more: Partial<Scored> = {}): Scored {
  const [provider = "", nativeId = ""] = name.split("/");
  return {
    candidate: { connected: { provider: { id: provider } }, nativeId } as unknown as Scored["candidate"],
    costNanos: null,
    quality: null,
    latencyMs: null,
    ...more,
  };
}

const names = (list: readonly Scored[]): string[] =>
  list.map(({ candidate }) => `${candidate.connected.provider.id}/${candidate.nativeId}`);

const any = fc.record({
  name: fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("x", "y", "z")).map((pair) => pair.join("/")),
  costNanos: fc.option(fc.nat(3)),
  quality: fc.option(fc.constantFrom(0, 0.5, 1)),
  latencyMs: fc.option(fc.nat(3)),
});

describe("rank", () => {
  it.each<["cost" | "latency" | "quality", string[]]>([
    ["cost", ["a/free", "b/known", "b/slow", "a/unknown", "c/unknown"]],
    ["latency", ["b/known", "b/slow", "a/free", "a/unknown", "c/unknown"]],
    ["quality", ["b/slow", "b/known", "a/free", "a/unknown", "c/unknown"]],
  ])("by %s, unknown last, ties by cost and name", (priority, expected) => {
    const list = [
      scored("c/unknown"),
      scored("a/unknown"),
      scored("b/slow", { costNanos: 9, latencyMs: 500, quality: 0.9 }),
      scored("b/known", { costNanos: 9, latencyMs: 100, quality: 0.5 }),
      scored("a/free", { costNanos: 0, quality: 0 }),
    ];
    expect(names(rank(list, priority, {}))).toEqual(expected);
  });

  it("does not depend on the order in which candidates come", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: ({ name }) => name }),
        fc.constantFrom("cost", "latency", "quality"),
        fc.array(fc.constantFrom("a", "b")),
        (list, priority, preferred) => {
          const made = list.map(({ name, ...facts }) => scored(name, facts));
          const hints = { prefer_providers: preferred };
          const order = names(rank(made, priority as "cost", hints));
          expect(names(rank([...made].reverse(), priority as "cost", hints))).toEqual(order);
          const wanted = order.map((name) => preferred.includes(name[0] as "a"));
          expect(wanted).toEqual([...wanted].sort((a, b) => Number(b) - Number(a)));
        },
      ),
    );
  });
});

describe("LatencyStats", () => {
  it("knows nothing at first, then follows what is seen", () => {
    const stats = new LatencyStats();
    expect(stats.expectedMs("a")).toBeNull();
    stats.observe("a", 100);
    expect(stats.expectedMs("a")).toBe(100);
    stats.observe("a", 200);
    expect(stats.expectedMs("a")).toBe(120);
    for (let i = 0; i < 100; i += 1) stats.observe("a", 500);
    expect(stats.expectedMs("a")).toBeCloseTo(500, 0);
    expect(stats.expectedMs("b")).toBeNull();
  });
});
