import { parseArgs } from "node:util";
import type {
  Claim,
  LimitEngine,
  LimitRule,
  LimitScope,
  LimitWindow,
  Measure,
} from "../src/gateway/limits/limit-engine.ts";
import { LocalLimitEngine } from "../src/gateway/limits/local-limit-engine.ts";
import { openRedis } from "../src/shared-state/open-redis.ts";
import { RedisLimitEngine } from "../src/shared-state/redis-limit-engine.ts";
import { startRedis } from "../src/shared-state/testing/start-redis.ts";

/**
 * CPU time of one request's limits: to reserve eight claims and to settle them, in the process and in Redis, over a
 * thousand tenants with a thousand requests under way. Of Redis, the time of this process alone is counted.
 */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" }, help: { type: "boolean" } } });
if (values.help) {
  console.log("node bench/limits.ts [--rounds 7]   CPU time of limits, median of the rounds");
  process.exit(0);
}

const TENANTS = 1_000;
const UNDER_WAY = 1_000;
const NOW = 1_800_000_000_000;
const HOLD_MS = 900_000;
const MINUTE: LimitWindow = { kind: "sliding", ms: 60_000 };
const DAY: LimitWindow = { kind: "period", startMs: NOW - 3_600_000, endMs: NOW + 82_800_000 };
const ALWAYS: LimitWindow = { kind: "period", startMs: 0, endMs: Number.POSITIVE_INFINITY };

const rule = (counter: string, scope: LimitScope, measure: Measure, window: LimitWindow): LimitRule => ({
  counter,
  scope,
  scopeId: "bench",
  measure,
  window,
  limit: 1_000_000_000_000_000,
  hard: true,
});

/** What a key with a plan, a budget of its own and one of its organization must pass. */
const rulesOf = (tenant: number): readonly LimitRule[] => [
  rule(`key:key_${tenant}:rpm`, "key", "requests", MINUTE),
  rule(`key:key_${tenant}:tpm`, "key", "tokens", MINUTE),
  rule(`key:key_${tenant}:rpd`, "key", "requests", DAY),
  rule(`key:key_${tenant}:parallel`, "key", "running", { kind: "running" }),
  rule(`organization:org_${tenant}:rpm`, "organization", "requests", MINUTE),
  rule(`spend:key:key_${tenant}:total`, "key", "nanos", ALWAYS),
  rule(`spend:project:project_${tenant}:day`, "project", "nanos", DAY),
  rule(`spend:organization:org_${tenant}:day`, "organization", "nanos", DAY),
];
const RULES = Array.from({ length: TENANTS }, (_each, tenant) => rulesOf(tenant));
const AMOUNTS = [1, 800, 1, 1, 1, 90_000, 90_000, 90_000];
const USED = [1, 500, 1, 1, 1, 60_000, 60_000, 60_000];

let ids = 0;

interface Running {
  readonly id: string;
  readonly tenant: string;
  readonly claims: readonly Claim[];
}

/** A request as the gateway makes it: its claims are new objects, its rules are not. */
function begin(): Running {
  ids += 1;
  const tenant = ids % TENANTS;
  const claims = (RULES[tenant] as readonly LimitRule[]).map((one, i) => ({ rule: one, amount: AMOUNTS[i] as number }));
  return { id: `req_${ids}`, tenant: `org_${tenant}`, claims };
}

const reserve = (engine: LimitEngine, request: Running) => engine.reserve({ ...request, nowMs: NOW, holdMs: HOLD_MS });
const settle = (engine: LimitEngine, request: Running) => engine.settle({ ...request, used: USED, nowMs: NOW });

/** In the process: the oldest of those under way settles when another is reserved. */
function turnLocal(engine: LimitEngine, requests: number): void {
  const running: Running[] = Array.from({ length: UNDER_WAY }, begin);
  for (const request of running) void reserve(engine, request);
  for (let i = 0; i < requests; i += 1) {
    const at = i % UNDER_WAY;
    void settle(engine, running[at] as Running);
    running[at] = begin();
    void reserve(engine, running[at]);
  }
  for (const request of running) void settle(engine, request);
}

/** In Redis: as many callers at a time as wait for it in a busy gateway. */
async function turnShared(engine: LimitEngine, requests: number, callers: number): Promise<void> {
  const caller = async (): Promise<void> => {
    for (let i = 0; i < requests / callers; i += 1) {
      const request = begin();
      const verdict = await reserve(engine, request);
      if (!verdict.granted) throw new Error("The limits of this benchmark are too low.");
      await settle(engine, request);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Microseconds of CPU a request, median of the rounds after one to warm up. */
async function measure(requests: number, turn: () => void | Promise<void>): Promise<number> {
  const figures: number[] = [];
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const before = process.cpuUsage();
    await turn();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) figures.push((user + system) / requests);
  }
  figures.sort((a, b) => a - b);
  return figures[Math.floor(figures.length / 2)] ?? 0;
}

/** Scripts that Redis ran, and its own time for each, in µs. */
function scriptsOf(stats: string): { readonly calls: number; readonly each: number } {
  const [, calls = "0", each = "0"] = /cmdstat_evalsha:calls=(\d+),usec=\d+,usec_per_call=([\d.]+)/.exec(stats) ?? [];
  return { calls: Number(calls), each: Number(each) };
}

const LOCAL = 50_000;
/** A multiple of the callers. */
const SHARED = 5_120;
const BAR = 10;
const local = new LocalLimitEngine();
const inProcess = await measure(LOCAL, () => turnLocal(local, LOCAL));
// What `begin` takes is the gateway's, not the limits'.
const making = await measure(LOCAL, () => {
  for (let i = 0; i < LOCAL; i += 1) begin();
});
const net = inProcess - making;
console.log(`CPU time of 8 claims, reserved and settled, median of ${values.rounds} rounds, Node ${process.version}:`);
console.log(`${net.toFixed(1).padStart(7)} µs  in the process; the bar is ${BAR} µs`);

const server = await startRedis();
const redis = openRedis(server.url, { info() {}, warn() {} });
redis.options.commandTimeout = 10_000;
await new Promise((resolve) => redis.once("ready", resolve));
const shared = new RedisLimitEngine(redis);
let trips = 0;
for (const callers of [1, 64]) {
  await turnShared(shared, SHARED, callers);
  await redis.config("RESETSTAT");
  const figure = await measure(SHARED, () => turnShared(shared, SHARED, callers));
  const { calls, each } = scriptsOf(await redis.info("commandstats"));
  trips = Math.max(trips, calls / (SHARED * (Number(values.rounds) + 1)));
  const one = callers === 1 ? "1 request at a time" : `${callers} requests at a time`;
  console.log(`${figure.toFixed(1).padStart(7)} µs  in Redis, ${one}; Redis itself ${(2 * each).toFixed(1)} µs`);
}
console.log(`${trips.toFixed(2).padStart(7)}     round trips a request; one to reserve and one to settle`);
redis.disconnect();
await server.stop();
if (net > BAR || trips > 2) process.exitCode = 1;
