import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nameTable, nearestNames } from "./nearest.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["gtp-4o", "gpt-4o", 1],
    ["gpt4o", "gpt-4o", 1],
    ["kitten", "sitting", 3],
  ])("%s → %s takes %d", (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });
});

describe("nearestNames", () => {
  const table = nameTable(["gpt-4o", "gpt-4o-mini", "gpt-4.1", "claude-sonnet-4-5", "claude-sonnet-5", "o3"]);

  it.each([
    ["gtp-4o", "gpt-4o"],
    ["GPT-4O", "gpt-4o"],
    ["gpt-4o-mni", "gpt-4o-mini"],
    ["claude-sonet-5", "claude-sonnet-5"],
    ["claude-sonnet", "claude-sonnet-5"],
  ])("%s is likely %s", (asked, best) => {
    expect(nearestNames(table, asked, 3)[0]).toBe(best);
  });

  it("says nothing when nothing is near", () => {
    expect(nearestNames(table, "completely-different-thing", 5)).toEqual([]);
    expect(nearestNames(table, "", 5)).toEqual([]);
    expect(nearestNames(table, "gpt-4o", 0)).toEqual([]);
  });

  it("gives at most as many as asked for", () => {
    expect(nearestNames(table, "gpt-4", 2)).toHaveLength(2);
  });

  it("finds every name with one edit, and stays quick on hostile names", () => {
    fc.assert(
      fc.property(fc.constantFrom("gpt-4o-mini", "claude-sonnet-4-5"), fc.nat(9), (name, at) => {
        expect(nearestNames(table, name.slice(0, at) + name.slice(at + 1), 5)).toContain(name);
      }),
    );
    const big = nameTable(Array.from({ length: 2000 }, (_, index) => `model-${index}-${"x".repeat(index % 60)}`));
    const startedAt = performance.now();
    nearestNames(big, "x".repeat(5_000_000), 5);
    nearestNames(big, "model-".repeat(1000), 5);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
