import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { postgresPrograms, startPostgres } from "../../src/store/sql/testing/postgres.ts";
import { freePort } from "../harness/child.ts";
import { ADMIN, API_KEY } from "../harness/gateway.ts";
import { type Run, runProduct, stopRun } from "./run-product.ts";

const base = mkdtempSync(join(tmpdir(), "llm-gateway-start-"));
const runs: Run[] = [];
afterAll(async () => {
  await Promise.all(runs.map(stopRun));
  rmSync(base, { recursive: true, force: true });
});

let folders = 0;
function freshFolder(): string {
  folders += 1;
  return join(base, `data-${folders}`);
}

async function run(env: Record<string, string>): Promise<Run> {
  const started = await runProduct({ DATA_DIR: freshFolder(), ...env });
  runs.push(started);
  return started;
}

/** Exit code 1 and one line for the operator. */
async function refusal(env: Record<string, string>): Promise<string> {
  const started = await run(env);
  const exit = await started.exited;
  const stderr = started.stderr();
  expect({ ...exit, stderr }).toEqual({
    code: 1,
    signal: null,
    stderr: expect.stringMatching(/^llm-gateway: [^\n]+\n$/) as string,
  });
  expect(stderr).not.toMatch(/\n {4}at |node:internal|\.ts:\d/);
  expect(started.stdout()).toBe("");
  return stderr;
}

const plainFile = join(base, "a-file");
writeFileSync(plainFile, "x");
const SECRET = "hunter2secret";

describe("a start that cannot be", () => {
  it.each([
    ["a data folder below a file", { DATA_DIR: join(plainFile, "data") }, /data folder .*a-file.*DATA_DIR/],
    ["a data folder that is a file", { DATA_DIR: plainFile }, /data folder .*a-file.*DATA_DIR/],
    ["a short ENCRYPTION_KEY", { ENCRYPTION_KEY: "abc123" }, /ENCRYPTION_KEY: must be 64 hexadecimal/],
    ["an ENCRYPTION_KEY that is not hexadecimal", { ENCRYPTION_KEY: "z".repeat(64) }, /ENCRYPTION_KEY: must be 64/],
    [
      "a BOOTSTRAP_API_KEY without its prefix",
      { BOOTSTRAP_API_KEY: SECRET.repeat(4) },
      /BOOTSTRAP_API_KEY must be llm_gw_/,
    ],
    ["a BOOTSTRAP_API_KEY that is short", { BOOTSTRAP_API_KEY: "llm_gw_dev_short" }, /BOOTSTRAP_API_KEY must be/],
    ["an ADMIN_EMAIL that is none", { ADMIN_EMAIL: "owner" }, /ADMIN_EMAIL/],
    ["an ADMIN_PASSWORD that is short", { ADMIN_PASSWORD: "short" }, /ADMIN_PASSWORD/],
    ["an unknown setting", { LLM_OPENAI_API_KYE: SECRET }, /LLM_OPENAI_API_KYE: not known.*LLM_OPENAI_API_KEY/],
    ["an unknown provider", { LLM_MISTRALL_API_KEY: SECRET }, /LLM_MISTRALL_API_KEY: not known.*LLM_MISTRAL_API_KEY/],
    ["a port that is no number", { PORT: "http" }, /PORT: /],
    ["a port that is too high", { PORT: "65536" }, /PORT: /],
    ["a negative port", { PORT: "-1" }, /PORT: /],
    ["a HOST of another machine", { HOST: "203.0.113.1" }, /HOST 203\.0\.113\.1 is not an address of this machine/],
    ["a HOST that is no name", { HOST: "no such host" }, /HOST/],
    ["an unknown LOG_LEVEL", { LOG_LEVEL: "loud" }, /LOG_LEVEL: /],
    ["an unknown role", { ROLES: "gateway,chef" }, /ROLES/],
    ["a base URL that is none", { LLM_OPENAI_BASE_URL: "not a url" }, /LLM_OPENAI_BASE_URL: must be an http/],
    ["a key with a space", { LLM_OPENAI_API_KEY: `${SECRET} x` }, /LLM_OPENAI_API_KEY: has a key with spaces/],
    ["a catalogue file that is missing", { CATALOG_OVERRIDES: join(base, "none.json") }, /none\.json/],
    ["a catalogue file that is no JSON", { CATALOG_OVERRIDES: plainFile }, /a-file/],
    [
      "a DATABASE_URL that is none",
      { DATABASE_URL: `${SECRET}@host`, ENCRYPTION_KEY: "ab".repeat(32) },
      /DATABASE_URL: must be a postgres/,
    ],
    [
      "a DATABASE_URL of another kind",
      { DATABASE_URL: `mysql://u:${SECRET}@h/d`, ENCRYPTION_KEY: "ab".repeat(32) },
      /DATABASE_URL/,
    ],
    [
      "a DATABASE_URL without ENCRYPTION_KEY",
      { DATABASE_URL: `postgres://u:${SECRET}@127.0.0.1:1/d` },
      /ENCRYPTION_KEY: required/,
    ],
    [
      "a database that nobody serves",
      { DATABASE_URL: `postgres://u:${SECRET}@127.0.0.1:1/d`, ENCRYPTION_KEY: "ab".repeat(32) },
      /127\.0\.0\.1:1\/d.*nothing listens there/,
    ],
  ] as ReadonlyArray<readonly [string, Record<string, string>, RegExp]>)(
    "says in one line: %s",
    async (_name, env, says) => {
      const line = await refusal(env);
      expect(line).toMatch(says);
      expect(line).not.toContain(SECRET);
    },
  );

  it("says that the port is in use", async () => {
    const port = await freePort();
    const taken = await new Promise<Server>((resolve) => {
      const server: Server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    });
    const line = await refusal({ PORT: String(port) });
    taken.close();
    expect(line).toBe(`llm-gateway: Port ${port} is in use. Stop what listens there, or set PORT to another.\n`);
  });

  it("leaves a folder behind in which the next start works", async () => {
    const port = await freePort();
    const dataDir = freshFolder();
    const taken = await new Promise<Server>((resolve) => {
      const server: Server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    });
    await refusal({ PORT: String(port), DATA_DIR: dataDir });
    taken.close();
    const next = await run({ DATA_DIR: dataDir, BOOTSTRAP_API_KEY: API_KEY });
    await next.ready();
    expect(await stopRun(next)).toEqual({ code: 0, signal: null });
  });

  it("keeps a second process off a folder in use", async () => {
    const dataDir = freshFolder();
    const first = await run({ DATA_DIR: dataDir });
    await first.ready();
    const line = await refusal({ DATA_DIR: dataDir });
    expect(line).toMatch(
      new RegExp(`The data folder ${dataDir} is in use by process \\d+\\. Stop it, or set DATA_DIR`),
    );
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await stopRun(first);
  });
});

describe("the first start", () => {
  it("prints key and password once, and they work", async () => {
    const dataDir = freshFolder();
    const first = await run({ DATA_DIR: dataDir });
    await first.ready();
    const key = /API key\s+(llm_gw_dev_[A-Za-z0-9]{32,})/.exec(first.stdout())?.[1] ?? "";
    const [, email = "", password = ""] = /Sign in\s+(\S+) \/ (\S+)/.exec(first.stdout()) ?? [];
    expect(await chat(first.url, key)).toBe(200);
    expect(await login(first.url, email, password)).toBe(200);
    expect(first.stderr()).toBe("");
    expect(await stopRun(first)).toEqual({ code: 0, signal: null });

    const second = await run({ DATA_DIR: dataDir });
    await second.ready();
    expect(await chat(second.url, key)).toBe(200);
    expect(await login(second.url, email, password)).toBe(200);
    const printed = second.stdout() + second.stderr();
    for (const secret of [key, password, "llm_gw_"]) expect(printed).not.toContain(secret);
    await stopRun(second);
    expect(statSync(join(dataDir, "master.key"), { throwIfNoEntry: false })?.mode ?? 0o600).toSatisfy(
      (mode: number) => (mode & 0o077) === 0,
    );
  });

  it("takes the key, email and password it is given", async () => {
    const dataDir = freshFolder();
    const env = {
      DATA_DIR: dataDir,
      BOOTSTRAP_API_KEY: API_KEY,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    };
    const first = await run(env);
    await first.ready();
    expect(await chat(first.url, API_KEY)).toBe(200);
    expect(await login(first.url, ADMIN.email, ADMIN.password)).toBe(200);
    expect(first.stdout()).not.toContain(ADMIN.password);
    await stopRun(first);

    const other = `llm_gw_prod_${"n".repeat(40)}`;
    const second = await run({ ...env, BOOTSTRAP_API_KEY: other, ADMIN_PASSWORD: "another-password-1" });
    await second.ready();
    expect(await chat(second.url, API_KEY)).toBe(200);
    expect(await chat(second.url, other)).toBe(200);
    expect(await login(second.url, ADMIN.email, ADMIN.password)).toBe(200);
    expect(await login(second.url, ADMIN.email, "another-password-1")).toBe(401);
    const printed = second.stdout() + second.stderr();
    for (const secret of [API_KEY, other, ADMIN.password, "another-password-1"]) expect(printed).not.toContain(secret);
    await stopRun(second);
  });

  it("serves its first answer soon when it is warm", async () => {
    const dataDir = freshFolder();
    const cold = await run({ DATA_DIR: dataDir, BOOTSTRAP_API_KEY: API_KEY });
    await cold.ready();
    await stopRun(cold);
    const began = performance.now();
    const warm = await run({ DATA_DIR: dataDir, BOOTSTRAP_API_KEY: API_KEY });
    await warm.ready();
    expect(await chat(warm.url, API_KEY)).toBe(200);
    const tookMs = performance.now() - began;
    process.stdout.write(`warm start to first answer: ${tookMs.toFixed(0)} ms\n`);
    expect(tookMs).toBeLessThan(10_000);
    await stopRun(warm);
  });
});

const programs = postgresPrograms();

it.skipIf(programs === null)(
  "four first starts at once on one Postgres make one organization",
  { timeout: 90_000 },
  async () => {
    const server = await startPostgres(programs ?? "");
    const databaseUrl = await server.createDatabase();
    const env = { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: "ab".repeat(32) };
    const client = new pg.Client({ connectionString: databaseUrl });
    try {
      const four = await Promise.all([1, 2, 3, 4].map(() => run(env)));
      await Promise.all(four.map((one) => one.ready(60_000)));
      const printed = four.map((one) => /API key\s+(llm_gw_dev_[A-Za-z0-9]{32,})/.exec(one.stdout())?.[1] ?? "");
      expect(printed.filter(Boolean)).toHaveLength(1);
      const [key = ""] = printed.filter(Boolean);
      expect(await Promise.all(four.map((one) => chat(one.url, key)))).toEqual([200, 200, 200, 200]);
      await Promise.all(four.map(stopRun));
      expect(four.map((one) => one.stderr())).toEqual(["", "", "", ""]);
      await client.connect();
      for (const table of ["organizations", "projects", "users", "api_keys", "installation", "memberships"]) {
        const { rows } = await client.query(`select count(*)::int as n from ${table}`);
        expect([table, rows[0]?.n]).toEqual([table, 1]);
      }
      const { rows } = await client.query("select count(*)::int as n from request_logs");
      expect(rows[0]?.n).toBe(4);
    } finally {
      await client.end();
      server.remove();
    }
  },
);

async function chat(url: string, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ model: "mock/echo", messages: [{ role: "user", content: "hi" }] });
  return (await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body })).status;
}

async function login(url: string, email: string, password: string): Promise<number> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ email, password });
  return (await fetch(`${url}/api/v1/auth/login`, { method: "POST", headers, body })).status;
}
