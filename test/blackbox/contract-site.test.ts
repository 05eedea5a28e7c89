import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ADMIN, startGateway } from "../harness/gateway.ts";
import { startUpstream } from "../upstream/index.ts";
import { call, expectClean, expectError } from "./expect-error.ts";

const upstream = await startUpstream();
const dataDir = await mkdtemp(join(tmpdir(), "llm-gateway-site-"));
// No credentials: what a newcomer has.
let gateway = await startGateway({ dataDir });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  await rm(dataDir, { recursive: true, force: true });
});

const CHAT = "/v1/chat/completions";
const messages = [{ role: "user", content: "hello" }];
const get = (path: string, headers: Record<string, string> = {}) => call(gateway, path, undefined, headers, "GET");
const json = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse((await get(path)).text) as Record<string, unknown>;

describe("models", () => {
  it("lists what can be called, with prices, context, modalities, providers and capabilities", async () => {
    const list = (await json("/v1/models")) as { object: string; data: Array<Record<string, unknown>> };
    expect(list.object).toBe("list");
    expect(list.data.map((model) => model["id"])).toContain("mock/echo");
    for (const model of list.data) {
      expect(model).toMatchObject({ object: "model", owned_by: "mock", available: true });
      for (const field of ["created", "context_length", "architecture", "capabilities", "pricing", "providers"]) {
        expect(model).toHaveProperty(field);
      }
    }
  });

  it("shows one by its id with a slash, also escaped, and the nearest names to a wrong one", async () => {
    expect(await json("/v1/models/mock/echo")).toMatchObject({ id: "mock/echo" });
    expect(await json("/v1/models/mock%2Fecho")).toMatchObject({ id: "mock/echo" });
    const known = await json("/v1/models/openai/gpt-4o-mini");
    expect(known).toMatchObject({ id: "openai/gpt-4o-mini", available: false });
    expect(Number((known["pricing"] as { prompt: string }).prompt)).toBeGreaterThan(0);
    const wrong = await get("/v1/models/openai/gpt-4o-mni");
    expect(expectError(wrong, "openai", 404, "model_not_found")).toContain("'openai/gpt-4o-mini'");
  });
});

describe("auto", () => {
  it("picks the built-in provider where there is no other", async () => {
    const answer = await call(gateway, CHAT, { model: "auto", messages });
    expect(JSON.parse(answer.text)).toMatchObject({ model: expect.stringMatching(/^mock\//) as string });
  });

  it("says what to set for a model without a key", async () => {
    const answer = await call(gateway, CHAT, { model: "openai/gpt-4o-mini", messages });
    expect(expectError(answer, "openai", 400, "provider_key_missing")).toContain("LLM_OPENAI_API_KEY");
  });
});

describe("health and metrics", () => {
  it("answers / with a version and each part's state", async () => {
    const answer = await get("/");
    const body = JSON.parse(answer.text) as Record<string, unknown>;
    expect(body).toMatchObject({
      health: { status: "healthy", redis: { connected: true }, database: { connected: true } },
    });
    expect(String(body["version"])).toMatch(/^\d+\.\d+\.\d+/);
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  });

  it.each([
    ["redis", ["database", "status"]],
    ["database", ["redis", "status"]],
    ["redis,database", ["status"]],
    ["nothing", ["database", "redis", "status"]],
  ])("leaves %s out", async (skip, left) => {
    const { health } = await json(`/?skip=${skip}`);
    expect(Object.keys(health as object).sort()).toEqual(left);
  });

  it("sends a browser to the dashboard", async () => {
    const answer = await get("/", { accept: "text/html,application/xhtml+xml" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/dashboard"]);
  });

  it("names every answer: also redirects and metrics", async () => {
    expect((await get("/", { accept: "text/html" })).headers.get("x-request-id")).toMatch(/^req_/);
    expect((await get("/metrics", { "x-request-id": "mine-1" })).headers.get("x-request-id")).toBe("mine-1");
  });

  it("is live and ready", async () => {
    expect([(await get("/livez")).status, (await get("/readyz")).status]).toEqual([200, 200]);
  });

  it("counts requests in the metrics", async () => {
    await call(gateway, CHAT, { model: "mock/priced", messages });
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(answer.text).toMatch(
      /^llm_gateway_requests_total\{.*provider="mock",model="priced",status="200".*\} [1-9]/m,
    );
    expect(answer.text).toMatch(/^# TYPE llm_gateway_request_duration_seconds histogram$/m);
    expectClean(answer);
  });
});

describe("the calling key", () => {
  it("tells its limits, usage and project", async () => {
    expect(await json("/v1/key")).toMatchObject({
      object: "key",
      id: expect.stringMatching(/^key_/) as string,
      organization_id: expect.stringMatching(/^org_/) as string,
      project: { slug: "default", mode: "hybrid", status: "active" },
      expires_at: null,
      usage: { spent_usd: expect.any(Number) as number, limit_usd: null },
    });
  });
});

describe("receipts and logs", () => {
  const headers = {
    "x-request-id": "site-labelled",
    "x-source": "checkout",
    "x-session-id": "ses-77",
    "x-llmgateway-team": "red",
    "x-tags": "env=prod,  region = eu ",
  };

  it("keeps source, session and tags, and finds by each", async () => {
    const answer = await call(gateway, CHAT, { model: "mock/priced", messages }, headers);
    const { "x-llm-gateway": added } = JSON.parse(answer.text) as { "x-llm-gateway": { cost_usd: number } };
    await call(gateway, CHAT, { model: "mock/echo", messages }, { "x-request-id": "site-plain" });
    await expect.poll(async () => (await gateway.logs({ requestId: "site-plain" })).length).toBe(1);
    const [log] = await gateway.logs({ requestId: "site-labelled" });
    expect(log).toMatchObject({
      source: "checkout",
      sessionId: "ses-77",
      tags: { team: "red", env: "prod", region: "eu" },
      cost: { totalUsd: added.cost_usd },
      status: 200,
      endpoint: CHAT,
    });
    const queries = [
      { source: "checkout" },
      { sessionId: "ses-77" },
      { tag: "team:red" },
      { tag: "region:eu", sessionId: "ses-77" },
    ];
    for (const query of queries) {
      const found = await gateway.logs(query as Record<string, string>);
      expect([query, found.map((one) => one["requestId"])]).toEqual([query, ["site-labelled"]]);
    }
    expect(await gateway.logs({ tag: "team:blue" })).toEqual([]);
  });

  it("filters by model, provider, status and time", async () => {
    await call(
      gateway,
      CHAT,
      { model: "mock/priced", messages, mock: { status: 400, message: "no" } },
      { "x-request-id": "site-failed" },
    );
    await expect.poll(async () => (await gateway.logs({ requestId: "site-failed" })).length).toBe(1);
    const ids = async (query: Record<string, string>): Promise<unknown[]> =>
      (await gateway.logs(query)).map((log) => log["requestId"]);
    expect(await ids({ status: "4xx" })).toContain("site-failed");
    expect(await ids({ status: "error" })).toContain("site-failed");
    expect(await ids({ status: "400" })).toContain("site-failed");
    expect(await ids({ status: "200" })).not.toContain("site-failed");
    expect(await ids({ model: "mock/echo" })).toContain("site-plain");
    expect(await ids({ model: "mock/echo" })).not.toContain("site-labelled");
    expect(await ids({ provider: "mock", status: "2xx" })).toContain("site-labelled");
    expect(await ids({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect((await gateway.api("GET", "/logs?status=soon")).status).toBe(400);
    expect((await gateway.api("GET", "/logs?limit=9999")).status).toBe(400);
  });

  it("pages through all by cursor, each once, newest first", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null && page < 50; page += 1) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await gateway.api("GET", `/logs?limit=2${more}`);
      const { logs, nextCursor } = body as {
        logs: Array<{ requestId: string; timestamp: string }>;
        nextCursor: string | null;
      };
      seen.push(...logs.map((log) => `${log.timestamp} ${log.requestId}`));
      cursor = nextCursor;
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.map((one) => one.slice(0, 24))).toEqual(
      seen
        .map((one) => one.slice(0, 24))
        .sort()
        .reverse(),
    );
    expect((await gateway.api("GET", "/logs?cursor=nonsense")).status).toBe(400);
  });

  it("shows one entry with its receipt, the same as the caller's", async () => {
    const { status, body } = await gateway.api("GET", "/logs/site-labelled");
    expect(status).toBe(200);
    const { log } = body as { log: { receipt: unknown } };
    expect(log.receipt).toEqual((await gateway.receipt("site-labelled")).body);
    expect((await gateway.api("GET", "/logs/site-none")).status).toBe(404);
  });

  it("has a receipt at once, after a restart too, and none of others", async () => {
    await call(gateway, CHAT, { model: "mock/priced", messages }, { "x-request-id": "site-receipt" });
    const before = await gateway.receipt("site-receipt");
    expect(before.status).toBe(200);
    expectError(await get("/v1/receipts/req_of_nobody"), "openai", 404, "not_found");
    await gateway.kill("SIGTERM");
    gateway = await startGateway({ dataDir });
    expect((await gateway.receipt("site-receipt")).body).toEqual(before.body);
    expect(gateway.output()).not.toMatch(/llm_gw_|correct-horse/);
  });

  it("signs in with the right password only", async () => {
    const login = (body: object) => call(gateway, "/api/v1/auth/login", body, { authorization: "" });
    const good = JSON.parse((await login(ADMIN)).text) as Record<string, unknown>;
    expect(Object.keys(good).sort()).toEqual(["expiresAt", "token", "user"]);
    expect(Date.parse(String(good["expiresAt"]))).toBeGreaterThan(Date.now());
    expectError(await login({ ...ADMIN, password: "wrong-password" }), "plain", 401, "invalid_credentials");
    expectError(await login({ email: ADMIN.email }), "plain", 400, "invalid_parameters");
  });
});
