import { describe, expect, it } from "vitest";
import { type FetchText, type RefreshOptions, refreshCatalog } from "./refresh.ts";
import type { Catalog, Price } from "./types.ts";

const providers = new Set(["openai"]);
const price = (inputPico: number, rest: Partial<Price> = {}): Price => ({
  from: "1970-01-01",
  inputPico,
  outputPico: 1000,
  source: "a page",
  ...rest,
});

function catalog(version: string, models: Readonly<Record<string, readonly Price[]>>): Catalog {
  return {
    version,
    models: Object.entries(models).map(([id, prices]) => ({
      id,
      name: id,
      operation: "chat",
      input: ["text"],
      output: ["text"],
      capabilities: [],
      offerings: [{ provider: "openai", nativeId: id, prices }],
    })),
  };
}

const current = catalog("1", { a: [price(100)], b: [price(100)], c: [price(0)] });

async function refresh(feed: unknown, rest: Partial<RefreshOptions> = {}) {
  const text = typeof feed === "string" ? feed : JSON.stringify(feed);
  const fetchText: FetchText = async () => ({ status: 200, etag: '"2"', text });
  return refreshCatalog({ url: "https://example.com/c.json", fetchText, current, providers, ...rest });
}

describe("refreshCatalog", () => {
  it("takes a modest change and says what changed", async () => {
    const next = catalog("2", { a: [price(120)], b: [price(100)], c: [price(0)], d: [price(7)] });
    const result = await refresh(next);
    expect(result).toEqual({
      kind: "updated",
      catalog: next,
      etag: '"2"',
      diff: {
        added: ["openai/d"],
        removed: [],
        prices: ["inputPico", "cacheReadPico", "cacheWritePico", "cacheWriteLongPico"].map((field) => ({
          offering: "openai/a",
          from: "1970-01-01",
          field,
          before: 100,
          after: 120,
          percent: 20,
        })),
      },
    });
  });

  it.each([
    ["a price to zero", { a: [price(0)] }, /openai\/a inputPico .* falls from 100 to zero/],
    ["a price gone", { a: [] }, /openai\/a price .* is gone/],
    ["more than half up", { a: [price(151)] }, /moves by 51\.0 %/],
    ["more than half down", { a: [price(49)] }, /moves by -51\.0 %/],
    ["a jump on a later day", { a: [price(100), price(300, { from: "2030-01-01" })] }, /from 2030-01-01: moves by 200/],
    ["free no longer", { c: [price(5)] }, /openai\/c inputPico .* rises from zero to 5/],
    ["a new cache price of zero", { a: [price(100, { cacheReadPico: 0 })] }, /cacheReadPico .* falls from 100 to zero/],
    [
      "a dear tier",
      { a: [price(100, { tiers: [{ aboveInputTokens: 10, inputPico: 900, outputPico: 1000 }] })] },
      /inputPico above 10 .* moves by 800/,
    ],
    [
      "a dear hour",
      { a: [price(100, { windows: [{ fromMinute: 5, untilMinute: 9, price: price(900) }] })] },
      /moves by 800/,
    ],
    ["a fee per request", { a: [price(100, { requestNanos: 9 })] }, /requestNanos .* rises from zero/],
    ["a fee per image", { a: [price(100, { imageNanos: 9 })] }, /imageNanos .* rises from zero/],
    ["images for nothing", { a: [price(100, { outputImagePico: 0 })] }, /outputImagePico .* falls from 1000 to zero/],
    ["dear audio", { a: [price(100, { inputAudioPico: 900 })] }, /inputAudioPico .* moves by 800/],
  ])("refuses %s", async (_what, models, reason) => {
    const next = catalog("2", { a: [price(100)], b: [price(100)], c: [price(0)], ...models });
    const result = await refresh(next);
    expect(result.kind === "refused" ? result.reasons.join("\n") : result.kind).toMatch(reason);
    const [id] = Object.keys(models);
    expect((await refresh(next, { allow: new Set([`openai/${id}`]) })).kind).toBe("updated");
    expect((await refresh(next, { allow: new Set(["openai/b"]) })).kind).toBe("refused");
    expect((await refresh(next, { allow: "all" })).kind).toBe("updated");
  });

  it("watches the prices of variants too", async () => {
    const withVariant = (prices: readonly Price[]): Catalog => {
      const made = catalog("2", { a: [price(100)] });
      const variants = [{ nativeIds: ["eu.a"], prices }];
      const models = made.models.map((one) => ({
        ...one,
        offerings: one.offerings.map((own) => ({ ...own, variants })),
      }));
      return { ...made, models };
    };
    const result = await refresh(withVariant([price(0)]), { current: withVariant([price(110)]) });
    expect(result.kind === "refused" && result.reasons.join()).toMatch(/openai\/a as eu\.a inputPico .* to zero/);
  });

  it("moves as far as the operator says", async () => {
    const next = catalog("2", { a: [price(160)], b: [price(100)], c: [price(0)] });
    expect((await refresh(next, { maxMovePercent: 60 })).kind).toBe("updated");
    expect((await refresh(next, { maxMovePercent: 59 })).kind).toBe("refused");
  });

  it("refuses to lose many offerings at once", async () => {
    const next = catalog("2", { a: [price(100)] });
    const result = await refresh(next);
    expect(result.kind === "refused" && result.reasons).toEqual(["2 of 3 offerings would go, more than 20 %"]);
    expect((await refresh(next, { maxRemovedPercent: 70 })).kind).toBe("updated");
  });

  it("leaves out providers this build does not know", async () => {
    const [first, ...rest] = current.models;
    const stranger = { provider: "new-vendor", nativeId: "a", prices: [] };
    const model = { ...first, offerings: [...(first?.offerings ?? []), stranger] };
    const result = await refresh({ version: "2", models: [model, ...rest] });
    expect(result.kind === "updated" && result.catalog.models).toEqual(current.models);
  });

  it("does nothing when nothing changed", async () => {
    expect(await refresh(current)).toEqual({ kind: "unchanged", etag: '"2"' });
    let sent: Readonly<Record<string, string>> = {};
    const fetchText: FetchText = async (_url, { headers }) => {
      sent = headers;
      return { status: 304, text: "" };
    };
    expect(await refresh("", { fetchText, etag: '"1"' })).toEqual({ kind: "unchanged", etag: '"1"' });
    expect(sent["if-none-match"]).toBe('"1"');
  });

  it.each([
    ["what is not JSON", "<html>", /not JSON/],
    ["what is no catalogue", "[]", /catalogue/],
    [
      "a misspelt price",
      {
        version: "2",
        models: [
          {
            ...current.models[0],
            offerings: [
              { provider: "openai", nativeId: "a", prices: [{ from: "1970-01-01", inptPico: 1, outputPico: 1 }] },
            ],
          },
        ],
      },
      /inputPico/,
    ],
    [
      "two models of one id",
      { ...current, version: "2", models: [...current.models, ...current.models] },
      /two models/,
    ],
  ])("refuses %s", async (_what, feed, reason) => {
    const result = await refresh(feed);
    expect(result.kind === "refused" ? result.reasons.join("\n") : result.kind).toMatch(reason);
  });

  it("refuses a feed over the limit, a failed answer and a failed fetch", async () => {
    expect(await refresh(current, { maxBytes: 100 })).toMatchObject({ kind: "refused", reasons: [/100 bytes/] });
    const status: FetchText = async () => ({ status: 500, text: "" });
    expect(await refresh("", { fetchText: status })).toMatchObject({ kind: "refused", reasons: [/500/] });
    const broken: FetchText = async () => {
      throw new Error("no route");
    };
    expect(await refresh("", { fetchText: broken })).toMatchObject({ kind: "refused", reasons: [/no route/] });
  });
});
