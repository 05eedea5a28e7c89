import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rank, type Scored } from "./score.ts";

function scored(name: string, more: Partial<Scored> = {}): Scored {
  return {
    entry: { label: name } as Scored["entry"],
    costNanos: null,
    quality: null,
    latencyMs: null,
    uptime: 1,
    circuit: "closed",
    preferred: false,
    sticky: false,
    goodEnough: true,
    ...more,
  };
}

const names = (list: readonly Scored[]): string[] => list.map(({ entry }) => entry.label);

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
    expect(names(rank(list, priority))).toEqual(expected);
  });

  it("does not depend on the order in which candidates come", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: ({ name }) => name }),
        fc.constantFrom("cost", "latency", "quality"),
        fc.array(fc.constantFrom("a", "b")),
        (list, priority, preferred) => {
          const made = list.map(({ name, ...facts }) =>
            scored(name, { ...facts, preferred: preferred.includes(name[0] as "a") }),
          );
          const order = names(rank(made, priority as "cost"));
          expect(names(rank([...made].reverse(), priority as "cost"))).toEqual(order);
          const wanted = order.map((name) => preferred.includes(name[0] as "a"));
          expect(wanted).toEqual([...wanted].sort((a, b) => Number(b) - Number(a)));
        },
      ),
    );
  });
});

describe("tiers", () => {
  it.each<[string, Partial<Scored>, Partial<Scored>]>([
    [
      "a closed circuit goes before a preferred one that is open",
      {},
      { circuit: "open", preferred: true, costNanos: 0 },
    ],
    ["the preferred goes before who answered the session", { preferred: true }, { sticky: true, costNanos: 0 }],
    ["who answered the session goes before the cheaper", { sticky: true, costNanos: 9 }, { costNanos: 0 }],
    ["the good enough goes before the cheaper", { costNanos: 9 }, { costNanos: 0, goodEnough: false }],
    [
      "of those that are not good enough the best goes first",
      { goodEnough: false, quality: 0.6, costNanos: 9 },
      { goodEnough: false, quality: 0.5, costNanos: 0 },
    ],
    ["half-open counts as usable", { circuit: "half-open" }, { circuit: "open", costNanos: 0 }],
    ["who fails half of the time is not cheap", { costNanos: 30_000 }, { costNanos: 20_000, uptime: 0.5 }],
    ["of two free ones the reliable goes first", { costNanos: 0, uptime: 1 }, { costNanos: 0, uptime: 0.6 }],
  ])("%s", (_name, first, second) => {
    const list = [scored("a/second", second), scored("b/first", first)];
    expect(names(rank(list, "cost"))).toEqual(["b/first", "a/second"]);
  });
});
