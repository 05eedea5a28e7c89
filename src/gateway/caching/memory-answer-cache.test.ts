import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LayeredAnswerCache } from "./layered-answer-cache.ts";
import { MemoryAnswerCache } from "./memory-answer-cache.ts";
import { describeAnswerCache } from "./testing/answer-cache-suite.ts";
import { answerOf, keyOf, noise, T0 } from "./testing/answers.ts";

const memory = (maxEntryBytes: number, maxBytes = 64 * 1024 * 1024) =>
  new MemoryAnswerCache({ maxBytes, maxEntryBytes });

describeAnswerCache("answers in memory", (max) => Promise.resolve(memory(max)));
describeAnswerCache("answers in memory before memory", (max) =>
  Promise.resolve(new LayeredAnswerCache(memory(max), memory(max), 5_000)),
);

describe("bounds of memory", () => {
  const fill = async (cache: MemoryAnswerCache, organizationId: string, count: number, from = 0) => {
    for (let i = from; i < from + count; i += 1)
      await cache.put(organizationId, keyOf(i), answerOf({ before: noise(10_000, i + 1) }));
  };
  const entries = async (cache: MemoryAnswerCache, organizationId: string) =>
    (await cache.stats(organizationId, T0)).entries;

  it("keeps to them, and lets one organization fill them", async () => {
    const cache = memory(100_000, 1_000_000);
    await fill(cache, "org_1", 300);
    expect(cache.bytes).toBeLessThanOrEqual(1_000_000);
    expect(await entries(cache, "org_1")).toBeGreaterThan(80);
  });

  it("gives up what was not used for longest", async () => {
    const cache = memory(100_000, 200_000);
    await fill(cache, "org_1", 10);
    await cache.get("org_1", keyOf(0), T0);
    await fill(cache, "org_1", 12, 10);
    expect(await cache.get("org_1", keyOf(0), T0)).toBeDefined();
    expect(await cache.get("org_1", keyOf(1), T0)).toBeUndefined();
  });

  it("lets no organization push out those that take less", async () => {
    const cache = memory(100_000, 1_000_000);
    await fill(cache, "org_small", 5);
    await fill(cache, "org_large", 500);
    expect(await entries(cache, "org_small")).toBe(5);
    await fill(cache, "org_third", 20);
    expect(await entries(cache, "org_small")).toBe(5);
    expect(await entries(cache, "org_third")).toBe(20);
  });

  it("lets what takes least in even where another fills all", async () => {
    const cache = memory(1_000_000, 1_000_000);
    await cache.put("org_1", keyOf(1), answerOf({ before: noise(900_000) }));
    await cache.put("org_2", keyOf(1), answerOf({ before: noise(200_000) }));
    expect(await entries(cache, "org_1")).toBe(0);
    expect(await entries(cache, "org_2")).toBe(1);
  });

  it("keeps nothing that is larger than all of them", async () => {
    const cache = memory(10_000_000, 100_000);
    await fill(cache, "org_1", 2);
    await cache.put("org_1", keyOf(99), answerOf({ before: noise(200_000) }));
    expect(await entries(cache, "org_1")).toBe(2);
  });

  it("forgets what has ended when it is told to", async () => {
    const cache = memory(100_000);
    await fill(cache, "org_1", 3);
    cache.removeExpired(T0 + 3_600_000);
    expect(cache.bytes).toBe(0);
  });

  it("counts right, whatever comes in which order", async () => {
    const step = fc.record({
      organization: fc.constantFrom("org_1", "org_2", "org_3"),
      key: fc.nat(8),
      bytes: fc.constantFrom(10, 3_000, 30_000),
      what: fc.constantFrom("put", "put", "get", "purge", "stats"),
      at: fc.nat(7_200_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const cache = memory(50_000, 60_000);
        for (const { organization, key, bytes, what, at } of steps) {
          const storedAtMs = T0 + at;
          if (what === "put") {
            const answer = answerOf({ before: noise(bytes), storedAtMs, expiresAtMs: storedAtMs + 1_000_000 });
            await cache.put(organization, keyOf(key), answer);
          } else if (what === "get") await cache.get(organization, keyOf(key), storedAtMs);
          else if (what === "purge") await cache.purge({ organizationId: organization, key: keyOf(key) });
          else await cache.stats(organization, storedAtMs);
          expect(cache.bytes).toBeLessThanOrEqual(60_000);
        }
        const all = await Promise.all(["org_1", "org_2", "org_3"].map((each) => cache.stats(each, 0)));
        expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(cache.bytes);
        for (const each of ["org_1", "org_2", "org_3"]) await cache.purge({ organizationId: each });
        expect(cache.bytes).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a layer in front", () => {
  it("gives what another process removed for a short time only, and then what is true", async () => {
    const back = memory(100_000);
    const cache = new LayeredAnswerCache(memory(100_000), back, 5_000);
    await back.put("org_1", keyOf(1), answerOf());
    expect(await cache.get("org_1", keyOf(1), T0 + 1_000)).toEqual(answerOf());
    await back.purge({ organizationId: "org_1" });
    expect(await cache.get("org_1", keyOf(1), T0 + 5_999)).toEqual(answerOf());
    expect(await cache.get("org_1", keyOf(1), T0 + 6_000)).toBeUndefined();
  });
});
