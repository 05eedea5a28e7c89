import { beforeAll, describe, expect, it } from "vitest";
import { silent, useEmbedded } from "../store/sql/testing/engines.ts";
import { createManagementApp, type ManagementOptions } from "./app.ts";
import { type Harness, IDENTITY_OF_TESTS, makeHarness, PROVIDER_KEYS_OF_TESTS } from "./testing/harness.ts";

describe("management app", () => {
  const engine = useEmbedded();
  let api: Harness;
  beforeAll(async () => {
    api = await makeHarness(engine);
  });

  it("404: an unknown path, in the one error shape", async () => {
    const { status, body, headers } = await api.call("/nowhere");
    expect(status).toBe(404);
    expect(body).toEqual({ error: true, status: 404, message: "There is nothing at this address.", code: "not_found" });
    expect(headers.get("x-request-id")).toMatch(/^req_[0-9A-Za-z]{24}$/);
  });

  it("405: a known path with another method, naming those it knows", async () => {
    const { status, body, headers } = await api.call("/auth/login", { method: "DELETE" });
    expect([status, body.code, headers.get("allow")]).toEqual([405, "method_not_allowed", "POST"]);
    expect((await api.call("/logs/req_1", { method: "PATCH" })).status).toBe(405);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])(
    "415: a body of '%s'",
    async (type) => {
      const body = JSON.stringify({ email: "a@b.co", password: "x" });
      const { status, body: answer } = await api.call("/auth/login", {
        body,
        headers: { "content-type": type || "text/plain" },
      });
      expect([status, answer.code]).toEqual([415, "unsupported_media_type"]);
    },
  );

  it("415: no body and no type where a body is needed is a 400 or 415, never a 500", async () => {
    const { status, body } = await api.call("/auth/login", { method: "POST" });
    expect([400, 415]).toContain(status);
    expect(body.error).toBe(true);
  });

  it.each(["{", "", "[]", "null", '"x"', "\u0000"])("400: the body %j", async (body) => {
    const { status, body: answer } = await api.call("/auth/login", { method: "POST", body });
    expect(status).toBe(400);
    expect(["invalid_json", "invalid_parameters"]).toContain(answer.code);
  });

  it("400: says that JSON is broken", async () => {
    expect((await api.call("/auth/login", { body: "{" })).body.code).toBe("invalid_json");
  });

  it("413: a body that is too large", async () => {
    const { status, body } = await api.call("/auth/login", {
      body: { email: "a@b.co", password: "x".repeat(1_100_000) },
    });
    expect([status, body.code]).toEqual([413, "payload_too_large"]);
  });

  it("keeps a sane request id and replaces an odd one", async () => {
    const kept = await api.call("/nowhere", { headers: { "x-request-id": "trace-1.2:3" } });
    expect(kept.headers.get("x-request-id")).toBe("trace-1.2:3");
    const odd = await api.call("/nowhere", { headers: { "x-request-id": "a b" } });
    expect(odd.headers.get("x-request-id")).toMatch(/^req_/);
  });

  const appOn = (over: Pick<ManagementOptions, "store" | "clock" | "log">) =>
    createManagementApp({
      identity: IDENTITY_OF_TESTS,
      version: "0",
      receiptOf: () => null,
      providerKeys: PROVIDER_KEYS_OF_TESTS,
      ...over,
    });
  const askMe = (token: string) =>
    new Request("http://localhost/api/v1/auth/me", { headers: { authorization: `Bearer ${token}` } });

  it("500: hides what went wrong and logs it", async () => {
    const logged: object[] = [];
    const log = { ...silent, error: (fields: object) => void logged.push(fields) };
    const clock = {
      now: () => {
        throw new Error("secret detail");
      },
    };
    const response = await appOn({ store: api.store, clock, log }).fetch(askMe("x"));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(logged).toMatchObject([{ code: "internal", reason: "secret detail" }]);
  });

  it("503: says that the database is away", async () => {
    const store = await engine.open();
    const app = appOn({ store, clock: api.clock, log: silent });
    expect((await app.fetch(askMe("x"))).status).toBe(401);
    await store.close();
    expect((await app.fetch(askMe("x"))).status).toBe(503);
  });

  it("200: publishes OpenAPI 3.1 with every route, its security and its failures", async () => {
    const { status, body } = await api.call("/openapi.json");
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
    const operations = Object.values(body.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(60);
    const ids = operations.map((operation) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, ...operation } of operations) {
      const open = operation["x-role"] === "anyone";
      expect([operationId, operation.security]).toEqual([operationId, open ? undefined : [{ session: [] }]]);
      for (const [status, { content = {} }] of Object.entries(operation.responses)) {
        for (const media of Object.values(content)) {
          expect(media, `${operationId} ${status}`).toHaveProperty("example");
          if (Number(status) >= 400) expect(media.example).toMatchObject({ error: true, status: Number(status) });
        }
      }
      for (const media of Object.values(operation.requestBody?.content ?? {})) expect(media).toHaveProperty("example");
    }
    expect(body.paths["/api/v1/logs"]?.["get"]?.security).toEqual([{ session: [] }]);
    expect(Object.keys(body.paths["/api/v1/logs"]?.["get"]?.responses ?? {})).toEqual([
      "200",
      "400",
      "401",
      "403",
      "404",
    ]);
    expect(body.components.securitySchemes).toEqual({ session: { type: "http", scheme: "bearer" } });
  });
});
