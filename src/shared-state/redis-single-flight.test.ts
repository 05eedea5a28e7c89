import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, keyOf } from "../gateway/caching/testing/answers.ts";
import { callerOf, describeSingleFlight } from "../gateway/caching/testing/single-flight-suite.ts";
import { isConnected, openRedis, type RedisClient } from "./open-redis.ts";
import { RedisAnswerCache } from "./redis-answer-cache.ts";
import { RedisSingleFlight } from "./redis-single-flight.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const silent = { info() {}, warn() {} };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const MAX = 1024 * 1024;
let server: TestRedis;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = openRedis(server.url, silent);
  if (!isConnected(redis)) await new Promise((resolve) => redis.once("ready", resolve));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const cacheOf = () => new RedisAnswerCache(redis, { maxEntryBytes: MAX, maxTenantBytes: 64 * MAX });
const flightsOf = (leaseMs = 5_000) => new RedisSingleFlight({ redis, answers: cacheOf(), clock, pollMs: 10, leaseMs });

describeSingleFlight("one call for identical requests of two processes", async () => {
  await redis.flushall();
  const answers = cacheOf();
  return { flights: [flightsOf(), flightsOf()], store: (...given) => answers.put(...given) };
});

describe("one call for identical requests through Redis", () => {
  const boarding = () => ({ organizationId: "org_1", key: keyOf(1), waitMs: 5_000, whenOver: callerOf().whenOver });

  it("goes on when the leading process dies", async () => {
    await redis.flushall();
    const lock = `llm-gateway:flight:{org_1}:${keyOf(1)}`;
    await redis.set(lock, "of a process that died", "PX", 100);
    expect((await flightsOf().board(boarding())).kind).toBe("leads");
  });

  it("keeps the lock for as long as the leader asks", async () => {
    await redis.flushall();
    const seat = await flightsOf(150).board(boarding());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await flightsOf().board({ ...boarding(), waitMs: 30 })).kind).toBe("alone");
    if (seat.kind === "leads") seat.land("failed");
    await expect.poll(() => redis.keys("*flight*")).toEqual([]);
  });

  it("takes no answer that was there before: the leader is asked for a newer one", async () => {
    await redis.flushall();
    const old = answerOf({ storedAtMs: Date.now() - 60_000, expiresAtMs: Date.now() + 60_000 });
    await cacheOf().put("org_1", keyOf(1), old);
    expect((await flightsOf().board(boarding())).kind).toBe("leads");
    expect((await flightsOf().board({ ...boarding(), waitMs: 50 })).kind).toBe("alone");
  });

  it("flies for itself while Redis is away", async () => {
    const flights = flightsOf();
    await server.kill();
    const first = await flights.board(boarding());
    expect(first.kind).toBe("leads");
    const second = flights.board(boarding());
    if (first.kind === "leads") first.land(answerOf());
    expect((await second).kind).toBe("landed");
    await server.restart();
  });
});
