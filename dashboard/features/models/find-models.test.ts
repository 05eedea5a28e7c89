import { describe, expect, it } from "vitest";
import type { CatalogModel } from "../../../src/client/api.ts";
import { findModels } from "./find-models.ts";
import { modelOptions, nameOptions } from "./model-options.ts";
import { validateModelsSearch } from "./search.ts";

interface Made {
  readonly at?: readonly (readonly [provider: string, usd: number | null, paidBy: "credits" | "own-key" | null])[];
  readonly more?: Partial<CatalogModel>;
}

function model(id: string, { at = [["openai", 1, "credits"]], more = {} }: Made = {}): CatalogModel {
  const sizes = { contextTokens: 1_000, maxOutputTokens: null };
  return {
    ...{ id, name: id, family: null, operation: "chat", aliases: [], input: ["text"], output: ["text"] },
    ...{ capabilities: [], efforts: null, quality: null, releasedOn: null, deprecatedOn: null, ...sizes },
    ...more,
    offerings: at.map(([provider, usd, paidBy]) => ({
      ...{ provider, model: `${provider}/${id}`, nativeId: id, capabilities: [], regions: null, ...sizes, paidBy },
      pricing: usd === null ? null : priceOf(usd),
    })),
  };
}

function priceOf(usd: number): NonNullable<CatalogModel["offerings"][number]["pricing"]> {
  return {
    ...{
      inputUsdPerMillion: usd,
      outputUsdPerMillion: usd,
      cacheReadUsdPerMillion: null,
      cacheWriteUsdPerMillion: null,
    },
    ...{ reasoningUsdPerMillion: null, tiers: [], units: [], variesByHour: false, source: null },
  };
}

const MODELS = [
  model("away", { at: [["groq", 0.1, null]], more: { capabilities: ["tools"], releasedOn: "2026-01-01" } }),
  model("dear", { more: { input: ["text", "image"], capabilities: ["tools"], quality: { score: 0.9, source: "s" } } }),
  model("unpriced", { at: [["openai", null, "own-key"]] }),
  model("words", { more: { operation: "embed", aliases: ["vectors"] } }),
];

describe("the catalogue's search", () => {
  it.each([
    ["what is connected first, then by name", "", ["dear", "unpriced", "words", "away"]],
    ["all abilities", "?can=tools&can=image", ["dear"]],
    ["one operation", "?operation=embed", ["words"]],
    ["names, aliases and families", "?text=VECT", ["words"]],
    ["a provider", "?provider=groq", ["away"]],
    ["what is connected", "?connected=true", ["dear", "unpriced", "words"]],
    ["prices, unknown ones last", "?sort=input", ["away", "dear", "words", "unpriced"]],
    ["scores, unknown ones last", "?sort=score", ["dear", "away", "unpriced", "words"]],
    ["what it does not know as absent", "?sort=magic&can=fly", ["dear", "unpriced", "words", "away"]],
  ])("finds by %s", (_, address, ids) => {
    const raw: Record<string, unknown> = {};
    const params = new URLSearchParams(address);
    for (const name of new Set(params.keys()))
      raw[name] = params.getAll(name).length > 1 ? params.getAll(name) : params.get(name);
    expect(findModels(MODELS, validateModelsSearch(raw)).map((found) => found.model.id)).toEqual(ids);
  });

  it("lets what is connected stand for a model, then what is cheapest", () => {
    const many = model("m", {
      at: [
        ["a", 0.1, null],
        ["b", 3, "credits"],
        ["c", 2, "credits"],
      ],
    });
    expect(findModels([many], {})[0]?.best.provider).toBe("c");
  });
});

describe("models to choose from", () => {
  it("are those that can be called now", () => {
    const both = model("both", {
      at: [
        ["a", 1, "credits"],
        ["b", 0, "own-key"],
        ["c", 1, null],
      ],
    });
    expect(modelOptions([...MODELS, both], "chat").map(({ value, note }) => [value, note])).toEqual([
      ["auto", "the gateway chooses"],
      ["a/both", "$1.00 / $1.00"],
      ["b/both", "free"],
      ["both", "best of 2 providers"],
      ["openai/dear", "$1.00 / $1.00"],
      ["openai/unpriced", "price not known"],
    ]);
    expect(modelOptions(MODELS, "embed").map(({ value }) => value)).toEqual(["openai/words"]);
  });

  it("are also those that nobody connected, last, where rules name them", () => {
    const both = model("both", {
      at: [
        ["z", 1, null],
        ["y", 1, "credits"],
      ],
    });
    expect(nameOptions([both]).map(({ value, note }) => [value, note])).toEqual([
      ["y/both", undefined],
      ["z/both", "no key"],
    ]);
    expect(nameOptions(MODELS, "embed").map(({ value }) => value)).toEqual(["openai/words"]);
  });
});
