import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonErrorAt } from "./json-error.ts";

describe("jsonErrorAt", () => {
  it.each<[string, number]>([
    ["", 0],
    ["  ", 2],
    ["{", 1],
    ['{"a"', 4],
    ['{"a":', 5],
    ['{"a":1,', 7],
    ['{"a":1,}', 7],
    ["[1,]", 3],
    ["[1 2]", 3],
    ["{a:1}", 1],
    ['{"a":tru}', 8],
    ['{"a":01}', 6],
    ['{"a":-}', 5],
    ['{"a":1.}', 6],
    ['"a\tb"', 2],
    ['"a\\x"', 2],
    ['"a\\u12g4"', 2],
    ["{}{}", 2],
    ["]", 0],
    ["[}", 1],
    ["\ufeff{}", 0],
  ])("%j: %i", (text, place) => {
    expect(jsonErrorAt(text)).toBe(place);
  });

  it("finds nothing in what can be parsed, and something in all else", () => {
    const json = fc.json().map((text) => JSON.stringify(JSON.parse(text), null, 1));
    const spoilt = fc.tuple(json, fc.nat(), fc.string({ maxLength: 3 })).map(([text, at, more]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + more + text.slice(cut + 1);
    });
    fc.assert(
      fc.property(fc.oneof(json, spoilt), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(jsonErrorAt(text) === null).toBe(valid);
      }),
      { numRuns: 500 },
    );
  });

  it("takes long and deep texts", () => {
    expect(jsonErrorAt("[".repeat(1_000_000))).toBeLessThan(20_000);
    expect(jsonErrorAt(`["${"é\\n".repeat(2_000_000)}", x]`)).toBe(6_000_005);
    expect(jsonErrorAt(`["${"x".repeat(10_000_000)}"`)).toBe(10_000_003);
  });
});
