import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileNames } from "./name-patterns.ts";

describe("name patterns", () => {
  it.each<[string, string, boolean]>([
    ["gpt-4o", "gpt-4o", true],
    ["gpt-4o", "GPT-4O", true],
    ["GPT-4o", "gpt-4o", true],
    ["gpt-4o", "gpt-4o-mini", false],
    ["gpt-4o", "my-gpt-4o", false],
    ["gpt-4o*", "gpt-4o", true],
    ["gpt-4o*", "gpt-4o-mini", true],
    ["*-mini", "gpt-4o-mini", true],
    ["*-mini", "gpt-4o-mini-2024", false],
    ["openai/*", "openai/gpt-4o", true],
    ["openai/*", "openai-eu/gpt-4o", false],
    ["*", "", true],
    ["*", "anything/at/all", true],
    ["**", "x", true],
    ["a*b*c", "abc", true],
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "acb", false],
    ["ab*ba", "aba", false],
    ["ab*ba", "abba", true],
    ["*ab*ab*", "xabx", false],
    ["*ab*ab*", "xababx", true],
    ["a*a", "a", false],
    ["gpt-4.", "gpt-4o", false],
    ["(a+)+$", "aaaa", false],
    ["[a-z]*", "abc", false],
    ["", "", true],
    ["", "a", false],
  ])("%s and %s: %s", (pattern, name, expected) => {
    const matches = compileNames([pattern]);
    expect(matches(name)).toBe(expected);
    expect(matches(name)).toBe(expected);
  });

  it("match when one of several does, and never when there is none", () => {
    const matches = compileNames(["gpt-4o", "claude-*"]);
    expect([matches("gpt-4o"), matches("claude-opus"), matches("llama")]).toEqual([true, true, false]);
    expect(compileNames([])("")).toBe(false);
  });

  it("agree with the plain definition for all short texts", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    const plain = (pattern: string, name: string): boolean => {
      if (pattern === "") return name === "";
      const rest = pattern.slice(1);
      if (pattern[0] !== "*") return pattern[0] === name[0] && plain(rest, name.slice(1));
      return plain(rest, name) || (name !== "" && plain(pattern, name.slice(1)));
    };
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const asked = name.replaceAll("*", "c");
        expect(compileNames([pattern])(asked)).toBe(plain(pattern, asked));
      }),
      { numRuns: 2_000 },
    );
  });

  it("stay quick on patterns that ruin backtracking matchers", () => {
    const matches = compileNames([`${"a*".repeat(100)}b`]);
    expect(matches("a".repeat(100_000))).toBe(false);
  });

  it("keep their answers right beyond what they remember", () => {
    const matches = compileNames(["m-*7"]);
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 3_000; n += 1) expect(matches(`m-${n}`)).toBe(n % 10 === 7);
    }
  });
});
