import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LayeredAnswerCache } from "../gateway/caching/layered-answer-cache.ts";
import { MemoryAnswerCache } from "../gateway/caching/memory-answer-cache.ts";
import { describeAnswerCache } from "../gateway/caching/testing/answer-cache-suite.ts";
import { answerOf, keyOf, noise, T0 } from "../gateway/caching/testing/answers.ts";
import { isConnected, openRedis, type RedisClient } from "./open-redis.ts";
import { RedisAnswerCache } from "./redis-answer-cache.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const silent = { info() {}, warn() {} };
let server: TestRedis;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = await connect();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function connect(): Promise<RedisClient> {
  const made = openRedis(server.url, silent);
  if (!isConnected(made)) await new Promise((resolve) => made.once("ready", resolve));
  return made;
}

async function empty(maxEntryBytes: number, maxTenantBytes = 256 * 1024 * 1024): Promise<RedisAnswerCache> {
  await redis.flushall();
  return new RedisAnswerCache(redis, { maxEntryBytes, maxTenantBytes });
}

describeAnswerCache("answers in Redis", empty);
describeAnswerCache("answers in Redis, memory in front", async (maxEntryBytes) => {
  const front = new MemoryAnswerCache({ maxBytes: 64 * 1024 * 1024, maxEntryBytes });
  return new LayeredAnswerCache(front, await empty(maxEntryBytes), 5_000);
});

describe("answers in Redis", () => {
  const MAX = 1024 * 1024;

  it("are shared by replicas, and removed for all", async () => {
    const one = await empty(MAX);
    const other = new RedisAnswerCache(redis, { maxEntryBytes: MAX, maxTenantBytes: MAX });
    await one.put("org_1", keyOf(1), answerOf());
    expect(await other.get("org_1", keyOf(1), T0)).toEqual(answerOf());
    await other.purge({ organizationId: "org_1" });
    expect(await one.get("org_1", keyOf(1), T0)).toBeUndefined();
  });

  it("all end by themselves, and one organization's stay together in a cluster", async () => {
    const cache = await empty(MAX);
    await cache.put("org_1", keyOf(1), answerOf());
    cache.note("org_1", answerOf(), T0);
    await cache.stats("org_1", T0);
    const keys = await redis.keys("*");
    expect(keys.length).toBe(5);
    for (const key of keys) {
      expect(key).toContain("{org_1}");
      expect(await redis.pttl(key), key).toBeGreaterThan(0);
    }
  });

  it("make room within one organization: those that end first go", async () => {
    const cache = await empty(MAX, 100_000);
    for (let i = 0; i < 30; i += 1) {
      await cache.put("org_1", keyOf(i), answerOf({ before: noise(9_000, i + 1), expiresAtMs: T0 + 3_600_000 + i }));
    }
    await cache.put("org_2", keyOf(1), answerOf({ before: noise(9_000) }));
    const { entries, bytes } = await cache.stats("org_1", T0);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(entries).toBeGreaterThan(5);
    expect(await cache.get("org_1", keyOf(0), T0)).toBeUndefined();
    expect(await cache.get("org_1", keyOf(29), T0)).toBeDefined();
    expect(await cache.get("org_2", keyOf(1), T0)).toBeDefined();
    expect((await redis.keys("*answer*")).length).toBe(entries + 1);
  });

  it("count as many bytes as there are, however often one is replaced", async () => {
    const cache = await empty(MAX);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => cache.put("org_1", keyOf(i % 4), answerOf({ before: noise(5_000, i) }))),
    );
    expect(await cache.purge({ organizationId: "org_1" })).toBe(4);
    expect(await cache.stats("org_1", T0)).toMatchObject({ entries: 0, bytes: 0 });
  });

  it("that somebody else wrote or cut are none", async () => {
    const cache = await empty(MAX);
    await cache.put("org_1", keyOf(1), answerOf({ before: "abc ".repeat(5_000) }));
    const [name] = await redis.keys("*answer*");
    const good = await redis.getBuffer(name ?? "");
    if (good === null || name === undefined) throw new Error("nothing was stored");
    const head = Buffer.from(good);
    const bad = [
      Buffer.from("hello"),
      Buffer.alloc(0),
      Buffer.from([1, 255, 255, 255, 255, 0]),
      good.subarray(0, good.length - 1),
      good.subarray(0, 20),
      Buffer.from(good.map((byte, i) => (i === good.length - 10 ? byte ^ 255 : byte))),
      Buffer.from(head.toString("latin1").replace("application/json", "text/a\\r\\nx: abc"), "latin1"),
      Buffer.from(head.toString("latin1").replace('"length":2', '"length":9'), "latin1"),
    ];
    for (const bytes of bad) {
      await redis.set(name, bytes);
      const found = await cache.get("org_1", keyOf(1), T0);
      if (found !== undefined) expect(found.before.length + found.after.length).toBe(20_001);
      expect(found?.contentType ?? "application/json").toBe("application/json");
    }
  });

  it("are neither found nor stored while Redis is away, without an error; removing says so", async () => {
    const own = await connect();
    const cache = new RedisAnswerCache(own, { maxEntryBytes: MAX, maxTenantBytes: MAX });
    await server.kill();
    await cache.put("org_1", keyOf(1), answerOf());
    expect(await cache.get("org_1", keyOf(1), T0)).toBeUndefined();
    for (let i = 0; i < 200; i += 1) cache.note("org_1", undefined, T0);
    await expect(cache.purge({ organizationId: "org_1" })).rejects.toThrow();
    await expect(cache.stats("org_1", T0)).rejects.toThrow();
    await server.restart();
    while (!isConnected(own) || !isConnected(redis)) await new Promise((resolve) => setTimeout(resolve, 20));
    await cache.put("org_1", keyOf(1), answerOf());
    expect(await cache.get("org_1", keyOf(1), T0)).toEqual(answerOf());
    expect((await cache.stats("org_1", T0)).misses).toBe(200);
    own.disconnect();
  });
});
