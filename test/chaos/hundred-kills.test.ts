import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis, type TestRedis } from "../../src/shared-state/testing/start-redis.ts";
import { type PostgresServer, postgresPrograms, startPostgres } from "../../src/store/sql/testing/postgres.ts";
import { API_KEY, type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { expectExactBooks, seeded } from "./ledger.ts";
import { Load } from "./load.ts";

/** The whole bar is CHAOS_KILLS=100; fewer show the same in the time that everybody has. */
const KILLS = Number(process.env["CHAOS_KILLS"] ?? 16);
const LONGEST_LIFE_MS = 700;
const OUTAGE_MS = 400;

const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 100_000);
const programs = postgresPrograms();

/** Two gateways, a worker, a database and a Redis: any of them may be killed at any time. */
describe.skipIf(programs === null)("replicas", () => {
  let postgres: PostgresServer;
  let redis: TestRedis;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let databaseUrl = "";
  const folders: string[] = [];
  const running: (Gateway | undefined)[] = [];

  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
    redis = await startRedis();
    upstream = await startUpstream();
    databaseUrl = await postgres.createDatabase();
    for (let i = 0; i < 3; i += 1) folders.push(await mkdtemp(join(tmpdir(), "llm-gateway-chaos-")));
  });
  afterAll(async () => {
    for (const gateway of running) await gateway?.stop();
    await upstream.close();
    await redis.stop();
    postgres.remove();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  const launch = (place: number): Promise<Gateway> =>
    startGateway({
      upstream,
      dataDir: folders[place] ?? "",
      env: {
        DATABASE_URL: databaseUrl,
        REDIS_URL: redis.url,
        ENCRYPTION_KEY: "ef".repeat(32),
        ROLES: place === 2 ? "worker" : "gateway,api,worker",
        RATE_LIMIT_RPM: "1000000",
        RATE_LIMIT_TPM: "1000000000",
      },
    });

  /** Kills one of them and has it back; gives its name. */
  async function kill(random: () => number): Promise<string> {
    const dice = random();
    if (dice < 0.2) {
      await redis.kill();
      await sleep(random() * OUTAGE_MS);
      await redis.restart();
      return "redis";
    }
    if (dice < 0.4) {
      postgres.stop();
      await sleep(random() * OUTAGE_MS);
      postgres.start();
      return "postgres";
    }
    const place = dice < 0.5 ? 2 : dice < 0.75 ? 0 : 1;
    const gateway = running[place];
    running[place] = undefined;
    await gateway?.kill("SIGKILL");
    running[place] = await launch(place);
    return place === 2 ? "worker" : "gateway";
  }

  it("keep exact books through kills of every part", { timeout: 900_000 }, async () => {
    const random = seeded(seed);
    upstream.respond(answer({}, { gapMs: 1 }));
    running.push(await launch(0), await launch(1), await launch(2));
    const url = (): string | undefined => running[random() < 0.5 ? 0 : 1]?.url;
    const load = new Load({ url, apiKey: API_KEY, random, prefix: `parts-${seed}` });
    load.start(10);
    const killed = new Map<string, number>();
    try {
      for (let i = 0; i < KILLS; i += 1) {
        await sleep(50 + random() * LONGEST_LIFE_MS);
        const name = await kill(random);
        killed.set(name, (killed.get(name) ?? 0) + 1);
      }
      await sleep(500);
    } finally {
      await load.stop();
    }
    const counts = [...killed].map(([name, count]) => `${count} ${name}`).join(", ");
    process.stdout.write(
      `seed ${seed}: ${load.sent.size} sent, ${load.received.size} received whole; killed ${counts}\n`,
    );
    expect([...load.statuses.keys()], load.refusals.join("\n")).toEqual([200]);
    const gateway = running[0] as Gateway;
    await expectExactBooks(gateway, load);
    await expectAgreeingSums(databaseUrl);
    const check = await gateway.api("GET", "/billing/ledger-check");
    expect(check.status, JSON.stringify(check.body)).toBe(200);
  });
});

/** The log, the keys' usage, the sums that budgets go by and the ledger say the same to the nano-dollar. */
async function expectAgreeingSums(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const one = async (query: string): Promise<number> =>
    Number((await client.query<{ n: string }>(query)).rows[0]?.n ?? 0);
  try {
    const logged = await one("select coalesce(sum(total_nanos), 0) as n from request_logs");
    const fromCredits = await one(
      "select coalesce(sum(total_nanos), 0) as n from request_logs where paid_by = 'credits'",
    );
    expect(fromCredits).toBeGreaterThan(0);
    expect(await one("select coalesce(sum(spent_nanos), 0) as n from api_key_usage")).toBe(logged);
    for (const scope of ["organization", "project", "key"]) {
      for (const period of ["day", "week", "month"]) {
        const sum = `select coalesce(sum(spent_nanos), 0) as n from spend_windows where scope = '${scope}' and period = '${period}'`;
        expect([scope, period, await one(sum)]).toEqual([scope, period, logged]);
      }
    }
    expect(await one("select coalesce(sum(debited_nanos), 0) as n from credit_balances")).toBe(fromCredits);
    expect(await one("select coalesce(sum(amount_nanos), 0) as n from ledger_entries")).toBe(0);
    const usage =
      "select coalesce(sum(e.amount_nanos), 0) as n from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.kind = 'usage' and e.account = 'credits'";
    expect(Math.abs(await one(usage))).toBe(fromCredits);
  } finally {
    await client.end();
  }
}
