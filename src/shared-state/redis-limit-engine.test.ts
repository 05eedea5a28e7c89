import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpentBefore } from "../gateway/limits/limit-engine.ts";
import { checkCourses } from "../gateway/limits/testing/limit-courses.ts";
import { describeLimitEngine } from "../gateway/limits/testing/limit-engine-suite.ts";
import {
  claim,
  DAY,
  HOLD,
  inAll,
  MINUTE,
  parallel,
  perDay,
  perMinute,
  T0,
  tokensPerMinute,
} from "../gateway/limits/testing/limit-rules.ts";
import type { TestedEngine } from "../gateway/limits/testing/limit-tenant.ts";
import { openRedis, type RedisClient } from "./open-redis.ts";
import { RedisLimitEngine } from "./redis-limit-engine.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const log = { info() {}, warn() {} };
let server: TestRedis;
const clients: RedisClient[] = [];

async function connect(): Promise<RedisClient> {
  const redis = openRedis(server.url, log);
  // Others may be using this machine; how fast an answer comes is not what is tested.
  redis.options.commandTimeout = 20_000;
  clients.push(redis);
  await new Promise((resolve) => redis.once("ready", resolve));
  return redis;
}

beforeAll(async () => {
  server = await startRedis();
  await connect();
  await connect();
});
afterAll(async () => {
  for (const redis of clients) redis.disconnect();
  await server.stop();
});

const client = (i = 0): RedisClient => clients[i] as RedisClient;
const engine = (spentBefore?: SpentBefore, i = 0): RedisLimitEngine => new RedisLimitEngine(client(i), { spentBefore });

describeLimitEngine("in Redis", engine);

describe("any course of reservations, settlements, crashes, retries and clocks", () => {
  it("counts as the model does, in Redis", async () => {
    await checkCourses(() => engine(), 1_000, 50);
  }, 120_000);

  it("counts as the model does, with another replica for every step", async () => {
    let turn = 0;
    const engines = [engine(undefined, 0), engine(undefined, 1)];
    const next = (): TestedEngine => {
      turn += 1;
      return engines[turn % 2] as TestedEngine;
    };
    const both: TestedEngine = {
      reserve: (options) => next().reserve(options),
      settle: (settlement) => next().settle(settlement),
      read: (...args) => next().read(...args),
      raise: (...args) => next().raise(...args),
      releaseHeld: (...args) => next().releaseHeld(...args),
    };
    await checkCourses(() => both, 500, 50);
  }, 120_000);
});

describe("two replicas", () => {
  it("grant no more than the budget to 200 requests at once, and seed it once", async () => {
    const spentBefore: SpentBefore = async () => [400];
    const replicas = [engine(spentBefore, 0), engine(spentBefore, 1)];
    const claims = [claim(inAll(1_000), 9), claim(parallel(500), 1)];
    const reserve = (i: number) =>
      (replicas[i % 2] as RedisLimitEngine).reserve({ id: `r${i}`, tenant: "both", claims, nowMs: T0, holdMs: HOLD });
    const verdicts = await Promise.all(Array.from({ length: 200 }, (_each, i) => reserve(i)));
    const granted = verdicts.flatMap((verdict, i) => (verdict.granted ? [i] : []));
    expect(granted).toHaveLength(66);
    const settle = (i: number, n: number) =>
      (replicas[n % 2] as RedisLimitEngine).settle({ id: `r${i}`, tenant: "both", claims, used: [i, 1], nowMs: T0 });
    // Each by both replicas: one of them is a repeat.
    await Promise.all(granted.flatMap((i) => [settle(i, 0), settle(i, 1)]));
    const states = await engine().read(
      "both",
      claims.map(({ rule }) => rule),
      T0,
    );
    expect(states.map(({ used }) => used)).toEqual([400 + granted.reduce((a, b) => a + b, 0), 0]);
  });
});

describe("what Redis keeps", () => {
  it("is all of one tenant's tag and ages", async () => {
    const claims = [
      claim(perMinute(9), 1),
      claim(tokensPerMinute(9), 1),
      claim(parallel(9), 1),
      claim(perDay(9), 1),
      claim(inAll(9), 1),
    ];
    const own = engine();
    for (const id of ["held", "settled", "lapsed"]) {
      await own.reserve({ id, tenant: "aging", claims, nowMs: T0, holdMs: id === "lapsed" ? 1 : HOLD });
    }
    await own.settle({ id: "settled", tenant: "aging", claims, used: [1, 1, 1, 1, 1], nowMs: T0 });
    await own.settle({ id: "unknown", tenant: "aging", claims, used: [1, 1, 1, 1, 1], nowMs: T0 });
    await own.read(
      "aging",
      claims.map(({ rule }) => rule),
      T0 + 1,
    );
    const keys = await client().keys("*aging*");
    expect(keys.toSorted()).toEqual(
      [
        "c:parallel|r",
        `c:rpm|s${MINUTE}`,
        `c:spend:day|p${T0}-${T0 + DAY}`,
        "c:spend:total|p0-Infinity",
        `c:tpm|s${MINUTE}`,
        "holds",
        "id:lapsed",
        "id:settled",
        "id:unknown",
        "lapses",
      ].map((name) => `limits:{aging}:${name}`),
    );
    for (const key of keys) {
      expect(await client().pttl(key), key).toBeGreaterThan(MINUTE);
      expect(await client().pttl(key), key).toBeLessThanOrEqual(40 * DAY + MINUTE + HOLD);
    }
    // A hold must be found as long as a counter may hold something of it.
    expect(await client().pttl("limits:{aging}:holds")).toBeGreaterThan(
      await client().pttl("limits:{aging}:c:spend:total|p0-Infinity"),
    );
  });

  it("is made again with what the database knows once it was evicted; what was held is not taken off it", async () => {
    let spent = 10;
    const own = engine(async () => [spent]);
    const claims = [claim(perDay(1_000), 100)];
    const reserve = (id: string, nowMs: number) => own.reserve({ id, tenant: "evicted", claims, nowMs, holdMs: HOLD });
    await reserve("before", T0);
    await client().del(`limits:{evicted}:c:spend:day|p${T0}-${T0 + DAY}`);
    spent = 50;
    await reserve("after", T0 + 1_000);
    await own.settle({ id: "before", tenant: "evicted", claims, used: [7], nowMs: T0 + 2_000 });
    const [state] = await own.read("evicted", [perDay(1_000)], T0 + 2_000);
    expect(state?.used).toBe(50 + 100 + 7);
  });
});

describe("scripts", () => {
  it("are sent again after Redis has forgotten them", async () => {
    const own = engine();
    const claims = [claim(perDay(100), 1)];
    const reserve = (id: string) => own.reserve({ id, tenant: "forgotten", claims, nowMs: T0, holdMs: HOLD });
    await reserve("a");
    await client().script("FLUSH");
    const verdicts = await Promise.all(["b", "c", "d"].map(reserve));
    expect(verdicts.every(({ granted }) => granted)).toBe(true);
    expect((await own.read("forgotten", [perDay(100)], T0))[0]?.used).toBe(4);
  });

  it("take one round trip each", async () => {
    const own = engine();
    const claims = [claim(perDay(100), 1), claim(perMinute(100), 1), claim(parallel(9), 1)];
    const options = { id: "a", tenant: "trips", claims, nowMs: T0, holdMs: HOLD };
    await own.reserve(options);
    await own.settle({ ...options, used: [1, 1, 1] });
    const commands = async (): Promise<number> =>
      Number(/evalsha:calls=(\d+)/.exec(await client().info("commandstats"))?.[1] ?? 0);
    const before = await commands();
    await own.reserve({ ...options, id: "b" });
    expect(await commands()).toBe(before + 1);
    await own.settle({ ...options, id: "b", used: [1, 1, 1] });
    expect(await commands()).toBe(before + 2);
  });

  it("reject while Redis is away", async () => {
    const away = openRedis("redis://127.0.0.1:1", log);
    const own = new RedisLimitEngine(away);
    const options = { id: "a", tenant: "away", claims: [claim(perDay(9), 1)], nowMs: T0, holdMs: HOLD };
    await expect(own.reserve(options)).rejects.toThrow();
    await expect(own.settle({ ...options, used: [1] })).rejects.toThrow();
    away.disconnect();
  });
});
