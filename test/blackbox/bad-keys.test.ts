import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { postgresPrograms, startPostgres } from "../../src/store/sql/testing/postgres.ts";
import { API_KEY, startGateway } from "../harness/gateway.ts";
import { type Answered, call, expectAlive, expectError, WIRES } from "./expect-error.ts";

const programs = postgresPrograms();
const server = programs === null ? undefined : await startPostgres(programs);
const databaseUrl = (await server?.createDatabase()) ?? "";
const gateway = await startGateway({
  env: { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: databaseUrl && "ef".repeat(32) },
});
afterEach(() => expectAlive(gateway));
afterAll(async () => {
  await gateway.stop();
  server?.remove();
});

const UNKNOWN = `llm_gw_prod_${"Z".repeat(40)}`;
const BODY = { model: "mock/echo", messages: [{ role: "user", content: "hi" }] };
const HEADERS = ["authorization", "x-api-key", "api-key", "x-goog-api-key"] as const;

function withKey(path: string, extra: object, name: string, key: string): Promise<Answered> {
  const value = name === "authorization" && key !== "" ? `Bearer ${key}` : key;
  return call(gateway, path, { ...BODY, ...extra }, { authorization: "", [name]: value });
}

describe.each(WIRES)("$path", ({ wire, path, extra }) => {
  it.each(HEADERS)("takes the key in %s", async (name) => {
    expect((await withKey(path, extra, name, gateway.apiKey)).status).toBe(200);
  });

  it.each(HEADERS)("refuses an unknown key in %s without repeating it", async (name) => {
    const answer = await withKey(path, extra, name, UNKNOWN);
    expect(expectError(answer, wire, 401, "invalid_api_key")).toContain("not known");
    expect(answer.text).not.toContain("ZZZZ");
  });

  it("says how to send a key when there is none", async () => {
    const answer = await call(gateway, path, { ...BODY, ...extra }, { authorization: "" });
    expect(expectError(answer, wire, 401, "invalid_api_key")).toContain("Authorization: Bearer");
  });

  it.each([
    ["another scheme", `Basic ${Buffer.from(`x:${API_KEY}`).toString("base64")}`],
    ["no scheme", API_KEY],
    ["an empty bearer", "Bearer "],
    ["a long one", `Bearer ${"k".repeat(5_000)}`],
    ["odd characters", "Bearer ' or 1=1 --"],
    ["a key and more", `Bearer ${API_KEY}x`],
  ])("refuses %s", async (_name, authorization) => {
    const answer = await call(gateway, path, { ...BODY, ...extra }, { authorization });
    expectError(answer, wire, 401, "invalid_api_key");
  });

  it("looks at the other headers only without a bearer", async () => {
    const headers = { authorization: `Bearer ${UNKNOWN}`, "x-api-key": API_KEY };
    expectError(await call(gateway, path, { ...BODY, ...extra }, headers), wire, 401, "invalid_api_key");
    const basic = { authorization: "Basic eDp5", "x-api-key": API_KEY };
    expect((await call(gateway, path, { ...BODY, ...extra }, basic)).status).toBe(200);
  });
});

it("checks the key before anything of the body", async () => {
  expectError(
    await call(gateway, "/v1/chat/completions", "{broken", { authorization: "", "content-type": "text/plain" }),
    "openai",
    401,
    "invalid_api_key",
  );
});

it.each(["/v1/key", "/v1/receipts/req_x"])("guards %s", async (path) => {
  const answer = await call(gateway, path, undefined, { authorization: `Bearer ${UNKNOWN}` }, "GET");
  expectError(answer, "openai", 401, "invalid_api_key");
});

it.each(["/api/v1/logs", "/api/v1/auth/me", "/api/v1/logs/req_1"])(
  "guards %s from API keys and strangers",
  async (path) => {
    expectError(await call(gateway, path, undefined, {}, "GET"), "plain", 401, "unauthenticated");
    expectError(await call(gateway, path, undefined, { authorization: "" }, "GET"), "plain", 401, "unauthenticated");
  },
);

describe.skipIf(server === undefined)("a key that was good once", () => {
  /** A copy of the bootstrap key with some columns changed. */
  async function keyWith(name: string, change: string): Promise<string> {
    const key = `llm_gw_dev_${name}${"0".repeat(40 - name.length)}`;
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(
        `insert into api_keys
         (id, organization_id, project_id, description, environment, hash, prefix, last4, created_at, updated_at)
         select $1, organization_id, project_id, 'test', environment, $2, prefix, last4, created_at, updated_at
         from api_keys order by created_at limit 1`,
        [`key_${name}`, hash("sha256", key, "hex")],
      );
      expect((await withKey("/v1/chat/completions", {}, "authorization", key)).status).toBe(200);
      await client.query(change.replace("$id", `'key_${name}'`));
    } finally {
      await client.end();
    }
    // Known keys are brought up to date within about a second of their use.
    await sleep(1_100);
    await withKey("/v1/chat/completions", {}, "authorization", key);
    await sleep(300);
    return key;
  }

  it.each([
    ["expired", "update api_keys set expires_at = now() - interval '1 hour' where id = $id", 401, "key_expired"],
    ["deleted", "update api_keys set status = 'deleted' where id = $id", 401, "invalid_api_key"],
    ["inactive", "update api_keys set status = 'inactive' where id = $id", 401, "invalid_api_key"],
    ["spent", "update api_keys set usage_limit_nanos = 0 where id = $id", 402, "budget_exceeded"],
  ] as const)("and is %s is refused in both wires", async (name, change, status, code) => {
    const key = await keyWith(name, change);
    for (const { wire, path, extra } of WIRES) {
      expectError(await withKey(path, extra, "x-api-key", key), wire, status, code);
    }
  });

  it("is limited by its own rate with the time to wait", async () => {
    const key = await keyWith("slow", `update api_keys set rate_limits = '{"rpm": 4}' where id = $id`);
    let answer = await withKey("/v1/chat/completions", {}, "authorization", key);
    for (let i = 0; i < 6 && answer.status === 200; i += 1)
      answer = await withKey("/v1/chat/completions", {}, "authorization", key);
    expectError(answer, "openai", 429, "rate_limit_exceeded");
    // Until what was counted a minute ago weighs little enough: at most until the end of the next minute.
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(120);
  });
});

it.skipIf(server === undefined)("shows no organization another's receipt", async () => {
  const other = `llm_gw_dev_${"other".repeat(8)}`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into organizations (id, name, plan, created_at, updated_at)
       values ('org_other', 'Other', 'free', now(), now())`,
    );
    await client.query(
      `insert into projects
         (id, organization_id, name, slug, mode, caching_enabled, cache_duration_seconds, status,
          created_at, updated_at)
       values ('proj_other', 'org_other', 'other', 'other', 'hybrid', false, 60, 'active', now(), now())`,
    );
    await client.query(
      `insert into api_keys
         (id, organization_id, project_id, description, environment, hash, prefix, last4, created_at, updated_at)
       values
         ('key_other', 'org_other', 'proj_other', 't', 'development', $1, 'llm_gw_dev_other', 'ther', now(), now())`,
      [hash("sha256", other, "hex")],
    );
  } finally {
    await client.end();
  }
  const mine = { "x-request-id": "receipt-mine" };
  expect((await call(gateway, "/v1/chat/completions", BODY, mine)).status).toBe(200);
  expect((await gateway.receipt("receipt-mine")).status).toBe(200);
  const stranger = { authorization: `Bearer ${other}` };
  const answer = await call(gateway, "/v1/receipts/receipt-mine", undefined, stranger, "GET");
  expectError(answer, "openai", 404, "not_found");
  // The same id used by the other organization shows each its own.
  expect((await call(gateway, "/v1/chat/completions", BODY, { ...mine, ...stranger })).status).toBe(200);
  await sleep(800);
  const logs = await gateway.logs({ requestId: "receipt-mine" });
  expect(logs.map((log) => log["apiKeyId"])).toEqual([expect.not.stringMatching("key_other")]);
  expect((await gateway.receipt("receipt-mine")).status).toBe(200);
});
