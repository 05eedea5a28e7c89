import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { LocalBreakers } from "../gateway/health/breaker.ts";
import { CircuitGossip } from "./circuit-gossip.ts";
import { openRedis, type RedisClient } from "./open-redis.ts";
import { startRedis, type TestRedis } from "./testing/start-redis.ts";

const RULES = {
  consecutiveFailures: 2,
  failureRatio: 1,
  minRequests: 100,
  windowMs: 30_000,
  openMs: 400,
  maxOpenMs: 4_000,
};
const KEY = "openai/gpt#openai#1";
const log = { info() {}, warn() {} };

let server: TestRedis;
const clients: RedisClient[] = [];
const gossips: CircuitGossip[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const gossip of gossips.splice(0)) gossip.close();
  for (const client of clients) await client.flushall().catch(() => {});
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(() => server.stop());

/** A replica with circuits of its own, and what it logged of changes. */
async function replica(): Promise<{ breakers: LocalBreakers; events: string[] }> {
  const redis = openRedis(server.url, log);
  clients.push(redis);
  await expect.poll(() => redis.status).toBe("ready");
  const events: string[] = [];
  let gossip: CircuitGossip | undefined;
  const breakers = new LocalBreakers(RULES, (event) => {
    events.push(event.to);
    gossip?.tell(event);
  });
  gossip = new CircuitGossip({
    redis,
    adopt: (key, told, nowMs) => breakers.adopt(key, told, nowMs),
    now: Date.now,
  });
  gossips.push(gossip);
  return { breakers, events };
}

/** Until a subscription stands, messages are nobody's. */
const subscribed = (count: number): Promise<void> =>
  expect.poll(async () => (await clients[0]?.pubsub("NUMSUB", "llmgw:circuits"))?.[1]).toBe(count);

it("lets other replicas know of a circuit that opens and closes, who do not tell of it again", async () => {
  const [one, two] = [await replica(), await replica()];
  await subscribed(2);
  for (let i = 0; i < 2; i += 1) one.breakers.failed(KEY, "server", Date.now());
  await expect.poll(() => two.breakers.stateOf(KEY, Date.now())).toBe("open");
  expect(two.breakers.list(Date.now())).toMatchObject([{ key: KEY, reason: "server" }]);
  // One probes: the other does not.
  await expect.poll(() => one.breakers.admit(KEY, Date.now()), { timeout: 2_000 }).toBe("probe");
  await expect.poll(() => two.breakers.list(Date.now())[0]?.state).toBe("half-open");
  expect(two.breakers.admit(KEY, Date.now() + 500)).toBe("open");
  one.breakers.succeeded(KEY, Date.now());
  await expect.poll(() => two.breakers.stateOf(KEY, Date.now())).toBe("closed");
  expect(one.events).toEqual(["open", "half-open", "closed"]);
  expect(two.events).toEqual([]);
});

it("tells a replica that starts what is open", async () => {
  const one = await replica();
  await subscribed(1);
  for (let i = 0; i < 2; i += 1) one.breakers.failed(KEY, "timeout", Date.now());
  await expect.poll(async () => await clients[0]?.hlen("llmgw:circuits:open")).toBe(1);
  const late = await replica();
  await expect.poll(() => late.breakers.stateOf(KEY, Date.now())).not.toBe("closed");
});

it("hears no nonsense, and goes on alone without Redis", async () => {
  const [one, two] = [await replica(), await replica()];
  await subscribed(2);
  for (const text of ["", "{}", "[1]", '{"from":"x","key":7}', JSON.stringify({ from: "x", key: "k", to: "shut" })])
    await clients[0]?.publish("llmgw:circuits", text);
  await server.kill();
  for (let i = 0; i < 2; i += 1) one.breakers.failed(KEY, "server", Date.now());
  expect([one.breakers.stateOf(KEY, Date.now()), two.breakers.stateOf(KEY, Date.now())]).toEqual(["open", "closed"]);
  await server.restart();
});
