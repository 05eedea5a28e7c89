import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildCatalog, formatCatalog } from "../../scripts/catalog/build.ts";
import { PROVIDER_IDS, PROVIDERS, providerById } from "../providers/registry.ts";
import { loadSnapshot } from "./load.ts";
import { indexCatalog } from "./lookup.ts";
import { priceAt } from "./price-at.ts";
import type { Modality, ModelOperation } from "./types.ts";

const catalog = loadSnapshot(PROVIDER_IDS);
const index = indexCatalog(catalog);
const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);

/** Figures read by hand off the vendors' price pages: USD per million tokens × 1,000,000. */
const CHECKED = [
  ["openai", "gpt-4o", { inputPico: 2_500_000, outputPico: 10_000_000, cacheReadPico: 1_250_000 }],
  ["openai", "gpt-4o-mini", { inputPico: 150_000, outputPico: 600_000, cacheReadPico: 75_000 }],
  ["openai", "gpt-4-turbo", { inputPico: 10_000_000, outputPico: 30_000_000 }],
  ["openai", "gpt-3.5-turbo", { inputPico: 500_000, outputPico: 1_500_000 }],
  ["openai", "text-embedding-3-small", { inputPico: 20_000, outputPico: 0 }],
  [
    "anthropic",
    "claude-haiku-4-5",
    {
      inputPico: 1_000_000,
      outputPico: 5_000_000,
      cacheReadPico: 100_000,
      cacheWritePico: 1_250_000,
      cacheWriteLongPico: 2_000_000,
    },
  ],
  ["anthropic", "claude-3-haiku", { inputPico: 250_000, outputPico: 1_250_000, cacheReadPico: 30_000 }],
  ["anthropic", "claude-3-5-sonnet", { inputPico: 3_000_000, outputPico: 15_000_000, cacheWritePico: 3_750_000 }],
  ["mistral", "mistral-large", { inputPico: 500_000, outputPico: 1_500_000 }],
  ["groq", "llama-3.3-70b", { inputPico: 590_000, outputPico: 790_000 }],
  ["perplexity", "sonar", { inputPico: 1_000_000, outputPico: 1_000_000, requestNanos: 12_000_000 }],
  ["google-ai-studio", "gemini-2.5-pro", { inputPico: 1_250_000, outputPico: 10_000_000, cacheReadPico: 125_000 }],
  ["google-ai-studio", "gemini-2.5-flash", { inputPico: 300_000, inputAudioPico: 1_000_000, outputPico: 2_500_000 }],
  ["google-vertex", "claude-sonnet-4-5", { inputPico: 3_000_000, outputPico: 15_000_000 }],
  ["google-vertex", "gemini-2.5-flash-image", { inputPico: 300_000, outputImagePico: 30_000_000 }],
  ["aws-bedrock", "claude-sonnet-4-5", { inputPico: 3_000_000, outputPico: 15_000_000 }],
  [
    "aws-bedrock",
    "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    { inputPico: 3_300_000, outputPico: 16_500_000, cacheReadPico: 330_000 },
  ],
  ["aws-bedrock", "us.amazon.nova-lite-v1:0", { inputPico: 60_000, outputPico: 240_000 }],
  ["azure", "gpt-4o", { inputPico: 2_500_000, outputPico: 10_000_000, cacheReadPico: 1_250_000 }],
  ["cohere", "command-a", { inputPico: 2_500_000, outputPico: 10_000_000 }],
  // 2 USD for 1,000 searches.
  ["cohere", "rerank-v3.5", { searchUnitNanos: 2_000_000 }],
  // 0.006 USD a minute; 0.111 USD an hour.
  ["openai", "whisper-1", { audioSecondPico: 100_000_000 }],
  ["groq", "whisper-large-v3", { audioSecondPico: 30_833_333 }],
  ["openai", "gpt-4o-transcribe", { inputAudioPico: 6_000_000, outputPico: 10_000_000 }],
  // 15 USD for a million characters.
  ["openai", "tts-1", { inputCharacterPico: 15_000_000 }],
  ["openai", "gpt-image-1", { inputPico: 5_000_000, inputImagePico: 10_000_000, outputPico: 40_000_000 }],
  ["mock", "echo", { inputPico: 0, outputPico: 0 }],
  ["mock", "priced", { inputPico: 1_000_000, outputPico: 2_000_000 }],
] as const;

describe("prices", () => {
  it.each(CHECKED)("%s/%s", (provider, name, figures) => {
    const hit = index.find(provider, name);
    expect(hit && priceAt(hit.offering, noon("2026-11-21"))).toMatchObject(figures);
  });

  it.each([
    ["openai", "gpt-5.6-luna", "2026-07-29", 1_000_000],
    ["openai", "gpt-5.6-luna", "2026-07-30", 200_000],
    ["mistral", "mistral-small", "2026-03-15", 100_000],
    ["mistral", "mistral-small", "2026-03-16", 150_000],
    ["deepseek", "deepseek-v4-pro", "2026-08-16", 435_000],
    ["deepseek", "deepseek-v4-pro", "2026-08-17", 660_000],
  ])("%s/%s on %s: %d", (provider, name, day, inputPico) => {
    const hit = index.find(provider, name);
    expect(hit && priceAt(hit.offering, noon(day))?.inputPico).toBe(inputPico);
  });

  it("doubles DeepSeek's at its busy hours", () => {
    const hit = index.find("deepseek", "deepseek-v4-pro");
    const at = (time: string) => hit && priceAt(hit.offering, Date.parse(`2026-11-21T${time}Z`))?.outputPico;
    expect([at("00:59"), at("01:00"), at("03:59"), at("04:00"), at("06:00"), at("10:00")]).toEqual([
      1_980_000, 3_960_000, 3_960_000, 1_980_000, 3_960_000, 1_980_000,
    ]);
  });

  it("keeps long-input tiers whole", () => {
    const hit = index.find("anthropic", "claude-sonnet-4-5");
    expect(hit?.offering.prices.at(-1)?.tiers).toEqual([
      {
        aboveInputTokens: 200_000,
        inputPico: 6_000_000,
        outputPico: 22_500_000,
        cacheReadPico: 600_000,
        cacheWritePico: 7_500_000,
        cacheWriteLongPico: 12_000_000,
      },
    ]);
  });
});

describe("every offering", () => {
  it.each(index.list.map((hit) => [hit.id, hit] as const))("%s is sound", (id, { model, offering }) => {
    const [provider] = id.split("/");
    expect(index.find(provider ?? "", model.id)?.offering).toEqual(offering);
    expect(index.find(provider ?? "", offering.nativeId)?.offering).toEqual(offering);
    for (const { nativeIds, prices } of offering.variants ?? []) {
      for (const nativeId of nativeIds) {
        const found = index.find(provider ?? "", nativeId);
        expect([found?.id, found?.nativeId, found?.offering.prices]).toEqual([id, nativeId, prices]);
      }
    }
    for (const price of [offering, ...(offering.variants ?? [])].flatMap(({ prices }) => prices)) {
      expect(price.source).toBeTruthy();
      for (const row of [price, ...(price.tiers ?? []), ...(price.windows ?? []).map((window) => window.price)]) {
        for (const [field, value] of Object.entries(row)) {
          if (/(Pico|Nanos)$/.test(field)) expect(Number.isSafeInteger(value)).toBe(true);
        }
        const { operation } = model;
        const free = provider === "mock" || operation === "moderate";
        const figures = Object.entries(row).filter(([field, value]) => /(Pico|Nanos)$/.test(field) && value !== 0);
        expect(figures.length > 0 || free).toBe(true);
        if (operation === "chat" || operation === "embed") expect(row.inputPico > 0 || free).toBe(true);
        if (operation === "chat") expect(row.outputPico > 0 || free).toBe(true);
        // A cached read dearer than a fresh one is a slip of the source.
        expect(row.cacheReadPico ?? 0).toBeLessThanOrEqual(row.inputPico);
      }
    }
  });
});

/** What models of an operation answer with, before anything else. */
const GIVES: Readonly<Record<ModelOperation, Modality>> = {
  chat: "text",
  embed: "embedding",
  image: "image",
  moderate: "scores",
  rerank: "scores",
  speech: "audio",
  transcribe: "text",
};

describe("facts", () => {
  it("offer a model only where its operation is served", () => {
    const unserved = index.list.filter(({ model, offering }) => {
      const speaks = providerById(offering.provider)?.speaks ?? [];
      return !speaks.some((speech) => speech.operation === model.operation);
    });
    expect(unserved.map(({ id }) => id)).toEqual([]);
  });

  it("know the families by which providers choose a wire, and give every model that needs one its own", () => {
    for (const { speaks, id } of PROVIDERS) {
      const chosen = speaks.filter((speech) => speech.families !== undefined);
      const known = new Set(catalog.models.map((model) => model.family));
      expect(chosen.flatMap((speech) => speech.families ?? []).filter((family) => !known.has(family))).toEqual([]);
      for (const { model, nativeId } of index.list.filter((hit) => hit.offering.provider === id)) {
        const byName = chosen
          .filter((speech) => speech.natives?.test(nativeId))
          .flatMap((speech) => speech.families ?? []);
        if (byName.length > 0) expect(byName, `${id}/${model.id}`).toContain(model.family);
      }
    }
  });

  it("agree with each other", () => {
    for (const model of catalog.models) {
      const reasons = model.capabilities.includes("reasoning");
      expect(model.efforts === undefined || reasons, `${model.id}: efforts without reasoning`).toBe(true);
      expect(model.reasoningStyle === undefined || reasons, `${model.id}: style without reasoning`).toBe(true);
      expect(model.output[0], model.id).toBe(GIVES[model.operation]);
      expect(model.maxOutputTokens ?? 0, model.id).toBeLessThanOrEqual(model.contextTokens ?? Number.MAX_VALUE);
      if (model.capabilities.includes("parallel-tools")) expect(model.capabilities, model.id).toContain("tools");
    }
  });

  it("give routing something to weigh", () => {
    const scored = catalog.models.filter((model) => model.quality !== undefined);
    expect(scored.length).toBeGreaterThan(30);
    for (const model of scored) expect(model.quality?.source).toContain("arena.ai");
  });
});

it("is what scripts/catalog/build.ts makes", () => {
  expect(readFileSync(new URL("snapshot.json", import.meta.url), "utf8")).toBe(formatCatalog(buildCatalog()));
});
