import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FailoverLimitEngine, type WithoutShared } from "../gateway/limits/failover-limit-engine.ts";
import type { SpentBefore } from "../gateway/limits/limit-engine.ts";
import { LocalLimitEngine } from "../gateway/limits/local-limit-engine.ts";
import { describeLimitEngine } from "../gateway/limits/testing/limit-engine-suite.ts";
import { claim, HOLD, inAll, outcome, parallel, T0, usedOf } from "../gateway/limits/testing/limit-rules.ts";
import { openRedis, type RedisClient } from "./open-redis.ts";
import { RedisLimitEngine } from "./redis-limit-engine.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const log = { info() {}, warn() {} };
const servers: TestRedis[] = [];
const clients: RedisClient[] = [];

async function connect(server: TestRedis): Promise<RedisClient> {
  const redis = openRedis(server.url, log);
  redis.options.commandTimeout = 20_000;
  clients.push(redis);
  await ready(redis);
  return redis;
}

async function ready(redis: RedisClient): Promise<void> {
  if (redis.status !== "ready") await new Promise((resolve) => redis.once("ready", resolve));
}

async function start(): Promise<TestRedis> {
  const server = await startRedis();
  servers.push(server);
  return server;
}

function failover(redis: RedisClient, without: WithoutShared, spentBefore?: SpentBefore): FailoverLimitEngine {
  return new FailoverLimitEngine({
    shared: new RedisLimitEngine(redis, { spentBefore }),
    local: () => new LocalLimitEngine({ spentBefore }),
    without,
    log,
  });
}

const rule = inAll(100);
const claims = [claim(rule, 40), claim(parallel(9), 1)];
const reserve = async (engine: FailoverLimitEngine, id: string, nowMs: number) =>
  engine.reserve({ id, tenant: "org", claims, nowMs, holdMs: HOLD });
const settle = (engine: FailoverLimitEngine, id: string, used: number, nowMs: number) =>
  engine.settle({ id, tenant: "org", claims, used: [used, 1], nowMs });
const used = async (engine: FailoverLimitEngine, nowMs: number) =>
  usedOf({ states: await engine.read("org", [rule, parallel(9)], nowMs) });

afterEach(async () => {
  for (const redis of clients.splice(0)) redis.disconnect();
  for (const server of servers.splice(0)) await server.stop();
});

describe("with Redis up", () => {
  let server: TestRedis;
  let redis: RedisClient;
  beforeAll(async () => {
    server = await startRedis();
    redis = await connect(server);
    clients.splice(0);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  describeLimitEngine("shared, with a way out", (spentBefore) => failover(redis, "local", spentBefore));
});

describe("when Redis is killed and starts again, empty", () => {
  it("`local` counts in the process, and tells Redis what was spent meanwhile, once", async () => {
    const server = await start();
    const redis = await connect(server);
    const engine = failover(redis, "local");
    expect(usedOf(await reserve(engine, "a", T0))).toEqual([40, 1]);
    await server.kill();
    // Its own counters begin at nought: two fit, not three.
    expect(usedOf(await reserve(engine, "b", T0 + 1))).toEqual([40, 1]);
    expect(engine.isShared).toBe(false);
    expect(engine.reserve({ id: "c", tenant: "org", claims, nowMs: T0 + 2, holdMs: HOLD })).toMatchObject({
      granted: true,
    });
    expect(outcome(await reserve(engine, "d", T0 + 3))).toBe("spend:total");
    for (const id of ["a", "b", "b"]) await settle(engine, id, id === "a" ? 10 : 20, T0 + 4);
    expect(await used(engine, T0 + 5)).toEqual([70, 1]);
    await server.restart();
    await ready(redis);
    await engine.comeBack(T0 + 6);
    expect(engine.isShared).toBe(true);
    expect(await used(engine, T0 + 7)).toEqual([30, 0]);
    for (const id of ["a", "b", "c", "c"]) await settle(engine, id, 25, T0 + 8);
    expect(await used(engine, T0 + 9)).toEqual([55, 0]);
    expect(outcome(await reserve(engine, "e", T0 + 9))).toBe("granted");
    expect(outcome(await reserve(engine, "f", T0 + 9))).toBe("spend:total");
  });

  it("`open` lets everything pass, and counts again afterwards", async () => {
    const server = await start();
    const redis = await connect(server);
    const engine = failover(redis, "open");
    await reserve(engine, "a", T0);
    await server.kill();
    for (let i = 0; i < 9; i += 1) {
      expect(await reserve(engine, `o${i}`, T0 + 1)).toMatchObject({
        granted: true,
        states: [{ used: 0 }, { used: 0 }],
      });
    }
    await settle(engine, "o1", 90, T0 + 1);
    expect(await used(engine, T0 + 1)).toEqual([0, 0]);
    await server.restart();
    await ready(redis);
    await engine.comeBack(T0 + 2);
    expect(outcome(await reserve(engine, "b", T0 + 3))).toBe("spend:total");
    expect(await used(engine, T0 + 3)).toEqual([90, 0]);
  });

  it("`closed` refuses everything until then", async () => {
    const server = await start();
    const redis = await connect(server);
    const engine = failover(redis, "closed");
    await reserve(engine, "a", T0);
    await server.kill();
    const refusal = { code: "unhealthy", status: 503, retryAfterSeconds: 1 };
    await expect(reserve(engine, "b", T0 + 1)).rejects.toMatchObject(refusal);
    await expect(reserve(engine, "c", T0 + 2)).rejects.toMatchObject(refusal);
    await expect(engine.read("org", [rule], T0 + 2)).rejects.toMatchObject(refusal);
    await expect(settle(engine, "a", 30, T0 + 2)).resolves.toBeUndefined();
    await server.restart();
    await ready(redis);
    await engine.comeBack(T0 + 3);
    expect(await used(engine, T0 + 3)).toEqual([30, 0]);
    expect(outcome(await reserve(engine, "d", T0 + 3))).toBe("granted");
  });

  it("does not tell Redis what another replica has from the database already", async () => {
    let inDatabase = 5;
    const spentBefore: SpentBefore = async () => [inDatabase];
    const server = await start();
    const redis = await connect(server);
    const [engine, other] = [
      failover(redis, "local", spentBefore),
      failover(await connect(server), "local", spentBefore),
    ];
    expect(usedOf(await reserve(engine, "a", T0))).toEqual([45, 1]);
    await server.kill();
    expect(usedOf(await reserve(engine, "b", T0 + 1))).toEqual([45, 1]);
    for (const id of ["a", "b"]) await settle(engine, id, 10, T0 + 2);
    inDatabase = 25;
    await server.restart();
    await Promise.all(clients.map(ready));
    expect(await used(other, T0 + 5_000)).toEqual([25, 0]);
    await engine.comeBack(T0 + 5_001);
    expect(await used(engine, T0 + 5_002)).toEqual([25, 0]);
  });
});

describe("when Redis cannot be reached for a while", () => {
  it("settles what it held, and adds what was spent meanwhile, once", async () => {
    const server = await start();
    const redis = await connect(server);
    const [engine, other] = [failover(redis, "local"), failover(await connect(server), "local")];
    for (const id of ["a", "b"]) await reserve(engine, id, T0);
    redis.disconnect();
    await reserve(engine, "c", T0 + 1);
    await settle(engine, "a", 10, T0 + 1);
    await settle(engine, "c", 7, T0 + 1);
    expect(await used(other, T0 + 2)).toEqual([80, 2]);
    // On a slow machine it is not gone yet.
    await expect.poll(() => redis.status).toBe("end");
    await redis.connect();
    await engine.comeBack(T0 + 3);
    expect(await used(other, T0 + 4)).toEqual([57, 1]);
    for (const id of ["a", "c"]) await settle(engine, id, 99, T0 + 5);
    await settle(engine, "b", 1, T0 + 5);
    expect(await used(other, T0 + 6)).toEqual([18, 0]);
  });

  it("counts a settlement once whose answer was lost", async () => {
    const server = await start();
    const shared = new RedisLimitEngine(await connect(server));
    const settled = shared.settle.bind(shared);
    let lose = true;
    shared.settle = async (settlement) => {
      await settled(settlement);
      if (lose) throw new Error("Command timed out");
    };
    const engine = new FailoverLimitEngine({ shared, local: () => new LocalLimitEngine(), without: "local", log });
    await reserve(engine, "a", T0);
    await settle(engine, "a", 10, T0);
    await settle(engine, "never reserved", 20, T0);
    expect(engine.isShared).toBe(false);
    lose = false;
    await engine.comeBack(T0 + 1);
    expect(await used(engine, T0 + 2)).toEqual([30, 0]);
  });
});
