import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROVIDERS } from "../../providers/registry.ts";
import { readSettings } from "../../settings.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { createGateway } from "../create-gateway.ts";
import { Journal } from "../metering/journal.ts";
import type { Feedback } from "../routing/feedback-store.ts";
import { price, testModel, testSnapshot } from "../routing/testing/decide-for.ts";
import { createGatewayServer } from "../server.ts";
import { NO_SETTINGS, testCaller } from "../testing/caller.ts";
import { llmSite } from "./llm-site.ts";

const MODELS = [
  testModel("cheap", [{ provider: "groq", nativeId: "cheap", prices: price(1_000, 1_000) }]),
  testModel("dear", [{ provider: "anthropic", nativeId: "dear", prices: price(9_000, 9_000) }]),
];
const snapshot = testSnapshot(MODELS, ["groq", "anthropic"]);
const dir = mkdtempSync(join(tmpdir(), "route-"));
const journal = new Journal({ dir, sync: "group", segmentBytes: 1e9, now: Date.now, onError: () => {} });
let caller = testCaller();
const gateway = createGateway({
  settings: readSettings({ MAX_BODY_BYTES: "100000" }, PROVIDERS),
  keys: { lookup: () => caller },
  journal,
  snapshot: () => snapshot,
  log: { info: () => {}, warn: () => {}, error: () => {} },
});
const stored = testRecord({ requestId: "req_stored", recordId: "rec_s", model: "dear", provider: "anthropic" });
const put: Feedback[] = [];
const site = llmSite(gateway, async (id, org) => (id === "req_stored" && org === "org_1" ? stored : null), {
  put: (feedback) => {
    const before = put.findLast(({ recordId }) => recordId === feedback.recordId);
    put.push(feedback);
    return Promise.resolve(before?.score ?? null);
  },
});
const server = createGatewayServer({ gateway, sites: [site], maxBodyBytes: 100_000, maxHeaderBytes: 16_384 });
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  journal.close();
  rmSync(dir, { recursive: true, force: true });
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "k", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes are compared with expectations
  return { status: response.status, body: (await response.json()) as any };
}
const HI = [{ role: "user", content: "hi" }];

describe("POST /v1/route", () => {
  it("tells who would be asked, and asks nobody", async () => {
    const before = gateway.journal.currentSegment;
    const { status, body } = await post("/v1/route", { model: "auto", messages: HI });
    expect([status, body.object, body.candidates.map((one: { model: string }) => one.model)]).toEqual([
      200,
      "route",
      ["groq/cheap", "anthropic/dear"],
    ]);
    expect(body.candidates[0]).toMatchObject({
      rank: 1,
      asked: true,
      circuit: "closed",
      credential: "credits",
      uptime: 1,
    });
    expect(gateway.journal.currentSegment).toBe(before);
    expect(gateway.recent.get(body.request_id ?? "")).toBeUndefined();
  });
  it.each([
    ["/v1/route?endpoint=/v1/messages", {}],
    ["/v1/route?endpoint=messages", {}],
    ["/v1/route", { "x-endpoint": "/v1/messages" }],
  ])("takes the body of another endpoint: %s %j", async (path, more) => {
    const { status, body } = await post(path, { model: "dear", max_tokens: 5, messages: HI, ...more });
    expect([status, body.candidates[0].model]).toEqual([200, "anthropic/dear"]);
  });
  it.each<[string, string, unknown, number, string]>([
    [
      "an unknown endpoint",
      "/v1/route?endpoint=/v1/nothing",
      { model: "auto", messages: HI },
      400,
      "invalid_parameters",
    ],
    ["an unknown model", "/v1/route", { model: "cheep", messages: HI }, 404, "model_not_found"],
    ["a body that is none", "/v1/route", "{", 400, "invalid_json"],
    ["an empty body", "/v1/route", "", 400, "invalid_json"],
    [
      "wrong hints",
      "/v1/route",
      { model: "auto", messages: HI, "x-routing-hints": { priority: "x" } },
      400,
      "invalid_parameters",
    ],
    ["what its endpoint refuses", "/v1/route", { model: "auto" }, 400, "invalid_parameters"],
  ])("refuses %s", async (_name, path, body, status, code) => {
    const answer = await post(path, body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
  it("refuses other methods, other types, bodies that are too large, and strangers", async () => {
    expect((await fetch(`${url}/v1/route`)).status).toBe(405);
    expect((await post("/v1/route", "model=auto", { "content-type": "text/plain" })).status).toBe(415);
    expect(
      (await post("/v1/route", { model: "auto", messages: [{ role: "user", content: "x".repeat(200_000) }] })).status,
    ).toBe(413);
    const known = caller;
    caller = testCaller({ keyStatus: "deleted" });
    expect((await post("/v1/route", { model: "auto", messages: HI })).status).toBe(401);
    caller = known;
  });
  it("answers also where everybody is rejected, with the error that the request would get", async () => {
    const { status, body } = await post("/v1/route", {
      model: "auto",
      messages: HI,
      "x-routing-hints": { exclude_providers: ["groq", "anthropic"] },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ candidates: [], error: { code: "no_healthy_provider", status: 503 } });
    expect(body.rejected.map((one: { code: string }) => one.code)).toContain("excluded_by_hint");
  });
});

describe("POST /v1/feedback", () => {
  const shift = (): number => gateway.routing.priors.learnedBy("org_1", "math", Date.now())("dear");
  it("moves routing, once a request", async () => {
    const first = await post("/v1/feedback", { request_id: "req_stored", score: 1 });
    expect([first.status, first.body]).toEqual([
      200,
      { object: "feedback", request_id: "req_stored", score: 1, replaced: false },
    ]);
    const up = shift();
    expect(up).toBeGreaterThan(0);
    const second = await post("/v1/feedback", { request_id: "req_stored", score: -1 });
    expect(second.body.replaced).toBe(true);
    expect(shift()).toBeCloseTo(-up, 6);
  });
  it("keeps a comment only for those who keep content", async () => {
    await post("/v1/feedback", { request_id: "req_stored", score: 0, comment: "private words" });
    expect(put.at(-1)?.comment).toBeNull();
    caller = testCaller({ settings: { ...NO_SETTINGS, retention: { storeContent: true, days: 7 } } });
    await post("/v1/feedback", { request_id: "req_stored", score: 0, comment: "private words" });
    expect(put.at(-1)?.comment).toBe("private words");
    caller = testCaller();
  });
  it("is for requests of one's own organization", async () => {
    caller = testCaller({ organizationId: "org_2" });
    expect((await post("/v1/feedback", { request_id: "req_stored", score: 1 })).body.error.code).toBe("not_found");
    caller = testCaller();
    expect((await post("/v1/feedback", { request_id: "req_none", score: 1 })).status).toBe(404);
  });
  it.each<[unknown, string]>([
    [{ request_id: "req_stored", score: 1.1 }, "score"],
    [{ request_id: "req_stored", score: "1" }, "score"],
    [{ request_id: "req_stored" }, "score"],
    [{ score: 1 }, "request_id"],
    [{ request_id: "req_stored", score: 1, comment: 5 }, "comment"],
  ])("refuses %j", async (body, param) => {
    const answer = await post("/v1/feedback", body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([
      400,
      "invalid_parameters",
      param,
    ]);
  });
  it.each<[unknown, number]>([
    ["[", 400],
    [[], 400],
    ["null", 400],
    [{ request_id: "r", score: 1, more: 1 }, 400],
  ])("refuses %j", async (body, status) => {
    expect((await post("/v1/feedback", body)).status).toBe(status);
  });
});
