import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dispatcher } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anthropicEvents } from "../../test/upstream/anthropic-messages.ts";
import { chatChunks, chatCompletion } from "../../test/upstream/openai-chat.ts";
import type { Frame } from "../../test/upstream/types.ts";
import type { Catalog, Model } from "../catalog/types.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { readSettings } from "../settings.ts";
import type { CallerKey, CallerRateLimits } from "./caller.ts";
import { createGateway } from "./create-gateway.ts";
import { Journal } from "./metering/journal.ts";
import type { RequestRecord } from "./metering/record.ts";
import { createGatewayServer } from "./server.ts";
import { buildSnapshot } from "./snapshot/build-snapshot.ts";
import { testCaller } from "./testing/caller.ts";
import { testCredentials, testWiring } from "./testing/wiring.ts";

/** What one upstream call gets to hear; the last answer is repeated. */
type Script = (handler: Dispatcher.DispatchHandler, controller: Dispatcher.DispatchController) => void;
let scripts: Script[] = [];
let calls = 0;
let limits: CallerRateLimits | null = null;

const dispatch = (_options: unknown, handler: Dispatcher.DispatchHandler): void => {
  const script = scripts[Math.min(calls, scripts.length - 1)];
  calls += 1;
  const controller = {
    abort: (reason: Error) => handler.onResponseError?.(controller, reason),
    pause: () => {},
    resume: () => {},
  } as unknown as Dispatcher.DispatchController;
  handler.onRequestStart?.(controller, {});
  setImmediate(() => script?.(handler, controller));
};

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Script =>
  (handler, controller) => {
    handler.onResponseStart?.(controller, status, { "content-type": "application/json", ...headers });
    handler.onResponseData?.(controller, Buffer.from(typeof body === "string" ? body : JSON.stringify(body)));
    handler.onResponseEnd?.(controller, {});
  };
const sse = (frames: readonly Frame[]): string =>
  frames.map(({ event, data }) => `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`).join("");
const stream =
  (text: string, error?: string): Script =>
  (handler, controller) => {
    handler.onResponseStart?.(controller, 200, { "content-type": "text/event-stream" });
    handler.onResponseData?.(controller, Buffer.from(text));
    if (error === undefined) handler.onResponseEnd?.(controller, {});
    else
      setImmediate(() =>
        setImmediate(() => handler.onResponseError?.(controller, Object.assign(new Error(error), { code: error }))),
      );
  };

const offer = (provider: string, nativeId: string): Model["offerings"][number] => ({
  provider,
  nativeId,
  prices: [{ from: "1970-01-01", inputPico: 1_000_000, outputPico: 2_000_000 }],
});
const CATALOG: Catalog = {
  version: "t",
  models: [
    {
      id: "gpt",
      name: "gpt",
      operation: "chat",
      input: ["text"],
      output: ["text"],
      capabilities: [],
      offerings: [offer("openai", "gpt")],
    },
    {
      id: "claude",
      name: "claude",
      operation: "chat",
      input: ["text"],
      output: ["text"],
      capabilities: [],
      offerings: [offer("anthropic", "claude")],
    },
  ],
};

const dir = mkdtempSync(join(tmpdir(), "pipeline-"));
const journal = new Journal({ dir, sync: "group", segmentBytes: 1e9, now: Date.now, onError: () => {} });
const credentials = testCredentials(["openai", "anthropic"]);
const snapshot = buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials }, testWiring(dispatch));
const caller = (): CallerKey => testCaller({ rateLimits: limits, projectId: "p", projectSlug: "d" });
const log = { info: () => {}, warn: () => {}, error: () => {} };
const gateway = createGateway({
  settings: readSettings({ RETRIES: "1" }, PROVIDERS),
  keys: { lookup: caller },
  journal,
  snapshot: () => snapshot,
  log,
});
const server = createGatewayServer({ gateway, sites: [], maxBodyBytes: 1_000_000, maxHeaderBytes: 16_384 });
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
beforeEach(() => {
  calls = 0;
  limits = null;
});

interface Answered {
  status: number;
  headers: Headers;
  text: string;
  record: RequestRecord;
}

async function post(body: object, script: Script | Script[], path = "/v1/chat/completions"): Promise<Answered> {
  scripts = [script].flat();
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "k" },
    body: JSON.stringify({ model: "openai/gpt", messages: [{ role: "user", content: "hi" }], ...body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    record: gateway.recent.get(response.headers.get("x-request-id") ?? "") as RequestRecord,
  };
}

const WORDS = "some words of an answer that is long enough to cost something ".repeat(20);
const withoutUsage = (): object => {
  const { usage: _usage, ...rest } = chatCompletion({ text: WORDS });
  return rest;
};

describe("metering", () => {
  it("bills what the upstream tells", async () => {
    const { record, text } = await post({}, json(chatCompletion({ text: "a b", usage: { input: 10, output: 5 } })));
    expect(record).toMatchObject({
      usageEstimated: false,
      providerCostNanos: 20_000,
      feeNanos: 1_000,
      totalNanos: 21_000,
      provider: "openai",
      status: 200,
    });
    expect(JSON.parse(text)).toMatchObject({
      model: "openai/gpt",
      "x-llm-gateway": { cost_usd: 0.000021, request_id: record.requestId },
    });
  });

  it("estimates a whole answer that tells no usage by its size, never as nothing", async () => {
    const { record } = await post({}, json(withoutUsage()));
    expect(record.usageEstimated).toBe(true);
    expect(record.usage.outputTokens).toBeGreaterThan(100);
  });

  it("estimates a stream that tells no usage by its size, though it came in one burst", async () => {
    const { record } = await post({ stream: true }, stream(sse(chatChunks({ text: WORDS }))));
    expect(record).toMatchObject({ usageEstimated: true, finishReason: "stop" });
    expect(record.usage.outputTokens).toBeGreaterThan(100);
  });

  it.each([
    ["by its size", 999, 100],
    ["and never at more than was allowed", 9, 8],
  ])("estimates a translated stream that tells no usage, %s", async (_, allowed, least) => {
    const { record } = await post(
      { stream: true, max_tokens: allowed },
      stream(sse(chatChunks({ text: WORDS }))),
      "/v1/messages",
    );
    expect(record.usageEstimated).toBe(true);
    expect(record.usage.outputTokens).toBeGreaterThan(least);
    expect(record.usage.outputTokens).toBeLessThanOrEqual(allowed);
  });

  it("bills what was produced when a stream breaks off", async () => {
    const frames = chatChunks({ text: WORDS });
    const { record, text } = await post({ stream: true }, stream(sse(frames.slice(0, 100)), "ECONNRESET"));
    expect(record).toMatchObject({
      usageEstimated: true,
      finishReason: "interrupted",
      errorCode: "upstream_interrupted",
    });
    expect(record.usage.outputTokens).toBeGreaterThan(50);
    expect(record.usage.outputTokens).toBeLessThan(250);
    expect(text).toContain('"error"');
    expect(text).not.toContain("[DONE]");
  });

  it("bills nothing where nobody answered", async () => {
    const { record, status } = await post({}, json({ error: { message: "no" } }, 500));
    expect([status, calls]).toEqual([502, 2]);
    expect(record).toMatchObject({ totalNanos: 0, paidBy: "none", provider: null, finishReason: null });
    expect(record.attempts).toHaveLength(2);
  });
});

describe("falling back", () => {
  const CHAIN = { "x-fallback-chain": ["anthropic/claude"] };
  it("crosses wires before anything was sent", async () => {
    const error = stream('data: {"error":{"message":"no","code":503}}\n\n');
    const { text, record } = await post({ ...CHAIN, stream: true }, [
      error,
      error,
      stream(sse(anthropicEvents({ text: "from claude" }))),
    ]);
    expect(text).toContain("claude");
    expect(text).not.toContain('"error"');
    expect(record).toMatchObject({ fallbackUsed: true, provider: "anthropic", status: 200 });
  });

  it("is tried also after an answer that is no JSON", async () => {
    const { status } = await post({}, [json('{"usage":{"prompt_tokens":},"choices":[]}'), json(chatCompletion({}))]);
    expect([status, calls]).toEqual([200, 2]);
  });

  it("does not answer with an error for one that hides under 200", async () => {
    const { status, record } = await post({}, [json({ error: "overloaded" }), json(chatCompletion({}))]);
    expect([status, calls, record.status]).toEqual([200, 2, 200]);
  });

  it("passes a caller's own mistake on, once", async () => {
    const { status, text } = await post(
      CHAIN,
      json(
        {
          error: {
            message: "bad temperature",
            type: "invalid_request_error",
            param: "temperature",
            code: "out_of_range",
          },
        },
        400,
      ),
    );
    expect([status, calls]).toEqual([400, 1]);
    expect(JSON.parse(text)).toMatchObject({
      error: { message: "bad temperature", param: "temperature", code: "out_of_range" },
      status: 400,
    });
  });
});

describe("a stream that breaks before any of its text could go out", () => {
  it("is answered with an error status, as nothing was sent yet", async () => {
    const [finish = ""] = chatChunks({ text: "x" })
      .slice(-2)
      .map(({ data }) => `data: ${data}\n\n`);
    const late: Script = (handler, controller) => {
      stream(finish, "unused")(handler, controller);
      setImmediate(() => handler.onResponseData?.(controller, Buffer.from('data: {"error":{"message":"no"}}\n\n')));
    };
    const { headers, text, status } = await post({ stream: true }, late);
    expect(status).toBe(502);
    expect(text).toContain('"error"');
    expect(headers.get("content-type")).toContain("application/json");
    expect(headers.get("x-request-id")).not.toBeNull();
  });
});

describe("limits", () => {
  it("tell on a refusal what the limit is and when it resets", async () => {
    limits = { rpm: 1 };
    await post({}, json(chatCompletion({})));
    const { status, headers } = await post({}, json(chatCompletion({})));
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")]).toEqual(["1", "0"]);
    expect(Number(headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 - 1);
  });

  it("hold for requests a day where a key has them", async () => {
    limits = { rpd: 1 };
    await post({}, json(chatCompletion({})));
    expect((await post({}, json(chatCompletion({})))).status).toBe(429);
  });
});
