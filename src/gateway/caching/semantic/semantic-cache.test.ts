import { beforeEach, describe, expect, it } from "vitest";
import { cosineOf, similarityOf } from "./calibration.ts";
import { sameAnswer } from "./compare-answers.ts";
import type { Embed } from "./embed-within.ts";
import { featuresOf } from "./features.ts";
import { MemorySemanticIndex } from "./memory-semantic-index.ts";
import { type LookUp, type Match, SemanticCache } from "./semantic-cache.ts";
import type { SemanticQuery } from "./semantic-query.ts";
import { SEMANTIC_CACHE_DEFAULTS, type SemanticCacheSettings } from "./settings.ts";

const settings: SemanticCacheSettings = {
  ...SEMANTIC_CACHE_DEFAULTS,
  enabled: true,
  excludeModels: [],
  embeddingModel: "plain",
  shadowRate: 0,
};

function queryOf(text: string, change: Partial<SemanticQuery> = {}): SemanticQuery {
  const features = featuresOf(text);
  const who = { tenant: "org_1", projectId: "proj_1", model: "gpt", scope: "s" };
  return { ...who, text, plain: features.plain, features, ...change };
}

/** Texts about passwords are at 1, those about cities beside them. */
const embed: Embed = (text) => Promise.resolve(/password/i.test(text) ? [1, text.length / 1_000] : [0, 1]);
const question = queryOf("How do I reset my password?");
const again = queryOf("How can I reset my password?");

describe("SemanticCache", () => {
  let nowMs = 0;
  let chance = 1;
  let index: MemorySemanticIndex;
  let cache: SemanticCache;
  beforeEach(() => {
    nowMs = 0;
    chance = 1;
    index = new MemorySemanticIndex();
    cache = new SemanticCache({ index, now: () => nowMs, random: () => chance, embedTimeoutMs: 20 });
  });
  const ask = (query: SemanticQuery, how: Partial<SemanticCacheSettings> = {}): Promise<LookUp> =>
    cache.lookUp(query, { ...settings, ...how }, embed);
  const keep = async (query: SemanticQuery, answerKey: string): Promise<void> => {
    const { vector } = (await ask(query)) as { vector: Float32Array };
    await cache.store({ query, vector, answerKey, ttlSeconds: 60 });
  };
  const matched = async (query: SemanticQuery): Promise<Match> => {
    const found = await ask(query);
    if (found.kind === "miss") throw new Error(found.reason);
    return found.match;
  };

  it("misses, keeps, hits, expires", async () => {
    expect(await ask(question)).toMatchObject({ kind: "miss", reason: "nothing-near" });
    await keep(question, "a");
    expect(await ask(again)).toMatchObject({ kind: "hit", check: false, match: { answerKey: "a" } });
    nowMs = 60_000;
    expect(await ask(again)).toMatchObject({ kind: "miss" });
    expect(cache.stats.outcomes()).toMatchObject({ hit: 1, "nothing-near": 3 });
  });

  it("tells which guard stood against the nearest, and tries the next", async () => {
    await keep(queryOf("How do I reset his password?"), "his");
    expect(await ask(question)).toMatchObject({ kind: "miss", reason: "guard-person" });
    await keep(again, "mine");
    expect(await ask(question)).toMatchObject({ kind: "hit", match: { answerKey: "mine" } });
  });

  it("never crosses organizations or scopes", async () => {
    await keep(question, "a");
    expect((await ask({ ...again, tenant: "org_2" })).kind).toBe("miss");
    expect((await ask({ ...again, scope: "t" })).kind).toBe("miss");
  });

  it("does not trust an index that returns another organization's", async () => {
    await keep(question, "a");
    const broken = { ...partsOf(), nearest: (_: object, v: Float32Array) => index.nearest(question, v, ALL) };
    const other = new SemanticCache({ index: broken, now: () => 0, random: () => 1, embedTimeoutMs: 20 });
    expect(await other.lookUp({ ...again, tenant: "org_2" }, settings, embed)).toMatchObject({ reason: "foreign" });
  });
  const ALL = { nowMs: 0, atLeast: 0, limit: 9 };
  const partsOf = () => ({ add: () => {}, judge: () => {}, remove: () => {}, purge: () => 0 });

  it("serves nothing in shadow, and asks some hits live", async () => {
    await keep(question, "a");
    expect(await ask(again, { mode: "shadow" })).toMatchObject({ kind: "shadow", match: { answerKey: "a" } });
    chance = 0.1;
    expect(await ask(again, { shadowRate: 0.2 })).toMatchObject({ kind: "hit", check: true });
    expect(await ask(again, { shadowRate: 0.05 })).toMatchObject({ kind: "hit", check: false });
  });

  it("trusts an entry less after a false hit, and drops it after the second", async () => {
    await keep(question, "a");
    const match = await matched(again);
    await cache.judge({ ...match, similarity: 0.96 }, false);
    expect((await matched(again)).entry).toMatchObject({ floor: 0.97, falseHits: 1 });
    await cache.judge({ ...(await matched(again)), similarity: 0.97 }, false);
    expect(await ask(again)).toMatchObject({ kind: "miss", reason: "nothing-near" });
    expect(cache.stats.report()).toMatchObject({ compared: 2, falseHitRate: 1 });
  });

  it("asks more of an entry that was wrong, until nothing is enough", async () => {
    await keep(question, "a");
    await cache.judge({ ...(await matched(again)), similarity: 0.985 }, false);
    const far = { ...again, plain: `password${"x".repeat(230)}` };
    expect(await ask(far)).toMatchObject({ kind: "miss", reason: "not-trusted" });
    await keep(queryOf("How do I change my password?"), "b");
    await cache.judge({ ...(await matched(again)), similarity: 1 }, false);
    expect((await ask(again)).kind).toBe("miss");
  });

  it("compares answers and learns", async () => {
    await keep(question, "a");
    const match = await matched(again);
    expect(await cache.compare(match, { cached: "Yes.", live: "Yes." }, embed)).toBe(true);
    expect(await cache.compare(match, { cached: "It costs 5.", live: "It costs 6." }, embed)).toBe(false);
    expect(cache.stats.report()).toMatchObject({ compared: 2, falseHitRate: 0.5 });
  });

  it.each<[string, Embed]>([
    ["embedding-failed", () => Promise.reject(new Error("down"))],
    [
      "embedding-failed",
      () => {
        throw new Error("down");
      },
    ],
    ["embedding-failed", () => Promise.resolve([0, 0])],
    ["embedding-failed", () => Promise.resolve([])],
    ["embedding-timeout", () => new Promise(() => {})],
  ])("misses when embedding goes wrong: %s", async (reason, broken) => {
    expect(await cache.lookUp(question, settings, broken)).toEqual({ kind: "miss", reason });
  });

  it("misses when the index fails, and forgets quietly", async () => {
    const bad = () => Promise.reject(new Error("down"));
    const failing = { nearest: bad, add: bad, judge: bad, remove: bad, purge: bad };
    const other = new SemanticCache({ index: failing, now: () => 0, random: () => 1, embedTimeoutMs: 20 });
    expect(await other.lookUp(question, settings, embed)).toMatchObject({ kind: "miss", reason: "index-failed" });
    await other.store({ query: question, vector: new Float32Array([1]), answerKey: "a", ttlSeconds: 1 });
    await keep(question, "a");
    await other.judge(await matched(again), false);
    await other.forget(await matched(again));
    await expect(other.purge({ tenant: "org_1" })).rejects.toThrow();
  });
});

describe("sameAnswer", () => {
  it.each([
    ["Paris", " Paris\n", true],
    ["There are 8 planets.", "There are 9 planets.", false],
    ["It is safe.", "It is not safe.", false],
    ["", "Paris", undefined],
  ])("%j / %j is %s", async (a, b, same) => {
    expect(await sameAnswer(a, b, () => Promise.resolve([1, 0]))).toBe(same);
  });

  it("goes by meaning for the rest, and cannot tell without an embedding", async () => {
    expect(await sameAnswer("Red", "Crimson", (text) => Promise.resolve(text === "Red" ? [1, 0] : [0.9, 0.3]))).toBe(
      true,
    );
    expect(await sameAnswer("Red", "Blue", (text) => Promise.resolve(text === "Red" ? [1, 0] : [0, 1]))).toBe(false);
    expect(await sameAnswer("Red", "Blue", () => Promise.reject(new Error("down")))).toBeUndefined();
  });
});

describe("calibration", () => {
  it("rises, ends at 1, and reverses", () => {
    let last = -2;
    for (let cosine = -1; cosine <= 1; cosine += 0.01) {
      const similarity = similarityOf(cosine, "local/all-MiniLM-L6-v2");
      expect(similarity).toBeGreaterThan(last);
      expect(cosineOf(similarity, "all-minilm-l6-v2")).toBeCloseTo(cosine, 9);
      last = similarity;
    }
    expect(similarityOf(1.0000001, "all-minilm-l6-v2")).toBe(1);
  });

  it("leaves models that were not measured as they are", () => {
    expect(similarityOf(0.93, "text-embedding-3-small")).toBe(0.93);
    expect(cosineOf(0.93, "text-embedding-3-small")).toBe(0.93);
  });
});
