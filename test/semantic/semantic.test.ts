import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemorySemanticIndex } from "../../src/gateway/caching/semantic/memory-semantic-index.ts";
import { SemanticCache } from "../../src/gateway/caching/semantic/semantic-cache.ts";
import { semanticQuery } from "../../src/gateway/caching/semantic/semantic-query.ts";
import { SEMANTIC_CACHE_DEFAULTS } from "../../src/gateway/caching/semantic/settings.ts";
import { type Embedder, startEmbedder } from "./embedder/start.ts";
import { isHit, type Measured, MODEL, measure, NEAR_MISSES, PARAPHRASES, tables } from "./measure.ts";

const started = await startEmbedder();
const missing = "missing" in started ? started.missing : undefined;
if (missing !== undefined)
  console.warn(`Semantic cache with a real model skipped, it could not be installed: ${missing}`);

const LONG = 300_000;

it("has enough pairs, none twice", () => {
  const count = (pairs: Readonly<Record<string, readonly unknown[]>>): number => Object.values(pairs).flat().length;
  expect(count(PARAPHRASES)).toBeGreaterThanOrEqual(120);
  expect(count(NEAR_MISSES)).toBeGreaterThanOrEqual(180);
  const all = [...Object.values(PARAPHRASES), ...Object.values(NEAR_MISSES)].flat().map((pair) => pair.join("\n"));
  expect(new Set(all).size).toBe(all.length);
});

describe.skipIf(missing !== undefined)("a real embedding model", () => {
  const embedder = started as Embedder;
  let measured: readonly Measured[];
  beforeAll(async () => {
    measured = await measure(embedder);
  }, LONG);
  afterAll(() => embedder.stop());

  it.each([0.9, 0.95])("takes no near miss at %f", (threshold) => {
    expect(measured.filter((pair) => !pair.same && isHit(pair, threshold))).toEqual([]);
  });

  it.each([0.9, 0.95])("takes 60 %% of paraphrases at %f, and of those that nothing was tuned with", (threshold) => {
    const rate = (pairs: readonly Measured[]): number =>
      pairs.filter((pair) => isHit(pair, threshold)).length / pairs.length;
    expect(rate(measured.filter(({ same }) => same))).toBeGreaterThanOrEqual(0.6);
    expect(rate(measured.filter(({ kind }) => kind === "held"))).toBeGreaterThanOrEqual(0.6);
  });

  it("does what the guide says", () => {
    const guide = readFileSync(new URL("../../docs/guide/semantic-cache.md", import.meta.url), "utf8");
    expect(guide, "run node test/semantic/write-table.ts").toContain(tables(measured));
  });

  it("answers paraphrases, and nobody of another organization", { timeout: LONG }, async () => {
    const settings = { ...SEMANTIC_CACHE_DEFAULTS, enabled: true, excludeModels: [], embeddingModel: MODEL };
    const parts = { index: new MemorySemanticIndex(), now: () => 0, random: () => 1, embedTimeoutMs: 60_000 };
    const cache = new SemanticCache(parts);
    const embed = async (text: string): Promise<number[]> => (await embedder.embed([text]))[0] ?? [];
    const ask = async (organizationId: string, text: string) => {
      const body = { model: "gpt" };
      const asking = { organizationId, projectId: "p", keyId: "k", path: "/v1/chat/completions", wire: "openai-chat" };
      const messages = [{ role: "user" as const, blocks: [{ kind: "text" as const, text }] }];
      const request = { model: "gpt", messages, stream: false, unmapped: [] };
      const query = semanticQuery(request, { ...asking, body, also: [] }, settings);
      if ("ineligible" in query) throw new Error(query.ineligible);
      return { query, found: await cache.lookUp(query, settings, embed) };
    };
    const { query, found } = await ask("org_1", "What is the capital of France?");
    if (found.kind !== "miss" || found.vector === undefined) throw new Error("an empty cache has no hits");
    await cache.store({ query, vector: found.vector, answerKey: "paris", ttlSeconds: 60 });
    for (const text of ["What's France's capital city?", "Tell me the capital of France"]) {
      expect((await ask("org_1", text)).found).toMatchObject({ kind: "hit", match: { answerKey: "paris" } });
      expect((await ask("org_2", text)).found.kind).toBe("miss");
    }
    expect((await ask("org_1", "What is the capital of Italy?")).found.kind).toBe("miss");
  });
});
