import { describe, expect, it } from "vitest";
import type { CallerIamRule } from "../caller.ts";
import { compileIam, type IamTarget } from "./iam.ts";

const GPT: IamTarget = {
  providerId: "openai",
  modelId: "gpt-4o",
  label: "openai/gpt-4o",
  nativeModel: "gpt-4o-2024-08-06",
  price: { inputPico: 2_500_000, outputPico: 10_000_000 },
  contextTokens: 128_000,
};
const HAIKU: IamTarget = {
  providerId: "anthropic",
  modelId: "claude-3-haiku",
  label: "anthropic/claude-3-haiku",
  price: { inputPico: 250_000, outputPico: 1_250_000 },
  contextTokens: 200_000,
};
const FREE: IamTarget = {
  providerId: "mock",
  modelId: "echo",
  label: "mock/echo",
  price: { inputPico: 0, outputPico: 0 },
  contextTokens: 8_000,
};
/** A name that only its provider knows. */
const UNKNOWN: IamTarget = { providerId: "openai", modelId: "ft:gpt:acme", label: "openai/ft:gpt:acme" };

const models = (effect: "allow" | "deny", ...values: string[]): CallerIamRule => ({ effect, on: "models", values });
const providers = (effect: "allow" | "deny", ...values: string[]): CallerIamRule => ({
  effect,
  on: "providers",
  values,
});

/** Which of the four pass. */
const passing = (rules: readonly CallerIamRule[] | null): string =>
  Object.entries({ GPT, HAIKU, FREE, UNKNOWN })
    .filter(([, target]) => compileIam(rules).check(target).allowed)
    .map(([name]) => name)
    .join(" ");

describe("IAM rules", () => {
  it.each<[string, readonly CallerIamRule[] | null, string]>([
    ["null allows everything", null, "GPT HAIKU FREE UNKNOWN"],
    ["none allow everything", [], "GPT HAIKU FREE UNKNOWN"],
    ["a catalogue id", [models("allow", "gpt-4o")], "GPT"],
    ["provider and model", [models("allow", "anthropic/claude-3-haiku")], "HAIKU"],
    ["a provider's own name", [models("allow", "gpt-4o-2024-08-06")], "GPT"],
    ["any case", [models("allow", "OpenAI/GPT-4o")], "GPT"],
    ["a wildcard", [models("allow", "openai/*")], "GPT UNKNOWN"],
    ["a wildcard over native names", [models("deny", "ft:*")], "GPT HAIKU FREE"],
    ["several values", [models("allow", "gpt-4o", "echo")], "GPT FREE"],
    ["allow rules of one kind add up", [models("allow", "gpt-4o"), models("allow", "echo")], "GPT FREE"],
    ["kinds narrow each other", [models("allow", "*4o", "echo"), providers("allow", "openai")], "GPT"],
    ["providers", [providers("allow", "openai", "mock")], "GPT FREE UNKNOWN"],
    ["deny alone leaves the rest", [providers("deny", "openai")], "HAIKU FREE"],
    ["deny wins over allow", [models("allow", "*"), models("deny", "openai/*")], "HAIKU FREE"],
    ["deny wins whatever the order", [models("deny", "openai/*"), models("allow", "*")], "HAIKU FREE"],
    ["deny of another kind wins too", [models("allow", "*"), providers("deny", "open*")], "HAIKU FREE"],
    ["an allow rule of nothing", [models("allow")], ""],
    ["a price not above", [{ effect: "allow", on: "pricing", maxInputUsdPerMillion: 2.5 }], "GPT HAIKU FREE"],
    ["a price just below", [{ effect: "allow", on: "pricing", maxInputUsdPerMillion: 2.499999 }], "HAIKU FREE"],
    [
      "both prices",
      [{ effect: "allow", on: "pricing", maxInputUsdPerMillion: 5, maxOutputUsdPerMillion: 1.25 }],
      "HAIKU FREE",
    ],
    ["only free ones", [{ effect: "allow", on: "pricing", maxOutputUsdPerMillion: 0 }], "FREE"],
    [
      "dear ones denied, the unknown too",
      [{ effect: "deny", on: "pricing", minOutputUsdPerMillion: 10 }],
      "HAIKU FREE",
    ],
    ["free ones denied, the unknown too", [{ effect: "deny", on: "pricing", maxInputUsdPerMillion: 0 }], "GPT HAIKU"],
    ["a context of at least", [{ effect: "allow", on: "context", minTokens: 128_000 }], "GPT HAIKU"],
    ["a context between", [{ effect: "allow", on: "context", minTokens: 8_000, maxTokens: 128_000 }], "GPT FREE"],
    ["a context denied", [{ effect: "deny", on: "context", minTokens: 200_000 }], "GPT FREE"],
  ])("%s", (_, rules, expected) => {
    expect(passing(rules)).toBe(expected);
  });

  it.each<[string, readonly CallerIamRule[], string]>([
    ["by its name", [{ ...models("deny", "gpt-4o"), name: "no OpenAI flagship" }], "no OpenAI flagship"],
    ["by its place", [models("allow", "*"), models("deny", "gpt-*")], "rule 2 (deny models)"],
    ["the first of several", [providers("deny", "openai"), models("deny", "gpt-*")], "rule 1 (deny providers)"],
    [
      "all that could have allowed it",
      [models("allow", "a"), { ...models("allow", "b"), name: "B" }],
      "rule 1 (allow models), B",
    ],
    ["the kind that none allowed", [models("allow", "*"), providers("allow", "groq")], "rule 2 (allow providers)"],
  ])("a refusal names the rule: %s", (_, rules, rule) => {
    expect(compileIam(rules).check(GPT)).toEqual({ allowed: false, rule });
  });

  it("is the same answer every time", () => {
    const iam = compileIam([models("allow", "gpt-*", "claude-*")]);
    for (let round = 0; round < 3; round += 1) {
      expect([iam.check(GPT).allowed, iam.check(HAIKU).allowed, iam.check(FREE).allowed]).toEqual([true, true, false]);
    }
  });
});
