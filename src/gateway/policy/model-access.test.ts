import { expect, it } from "vitest";
import { testModel, testSnapshot } from "../routing/testing/decide-for.ts";
import { modelAccessOf } from "./model-access.ts";

const price = (inputPico: number, outputPico: number) => [{ from: "1970-01-01", inputPico, outputPico }];
const DEAR = price(3_000_000, 15_000_000);
const { publicView: VIEW } = testSnapshot(
  [
    testModel("cheap", [{ provider: "openai", nativeId: "cheap-2026", prices: price(100_000, 400_000) }]),
    testModel("dear", [
      { provider: "openai", nativeId: "dear", prices: DEAR },
      { provider: "groq", nativeId: "dear", prices: DEAR },
    ]),
    testModel("unpriced", [{ provider: "openai", nativeId: "unpriced", prices: [] }], { contextTokens: 500 }),
  ],
  ["openai"],
);

const allowed = (rules: Parameters<typeof modelAccessOf>[1]): string =>
  modelAccessOf(VIEW, rules, 0)
    .filter((one) => one.allowed)
    .map(({ model }) => model)
    .join(" ");

it("allows the whole catalogue without rules, and says what is connected", () => {
  const all = modelAccessOf(VIEW, null, 0);
  expect(all.map(({ model, connected }) => `${model}${connected ? "!" : ""}`)).toEqual([
    "groq/dear",
    "openai/cheap!",
    "openai/dear!",
    "openai/unpriced!",
  ]);
  expect(all.every((one) => one.allowed && one.rule === null)).toBe(true);
});

it("holds each model's names, price and context against the rules, and names the one in the way", () => {
  expect(allowed([{ effect: "deny", on: "models", values: ["cheap-2026"] }])).toBe(
    "groq/dear openai/dear openai/unpriced",
  );
  expect(allowed([{ effect: "allow", on: "providers", values: ["groq"] }])).toBe("groq/dear");
  expect(allowed([{ effect: "allow", on: "pricing", maxOutputUsdPerMillion: 1 }])).toBe("openai/cheap");
  expect(allowed([{ effect: "allow", on: "context", minTokens: 1_000 }])).toBe("groq/dear openai/cheap openai/dear");
  const [first] = modelAccessOf(VIEW, [{ effect: "deny", on: "providers", values: ["groq"] }], 0);
  expect(first).toMatchObject({ model: "groq/dear", allowed: false, rule: "rule 1 (deny providers)" });
});
