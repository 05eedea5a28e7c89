import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, postgresPrograms, startPostgres } from "../../src/store/sql/testing/postgres.ts";
import { API_KEY, type Gateway, startGateway } from "../harness/gateway.ts";
import { answer, startUpstream } from "../upstream/index.ts";
import { expectExactBooks, seeded } from "./ledger.ts";
import { Load } from "./load.ts";

const KILLS = 5;
const seed = Number(process.env["CHAOS_SEED"] ?? Date.now() % 100_000);
const programs = postgresPrograms();

describe.skipIf(programs === null)("on Postgres", () => {
  let server: PostgresServer;
  let databaseUrl = "";
  let dataDir = "";
  let upstream: Awaited<ReturnType<typeof startUpstream>>;

  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
    databaseUrl = await server.createDatabase();
    dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-chaos-"));
    upstream = await startUpstream();
  });
  afterAll(async () => {
    await upstream.close();
    server.remove();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("serves through an outage of the database and books everything once, kills in between", {
    timeout: 150_000,
  }, async () => {
    const random = seeded(seed);
    upstream.respond(answer({}, { gapMs: 1 }));
    const env = { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: "ab".repeat(32) };
    let gateway: Gateway = await startGateway({ upstream, dataDir, env });
    let url: string | undefined = gateway.url;
    const load = new Load({ url: () => url, apiKey: API_KEY, random, prefix: `outage-${seed}` });
    load.start(8);
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(200 + random() * 800);
        await gateway.kill("SIGKILL");
        gateway = await startGateway({ upstream, dataDir, env });
        url = gateway.url;
      }
      await sleep(500);

      server.stop();
      await sleep(200);
      const before = load.received.size;
      await sleep(4_000);
      const during = load.received.size - before;
      const health = await fetch(`${gateway.url}/`);
      const skipping = await fetch(`${gateway.url}/?skip=database`);
      const ready = await fetch(`${gateway.url}/readyz`);
      const live = await fetch(`${gateway.url}/livez`);
      server.start();

      expect(during).toBeGreaterThan(100);
      expect([...load.statuses.keys()], load.refusals.join("\n")).toEqual([200]);
      expect([health.status, skipping.status, ready.status, live.status]).toEqual([503, 200, 200, 200]);
      await sleep(1_500);
      await load.stop();
      process.stdout.write(
        `seed ${seed}: ${load.received.size} received whole, ${during} while the database was down\n`,
      );
      await expectExactBooks(gateway, load);
      expect(await doubledRecords(databaseUrl)).toEqual([]);
    } finally {
      await load.stop();
      await gateway.stop();
    }
  });

  it("keeps what it could not write when it is killed while the database is down", { timeout: 60_000 }, async () => {
    const url = await server.createDatabase();
    const folder = await mkdtemp(join(tmpdir(), "llm-gateway-chaos-"));
    const env = { DATABASE_URL: url, ENCRYPTION_KEY: "cd".repeat(32) };
    let gateway = await startGateway({ upstream, dataDir: folder, env });
    const load = new Load({
      url: () => gateway.url,
      apiKey: API_KEY,
      random: seeded(seed + 1),
      prefix: `down-${seed}`,
    });
    try {
      load.start(4);
      await sleep(500);
      server.stop();
      await sleep(700);
      await gateway.kill("SIGKILL");
      await load.stop();
      server.start();
      expect(load.received.size).toBeGreaterThan(20);
      gateway = await startGateway({ upstream, dataDir: folder, env });
      await expectExactBooks(gateway, load);
    } finally {
      await load.stop();
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function doubledRecords(connectionString: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const query = "select request_id, count(*)::int from request_logs group by request_id having count(*) > 1";
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}
