import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ANTHROPIC_UPSTREAM_KEY, OPENAI_UPSTREAM_KEY, startGateway } from "../harness/gateway.ts";
import { SIXTY_WORDS, startUpstream, unavailable } from "../upstream/index.ts";
import { call, expectClean, expectError, WIRES } from "./expect-error.ts";
import { eventsOf, jsonEvents, textOf } from "./read-stream.ts";

const upstream = await startUpstream();
const gateway = await startGateway({ upstream });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"] as const;
const CASES = WIRES.flatMap((one) => MODELS.map((model) => ({ ...one, model })));
const messages = [{ role: "user", content: "Say sixty words." }];
let serial = 0;
function freshId(): string {
  serial += 1;
  return `contract-${process.pid}-${serial}`;
}

interface Added {
  request_id: string;
  routing_decision: string;
  cost_usd: number;
  latency_ms: number;
  fallback_used: boolean;
  cached: boolean;
}

function expectHeaders(headers: Headers, id: string, model: string): Record<string, unknown> {
  expect(headers.get("x-request-id")).toBe(id);
  expect(headers.get("x-llm-gateway-cache")).toMatch(/^(HIT|MISS|BYPASS)$/);
  for (const variant of ["", "-requests", "-tokens"]) {
    const [limit = 0, remaining = -1, reset = 0] = ["limit", "remaining", "reset"].map((name) => {
      const text = headers.get(`x-ratelimit-${name}${variant}`);
      expect([name, variant, text]).toEqual([name, variant, expect.stringMatching(/^\d+$/)]);
      return Number(text);
    });
    expect(remaining).toBeLessThan(limit);
    expect(reset * 1000).toBeGreaterThan(Date.now() - 1_000);
    expect(reset * 1000).toBeLessThan(Date.now() + 61_000);
  }
  const compact = JSON.parse(headers.get("x-llm-gateway") ?? "") as Record<string, Record<string, unknown>>;
  expect(compact["request_id"]).toBe(id);
  expect(compact["routing"]).toMatchObject({ strategy: "direct", candidates_evaluated: 1, winner: model });
  expect(compact["fallback"]).toMatchObject({ used: false });
  return compact;
}

function expectAdded(value: unknown, id: string): Added {
  const added = value as Added;
  expect(Object.keys(added).sort()).toEqual([
    "cached",
    "cost_usd",
    "fallback_used",
    "latency_ms",
    "request_id",
    "routing_decision",
  ]);
  expect(added).toMatchObject({ request_id: id, fallback_used: false, cached: false });
  expect(added.cost_usd).toBeGreaterThan(0);
  expect(added.latency_ms).toBeGreaterThan(0);
  return added;
}

describe.each(CASES)("$path answered by $model", ({ path, extra, model }) => {
  it("has all headers, the label, the object, and a receipt with the same cost", async () => {
    const id = freshId();
    const answer = await call(gateway, path, { model, messages, ...extra }, { "x-request-id": id });
    expect(answer.status).toBe(200);
    expectClean(answer);
    const body = JSON.parse(answer.text) as Record<string, unknown>;
    expect(body["model"]).toBe(model);
    const added = expectAdded(body["x-llm-gateway"], id);
    const compact = expectHeaders(answer.headers, id, model);
    expect(compact["cost"]).toMatchObject({ total_usd: added.cost_usd });
    const receipt = await gateway.receipt(id);
    expect(receipt.status).toBe(200);
    expect(receipt.body).toMatchObject({
      request_id: id,
      routing: { winner: model, candidates_evaluated: 1 },
      execution: {
        provider: model.split("/")[0],
        tokens: { prompt: 24, completion: 60, total: 84 },
        tokens_estimated: false,
      },
      cost: { total_usd: added.cost_usd, savings_vs_default_usd: 0, paid_by: "credits" },
      fallback: { used: false, attempts: [] },
      cache: { hit: false },
    });
  });

  it("streams the words, the object on the last data event only, and an order the wire knows", async () => {
    const id = freshId();
    const answer = await call(gateway, path, { model, messages, ...extra, stream: true }, { "x-request-id": id });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expectHeaders(answer.headers, id, model);
    expect(textOf(answer.text)).toBe(SIXTY_WORDS);
    const data = jsonEvents(answer.text);
    const labelled = data.filter((event) => "x-llm-gateway" in event);
    expect(labelled).toEqual([data.at(-1)]);
    expectAdded(data.at(-1)?.["x-llm-gateway"], id);
    const names = data.map((event) => event["model"] ?? (event["message"] as { model?: string } | undefined)?.model);
    expect(new Set(names.filter(Boolean))).toEqual(new Set([model]));
    const last = eventsOf(answer.text).at(-1);
    if (path === "/v1/messages") expect(last?.event).toBe("message_stop");
    else expect(last?.data).toBe("[DONE]");
    const receipt = await gateway.receipt(id);
    expect(receipt.body).toMatchObject({
      execution: { tokens: { prompt: 24, completion: 60 }, tokens_estimated: false },
    });
  });

  it("never forwards what is the gateway's", async () => {
    const own = { "x-routing-hints": { priority: "cost" }, "x-fallback-chain": ["mock/echo"] };
    const headers = {
      "x-llmgateway-team": "red",
      "x-tags": "a=b",
      "x-source": "src",
      "x-session-id": "ses",
      "x-no-cache": "true",
      cookie: "c=1",
    };
    await call(gateway, path, { ...own, model, messages, ...extra, user: "u-1" }, headers);
    const [request] = upstream.requests;
    const sent = request?.rawHeaders.map(([name, value]) => `${name}: ${value}`).join("\n") ?? "";
    const body = request?.body.toString("utf8") ?? "";
    expect(`${sent}\n${body}`).not.toMatch(
      /x-routing-hints|x-fallback-chain|x-llmgateway|x-tags|x-source|x-session|x-no-cache|cookie/i,
    );
    expect(sent).not.toContain(gateway.apiKey);
    expect(sent).toContain(model.startsWith("openai") ? OPENAI_UPSTREAM_KEY : ANTHROPIC_UPSTREAM_KEY);
    expect(JSON.parse(body)).toMatchObject({ model: model.split("/")[1] });
  });

  it("falls back across wires and tells of it", async () => {
    const other = MODELS.find((one) => one !== model) ?? "";
    const native = model.split("/")[1] ?? "";
    upstream.onModel(native, unavailable());
    const id = freshId();
    const body = { model, messages, ...extra, "x-fallback-chain": [other] };
    const answer = await call(gateway, path, body, { "x-request-id": id });
    expect(JSON.parse(answer.text)).toMatchObject({ model: other, "x-llm-gateway": { fallback_used: true } });
    const receipt = (await gateway.receipt(id)).body as {
      fallback: { used: boolean; attempts: Array<Record<string, unknown>> };
    };
    expect(receipt.fallback.used).toBe(true);
    expect(receipt.fallback.attempts.at(-1)).toMatchObject({
      provider: other.split("/")[0],
      status: 200,
      error_code: null,
    });
    for (const attempt of receipt.fallback.attempts.slice(0, -1)) {
      expect(attempt).toMatchObject({ provider: model.split("/")[0], status: 503 });
      expect(attempt["latency_ms"]).toBeGreaterThan(0);
    }
  });

  it("stays where it was told with x-no-fallback", async () => {
    upstream.onModel(model.split("/")[1] ?? "", unavailable());
    const body = { model, messages, ...extra, "x-fallback-chain": ["mock/echo"] };
    const answer = await call(gateway, path, body, { "x-no-fallback": "true" });
    expect(answer.status).toBe(502);
    expect(answer.text).toContain("all_providers_failed");
    expect(answer.text).not.toContain("mock");
  });
});

describe("the OpenAI stream's usage", () => {
  it.each([...MODELS, "mock/priced"])("is reported by %s only where it was asked for", async (model) => {
    for (const [options, wanted] of [
      [undefined, 0],
      [{ include_usage: false }, 0],
      [{ include_usage: true }, 1],
    ] as const) {
      const body = { model, messages, stream: true, ...(options && { stream_options: options }) };
      const events = jsonEvents((await call(gateway, "/v1/chat/completions", body)).text);
      const withUsage = events.filter((event) => (event["usage"] ?? null) !== null);
      expect([options, withUsage.length]).toEqual([options, wanted]);
      if (wanted === 0) continue;
      expect(withUsage[0]).toBe(events.at(-1));
      expect(withUsage[0]).toMatchObject({ choices: [] });
      expect(withUsage[0]).toHaveProperty("x-llm-gateway");
    }
  });
});

describe("routing hints", () => {
  it.each([
    [{ priority: "fun" }, "x-routing-hints.priority"],
    [{ max_latency_ms: -1 }, "x-routing-hints.max_latency_ms"],
    [{ prefer_providers: "openai" }, "x-routing-hints.prefer_providers"],
    [{ exclude_providers: ["openai", 7] }, "x-routing-hints.exclude_providers[1]"],
    [{ min_quality_score: 1.5 }, "x-routing-hints.min_quality_score"],
    [{ speed: 1 }, "x-routing-hints"],
  ])("%j names the path", async (hints, param) => {
    const answer = await call(gateway, "/v1/chat/completions", { model: "auto", messages, "x-routing-hints": hints });
    expectError(answer, "openai", 400, "invalid_parameters");
    expect((JSON.parse(answer.text) as { error: { param: string } }).error.param).toBe(param);
  });

  it("narrow `auto` to the providers that are left", async () => {
    const body = { model: "auto", messages, "x-routing-hints": { exclude_providers: ["openai"] } };
    const answer = await call(gateway, "/v1/chat/completions", body);
    const { model, "x-llm-gateway": added } = JSON.parse(answer.text) as { model: string; "x-llm-gateway": Added };
    expect(model).toMatch(/^anthropic\//);
    const receipt = (await gateway.receipt(added.request_id)).body as { routing: Record<string, unknown> };
    expect(receipt.routing).toMatchObject({ strategy: "cost_optimized", winner: model });
    expect(receipt.routing["candidates_evaluated"]).toBeGreaterThan(5);
  });

  it("say so when nobody is left", async () => {
    const body = { model: "auto", messages, "x-routing-hints": { exclude_providers: ["openai", "anthropic"] } };
    expectError(await call(gateway, "/v1/chat/completions", body), "openai", 503, "no_healthy_provider");
  });
});

describe("embeddings and token counts", () => {
  it("embeds over the network and in process", async () => {
    for (const model of ["openai/text-embedding-3-small", "mock/embedding"]) {
      const answer = await call(gateway, "/v1/embeddings", { model, input: ["one", "two"] });
      expect(answer.status).toBe(200);
      const body = JSON.parse(answer.text) as { object: string; data: unknown[]; model: string };
      expect(body).toMatchObject({ object: "list", model });
      expect(body.data).toHaveLength(2);
      expect(body).toHaveProperty("x-llm-gateway.request_id");
    }
  });

  it.each([
    ["anthropic/claude-haiku-4-5", 24],
    ["openai/gpt-4o-mini", undefined],
  ])("counts tokens for %s without a charge", async (model, exact) => {
    const id = freshId();
    const answer = await call(gateway, "/v1/messages/count_tokens", { model, messages }, { "x-request-id": id });
    const body = JSON.parse(answer.text) as { input_tokens: number };
    if (exact === undefined) expect(body.input_tokens).toBeGreaterThanOrEqual(4);
    else expect(body.input_tokens).toBe(exact);
    expect(body).not.toHaveProperty("model");
    expect((await gateway.receipt(id)).body).toMatchObject({ cost: { total_usd: 0 } });
  });
});
