import { afterAll, describe, expect, it } from "vitest";
import { startRedis } from "../../src/shared-state/testing/start-redis.ts";
import { postgresPrograms, startPostgres } from "../../src/store/sql/testing/postgres.ts";
import { seeded } from "../chaos/ledger.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { mixedBehaviour, type Spent, spend } from "./spenders.ts";

const REQUESTS = 200;
const BUDGET_USD = 1;
const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 100_000);

const programs = postgresPrograms();
/** Nothing but the budget limits. */
const LOOSE = { RETRIES: "0", RATE_LIMIT_RPM: "100000", RATE_LIMIT_TPM: "1000000000" };

const upstream = await startUpstream();
afterAll(() => upstream.close());

describe("a budget of one dollar against 200 requests at once", () => {
  it("is never overspent by one gateway, with streams, failures and callers who hang up", {
    timeout: 120_000,
  }, async () => {
    const random = seeded(seed);
    upstream.respond(mixedBehaviour(random));
    const gateway = await startGateway({ upstream, env: LOOSE });
    try {
      await setBudget(gateway);
      const ends = await spendAll([gateway], random);
      await expectWithinBudget(gateway, ends);
    } finally {
      await gateway.stop();
    }
  });

  it.skipIf(programs === null)(
    "is never overspent by two gateways that share a Redis and a database",
    { timeout: 180_000 },
    async () => {
      const random = seeded(seed);
      upstream.respond(mixedBehaviour(random));
      const [postgres, redis] = await Promise.all([startPostgres(programs ?? ""), startRedis()]);
      const databaseUrl = await postgres.createDatabase();
      const env = { ...LOOSE, DATABASE_URL: databaseUrl, REDIS_URL: redis.url, ENCRYPTION_KEY: "5e".repeat(32) };
      const gateways: Gateway[] = [];
      try {
        gateways.push(await startGateway({ upstream, env }));
        gateways.push(await startGateway({ upstream, env }));
        const [first, second] = gateways as [Gateway, Gateway];
        await setBudget(first);
        await expect.poll(async () => (await keyBudgets(second)).length, { timeout: 5_000 }).toBeGreaterThan(0);
        const ends = await spendAll(gateways, random);
        await expectWithinBudget(first, ends);
        expect((await keyBudgets(second))[0]?.spent_usd).toBe((await keyBudgets(first))[0]?.spent_usd);
      } finally {
        for (const gateway of gateways) await gateway.stop();
        await redis.stop();
        postgres.remove();
      }
    },
  );
});

/** A total for the organization; data planes know within a second. */
async function setBudget(gateway: Gateway): Promise<void> {
  const made = await gateway.api("POST", "/budgets", {
    scope: "organization",
    period: "total",
    limitUsd: BUDGET_USD,
    name: "one dollar",
  });
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  await expect.poll(async () => (await keyBudgets(gateway)).length, { timeout: 5_000 }).toBeGreaterThan(0);
}

interface KeyBudget {
  readonly id: string;
  readonly spent_usd: number;
  readonly remaining_usd: number;
}

async function keyBudgets(gateway: Gateway): Promise<KeyBudget[]> {
  const headers = { authorization: `Bearer ${gateway.apiKey}` };
  return ((await (await fetch(`${gateway.url}/v1/key`, { headers })).json()) as { budgets: KeyBudget[] }).budgets;
}

/** Rounds of requests at once, until nothing more is let through. */
async function spendAll(gateways: readonly Gateway[], random: () => number): Promise<Spent[]> {
  const ends: Spent[] = [];
  for (let round = 0; round < 3; round += 1) {
    const sent = Array.from({ length: REQUESTS }, (_, index) => {
      const gateway = gateways[index % gateways.length] as Gateway;
      return spend(gateway, index, random, `dollar-${seed}-${round}-${index}`);
    });
    ends.push(...(await Promise.all(sent)));
  }
  return ends;
}

async function expectWithinBudget(gateway: Gateway, ends: readonly Spent[]): Promise<void> {
  const served = ends.filter(({ status }) => status === 200).length;
  const refused = ends.filter(({ status }) => status === 402);
  expect(served, JSON.stringify(ends.slice(0, 5))).toBeGreaterThan(5);
  expect(refused.length).toBeGreaterThan(REQUESTS);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["budget_exceeded"]));
  const [budget] = await keyBudgets(gateway);
  await expect.poll(async () => await loggedUsd(gateway), { timeout: 10_000 }).toBeCloseTo(budget?.spent_usd ?? 0, 9);
  const total = await loggedUsd(gateway);
  process.stdout.write(`seed ${seed}: ${served} served, ${refused.length} refused, $${total} spent\n`);
  expect(total).toBeLessThanOrEqual(BUDGET_USD);
  // Nothing stays reserved: what is left is only what one more request may cost.
  expect(total).toBeGreaterThan(BUDGET_USD - 0.15);
}

/** What the log says all requests cost together. */
async function loggedUsd(gateway: Gateway): Promise<number> {
  let nanos = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await gateway.api("GET", `/logs?limit=200${query}`);
    const page = body as { logs: { cost: { totalUsd: number | null } }[]; nextCursor: string | null };
    for (const { cost } of page.logs) nanos += Math.round((cost.totalUsd ?? 0) * 1e9);
    cursor = page.nextCursor;
  }
  return nanos / 1e9;
}
