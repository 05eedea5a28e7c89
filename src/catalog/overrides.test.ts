import { describe, expect, it } from "vitest";
import { applyOverrides } from "./overrides.ts";
import type { Catalog, Model } from "./types.ts";

const providers = new Set(["openai", "openrouter"]);
const base: Catalog = {
  version: "1",
  models: [
    {
      id: "gpt-4o",
      name: "GPT-4o",
      operation: "chat",
      aliases: ["four-o"],
      input: ["text"],
      output: ["text"],
      capabilities: ["tools"],
      offerings: [
        {
          provider: "openai",
          nativeId: "gpt-4o",
          prices: [
            { from: "2024-01-01", inputPico: 5, outputPico: 15 },
            { from: "2025-01-01", inputPico: 3, outputPico: 10 },
          ],
        },
        { provider: "openrouter", nativeId: "openai/gpt-4o", prices: [] },
      ],
    },
  ],
};

function apply(model: Record<string, unknown>): Model | undefined {
  const result = applyOverrides(base, { models: [{ id: "gpt-4o", ...model }] }, providers);
  if (!result.ok) throw new Error(result.problems.join("; "));
  return result.value.models[0];
}

describe("applyOverrides", () => {
  it("changes what is named and nothing else", () => {
    const model = apply({ contextTokens: 64_000, capabilities: [], aliases: ["omni"], sources: ["a page"] });
    expect(model).toEqual({ ...base.models[0], contextTokens: 64_000, capabilities: [], aliases: ["four-o", "omni"] });
  });

  it("adds dated prices and replaces those of the same day", () => {
    const prices = [
      { from: "2025-01-01", inputPico: 4, outputPico: 10 },
      { from: "2024-06-01", inputPico: 5, outputPico: 12 },
    ];
    const model = apply({ offerings: [{ provider: "openai", prices }] });
    expect(model?.offerings[0]?.prices.map((price) => [price.from, price.inputPico])).toEqual([
      ["2024-01-01", 5],
      ["2024-06-01", 5],
      ["2025-01-01", 4],
    ]);
    expect(model?.offerings[1]).toEqual(base.models[0]?.offerings[1]);
  });

  it("removes an offering, and a model", () => {
    expect(apply({ offerings: [{ provider: "openai", remove: true }] })?.offerings).toHaveLength(1);
    expect(apply({ remove: true })).toBeUndefined();
  });

  it("adds a model", () => {
    const added = { ...base.models[0], id: "own", aliases: [], offerings: [] };
    const result = applyOverrides(base, { models: [added] }, providers);
    expect(result.ok && result.value.models.map((model) => model.id)).toEqual(["gpt-4o", "own"]);
  });

  it.each([
    ["a misspelt field", { contextTokns: 1 }, /contextTokns/],
    ["an unknown provider", { offerings: [{ provider: "nobody", nativeId: "x" }] }, /no provider nobody/],
    ["an offering without a name", { offerings: [{ provider: "xai" }] }, /nativeId/],
    [
      "a negative price",
      { offerings: [{ provider: "openai", prices: [{ from: "2026-01-01", inputPico: -1, outputPico: 1 }] }] },
      /inputPico/,
    ],
    [
      "a fraction",
      { offerings: [{ provider: "openai", prices: [{ from: "2026-01-01", inputPico: 0.5, outputPico: 1 }] }] },
      /inputPico/,
    ],
    [
      "no such day",
      { offerings: [{ provider: "openai", prices: [{ from: "2026-13-01", inputPico: 1, outputPico: 1 }] }] },
      /from/,
    ],
    [
      "free without a source",
      { offerings: [{ provider: "openai", prices: [{ from: "2026-01-01", inputPico: 0, outputPico: 0 }] }] },
      /zero must name its source/,
    ],
    ["the id of another model as alias", { aliases: ["gpt-4o"] }, /alias gpt-4o is the id/],
    ["a native name with spaces", { offerings: [{ provider: "openai", nativeId: "a b" }] }, /nativeId/],
  ])("refuses %s", (_what, model, problem) => {
    const result = applyOverrides(base, { models: [{ id: "gpt-4o", ...model }] }, providers);
    expect(result.ok ? "" : result.problems.join("; ")).toMatch(problem);
  });

  it.each([null, 1, "x", [], {}, { models: [null] }, { models: [{ name: "no id" }] }])("refuses %j", (data) => {
    expect(applyOverrides(base, data, providers).ok).toBe(false);
  });
});
