import { describe, expect, it } from "vitest";
import type { IamRule } from "../../../../src/client/api.ts";
import { draftOfRule, meaningOf, NEW_RULE, type RuleDraft, ruleOf } from "./rule-draft.ts";

const RULES: readonly [IamRule, string][] = [
  [{ effect: "allow", on: "models", values: ["gpt-4o", "claude-*"] }, "models gpt-4o, claude-*"],
  [{ effect: "deny", on: "providers", values: ["groq"], name: "no groq" }, "providers groq"],
  [
    { effect: "allow", on: "pricing", maxInputUsdPerMillion: 0.5, minOutputUsdPerMillion: 1 },
    "models priced at input of at most $0.50 and output of at least $1.00 a million tokens",
  ],
  [{ effect: "deny", on: "context", minTokens: 0, maxTokens: 8_000 }, "models with a context of 0 to 8,000 tokens"],
];

describe("an IAM rule as a form", () => {
  it.each(RULES)("%j comes back as it was, and is told in words", (rule, words) => {
    expect(ruleOf(draftOfRule(rule))).toEqual(rule);
    expect(meaningOf(rule)).toBe(words);
  });

  it("tells a long list in part", () => {
    const values = Array.from({ length: 9 }, (_, index) => `m${index}`);
    expect(meaningOf({ effect: "allow", on: "models", values })).toBe("models m0, m1, m2, m3, m4, m5 and 3 more");
  });

  it.each<[Partial<RuleDraft>, string]>([
    [{}, "Say which models it is about."],
    [{ on: "providers" }, "Say which providers it is about."],
    [{ on: "pricing" }, "Give at least one bound."],
    [{ on: "pricing", bounds: { minTokens: "5" } }, "Give at least one bound."],
    [{ on: "pricing", bounds: { maxInputUsdPerMillion: "x" } }, "A bound is a number from 0 on."],
    [{ on: "context", bounds: { maxTokens: "1.5" } }, "Tokens are whole numbers."],
    [{ on: "context", bounds: { minTokens: "9", maxTokens: "5" } }, "The least must not be above the most."],
  ])("%j: %s", (change, problem) => expect(ruleOf({ ...NEW_RULE, ...change })).toBe(problem));
});
