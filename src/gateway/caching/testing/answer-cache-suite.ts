import { describe, expect, it } from "vitest";
import type { AnswerCache, CachedAnswer } from "../answer-cache.ts";
import { answerOf, keyOf, noise, T0 } from "./answers.ts";

/** One behaviour of all engines. `open` gives an empty cache that keeps texts of at most `maxEntryBytes`. */
export function describeAnswerCache(name: string, open: (maxEntryBytes: number) => Promise<AnswerCache>): void {
  const MAX = 1024 * 1024;
  const fresh = () => open(MAX);
  const putMany = async (cache: AnswerCache, answers: readonly Partial<CachedAnswer>[]): Promise<void> => {
    for (const [i, changes] of answers.entries()) await cache.put("org_1", keyOf(i), answerOf(changes));
  };
  const left = async (cache: AnswerCache, count: number): Promise<number[]> => {
    const found = await Promise.all(Array.from({ length: count }, async (_, i) => cache.get("org_1", keyOf(i), T0)));
    return found.flatMap((each, i) => (each === undefined ? [] : [i]));
  };

  describe(name, () => {
    it("gives what was stored, with everything that is known of it", async () => {
      const cache = await fresh();
      await cache.put("org_1", keyOf(1), answerOf());
      expect(await cache.get("org_1", keyOf(1), T0)).toEqual(answerOf());
    });

    it.each<[string, Partial<CachedAnswer>]>([
      ["every byte", { before: Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString("latin1"), after: "" }],
      ["UTF-8 as latin1", { before: Buffer.from("日本語 é 👩‍👩‍👧").toString("latin1") }],
      ["a large text that compresses", { before: "abc ".repeat(50_000), after: "x".repeat(10_000) }],
      ["a large text that does not", { before: noise(300_000), after: noise(5_000, 7) }],
      [
        "a stream without a place for the gateway's object",
        { stream: true, contentType: "audio/mpeg", sealed: false, before: noise(9_000), after: "" },
      ],
      [
        "usage of media, and no price",
        {
          usage: {
            inputTokens: 0,
            cacheReadTokens: 0,
            cacheWriteTokens: 0,
            cacheWriteLongTokens: 0,
            outputTokens: 0,
            reasoningTokens: 0,
            media: { images: 2 },
          },
          totalNanos: null,
        },
      ],
      ["the largest text", { before: "x".repeat(MAX - 1), after: "y" }],
    ])("keeps %s", async (_, changes) => {
      const cache = await fresh();
      await cache.put("org_1", keyOf(1), answerOf(changes));
      expect(await cache.get("org_1", keyOf(1), T0)).toEqual(answerOf(changes));
      // Once more: a layer in front answers now.
      expect(await cache.get("org_1", keyOf(1), T0)).toEqual(answerOf(changes));
    });

    it("has nothing under another key, nor under the same key of another organization", async () => {
      const cache = await fresh();
      await cache.put("org_1", keyOf(1), answerOf());
      expect(await cache.get("org_1", keyOf(2), T0)).toBeUndefined();
      expect(await cache.get("org_2", keyOf(1), T0)).toBeUndefined();
      expect((await cache.stats("org_2", T0)).entries).toBe(0);
    });

    it("gives nothing from the moment on at which it ends", async () => {
      const cache = await fresh();
      await cache.put("org_1", keyOf(1), answerOf({ expiresAtMs: T0 + 10_000 }));
      expect(await cache.get("org_1", keyOf(1), T0 + 9_999)).toBeDefined();
      expect(await cache.get("org_1", keyOf(1), T0 + 10_000)).toBeUndefined();
    });

    it("replaces what was stored under the same key", async () => {
      const cache = await fresh();
      await cache.put("org_1", keyOf(1), answerOf({ before: "a".repeat(20_000) }));
      await cache.put("org_1", keyOf(1), answerOf({ before: "b" }));
      expect((await cache.get("org_1", keyOf(1), T0))?.before).toBe("b");
      const { entries, bytes } = await cache.stats("org_1", T0);
      expect(entries).toBe(1);
      expect(bytes).toBeLessThan(4_000);
    });

    it("does not keep a text that is too large", async () => {
      const cache = await open(1_000);
      await cache.put("org_1", keyOf(1), answerOf({ before: "x".repeat(1_000), after: "y" }));
      expect(await cache.get("org_1", keyOf(1), T0)).toBeUndefined();
    });

    const ANSWERS: readonly Partial<CachedAnswer>[] = [
      { requestId: "req_a" },
      { projectId: "proj_2" },
      { model: "gpt-4o", label: "openai/gpt-4o" },
      { storedAtMs: T0 - 60_000 },
    ];
    it.each<[string, object, number[]]>([
      ["all of an organization", {}, []],
      ["a project's", { projectId: "proj_2" }, [0, 2, 3]],
      ["one by its key", { key: keyOf(2) }, [0, 1, 3]],
      ["none by a key that is not there", { key: keyOf(99) }, [0, 1, 2, 3]],
      ["none by a key of another project", { key: keyOf(2), projectId: "proj_2" }, [0, 1, 2, 3]],
      ["a model's", { model: "gpt-4o" }, [0, 1, 3]],
      ["a model's at its provider", { model: "openai/gpt-4o-mini" }, [2]],
      ["the answer to one request", { requestId: "req_a" }, [1, 2, 3]],
      ["what is older", { storedBeforeMs: T0 }, [0, 1, 2]],
      ["nothing that is just as old", { storedBeforeMs: T0 - 60_000 }, [0, 1, 2, 3]],
    ])("removes %s", async (_, selector, stay) => {
      const cache = await fresh();
      await putMany(cache, ANSWERS);
      await cache.put("org_2", keyOf(0), answerOf({ projectId: "proj_2" }));
      // Read before, so that no layer in front may give them afterwards.
      await left(cache, 4);
      expect(await cache.purge({ organizationId: "org_1", ...selector })).toBe(4 - stay.length);
      expect(await left(cache, 4)).toEqual(stay);
      expect((await cache.stats("org_1", T0)).entries).toBe(stay.length);
      expect(await cache.get("org_2", keyOf(0), T0)).toBeDefined();
    });

    it("removes many thousands", async () => {
      const cache = await fresh();
      const count = 2_500;
      await Promise.all(Array.from({ length: count }, async (_, i) => cache.put("org_1", keyOf(i), answerOf())));
      expect(await cache.purge({ organizationId: "org_1" })).toBe(count);
      expect(await cache.stats("org_1", T0)).toMatchObject({ entries: 0, bytes: 0 });
    });

    it("does not bring back what was on its way while everything was removed", async () => {
      const cache = await fresh();
      const putting = cache.put("org_1", keyOf(1), answerOf({ before: noise(500_000) }));
      await cache.purge({ organizationId: "org_1" });
      await putting;
      await cache.purge({ organizationId: "org_2" });
      const later = await cache.get("org_1", keyOf(1), T0);
      if (later !== undefined) expect(await cache.purge({ organizationId: "org_1" })).toBe(1);
      expect(await cache.get("org_1", keyOf(1), T0)).toBeUndefined();
    });

    it("counts hits, misses and what was saved, of each organization", async () => {
      const cache = await fresh();
      expect(await cache.stats("org_1", T0)).toEqual({
        entries: 0,
        bytes: 0,
        hits: 0,
        misses: 0,
        savedNanos: 0,
        countedSinceMs: null,
      });
      cache.note("org_1", undefined, T0 + 5);
      for (let i = 0; i < 120; i += 1) cache.note("org_1", answerOf({ totalNanos: 3_000_000_000 }), T0 + 9);
      cache.note("org_1", answerOf({ totalNanos: null }), T0 + 9);
      cache.note("org_2", undefined, T0 + 9);
      const { hits, misses, savedNanos, countedSinceMs } = await cache.stats("org_1", T0);
      expect({ hits, misses, savedNanos, countedSinceMs }).toEqual({
        hits: 121,
        misses: 1,
        savedNanos: 360_000_000_000,
        countedSinceMs: T0 + 5,
      });
    });

    it("counts no entry that has ended", async () => {
      const cache = await fresh();
      await putMany(cache, [{ expiresAtMs: T0 + 1_000 }, {}]);
      expect((await cache.stats("org_1", T0 + 2_000)).entries).toBe(1);
    });
  });
}
