import { afterAll, beforeAll, expect, it } from "vitest";
import { describeSemanticIndex, entryOf } from "../gateway/caching/semantic/testing/index-suite.ts";
import { openRedis, type RedisClient } from "./open-redis.ts";
import { RedisSemanticIndex } from "./redis-semantic-index.ts";
import { readSemanticEvent } from "./semantic-events.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const log = { info: () => {}, warn: () => {} };
const options = { nowMs: 1_800_000_000_000, atLeast: 0, limit: 1_000 };
const { vector } = entryOf();

async function connect(url: string): Promise<RedisClient> {
  const redis = openRedis(url, log);
  await new Promise((resolve) => redis.once("ready", resolve));
  return redis;
}

describeSemanticIndex("Redis", async () => {
  const server = await startRedis();
  const [one, two] = await Promise.all([connect(server.url), connect(server.url)]);
  const stop = async (): Promise<void> => {
    one.disconnect();
    two.disconnect();
    await server.stop();
  };
  return { index: new RedisSemanticIndex(one), other: new RedisSemanticIndex(two), stop };
});

let server: TestRedis;
let redis: RedisClient;
beforeAll(async () => {
  server = await startRedis();
  redis = await connect(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const space = { tenant: "org_9", scope: "s1" };

it("catches up with a long log over several lookups, and reads a forgotten scope again", async () => {
  const writer = new RedisSemanticIndex(redis);
  for (let at = 0; at < 300; at += 1) await writer.add(entryOf({ ...space, id: `e${at}` }));
  const reader = new RedisSemanticIndex(redis, { bytes: 300 * 500 });
  expect(await reader.nearest(space, vector, options)).toHaveLength(256);
  expect(await reader.nearest(space, vector, options)).toHaveLength(300);
  await writer.add(entryOf({ ...space, scope: "s2", text: "x".repeat(60_000) }));
  expect(await reader.nearest({ ...space, scope: "s2" }, vector, options)).toHaveLength(1);
  expect(await reader.nearest(space, vector, options)).toHaveLength(256);
});

it("lets logs expire, no sooner than their longest entry", async () => {
  const index = new RedisSemanticIndex(redis);
  const lives = (seconds: number, id: string) =>
    entryOf({ tenant: "org_8", id, storedAtMs: 0, expiresAtMs: seconds * 1_000 });
  await index.add(lives(100, "a"));
  await index.add(lives(10, "b"));
  const key = "llmgw:{org_8}:semantic:0:s1";
  expect(await redis.ttl(key)).toBeGreaterThan(90);
  await index.add(lives(1_000, "c"));
  expect(await redis.ttl(key)).toBeGreaterThan(900);
});

it("forgets an entry at once, and begins no log that never ends", async () => {
  const index = new RedisSemanticIndex(redis);
  const lost = { tenant: "org_7", scope: "s1" };
  await index.add(entryOf(lost));
  expect(await index.nearest(lost, vector, options)).toHaveLength(1);
  await redis.del("llmgw:{org_7}:semantic:0:s1");
  await index.remove(lost, "one");
  expect(await index.nearest(lost, vector, options)).toEqual([]);
  expect(await redis.exists("llmgw:{org_7}:semantic:0:s1")).toBe(0);
});

it("leaves out what it cannot read", () => {
  for (const text of [
    "",
    "{}",
    "null",
    "[]",
    '{"kind":"add"}',
    '{"kind":"add","entry":{"id":1}}',
    '{"kind":"judge","id":"a"}',
  ]) {
    expect(readSemanticEvent(space, text)).toBeUndefined();
  }
});

it("finds and keeps nothing without a server, and refuses to purge", async () => {
  const lonely = openRedis("redis://127.0.0.1:1", log);
  const index = new RedisSemanticIndex(lonely);
  await index.add(entryOf());
  expect(await index.nearest({ tenant: "org_1", scope: "s1" }, vector, options)).toEqual([]);
  await expect(index.purge({ tenant: "org_1" })).rejects.toThrow();
  lonely.disconnect();
});
