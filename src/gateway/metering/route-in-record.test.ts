import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/types.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import { readSettings } from "../../settings.ts";
import { createGateway } from "../create-gateway.ts";
import { findEndpoint } from "../endpoints/find-endpoint.ts";
import { Exchange } from "../exchange.ts";
import { routeLimit, testRoute } from "../limits/testing/test-route.ts";
import { serve } from "../pipeline.ts";
import type { RouteLimit } from "../routes/route-limit.ts";
import { RouteTable } from "../routes/route-table.ts";
import type { RouteModel } from "../routes/served-route.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import { testCaller } from "../testing/caller.ts";
import { testWiring } from "../testing/wiring.ts";
import { Journal } from "./journal.ts";
import type { RequestRecord } from "./record.ts";

const CATALOG: Catalog = {
  version: "t",
  models: [
    {
      id: "echo",
      name: "echo",
      operation: "chat",
      input: ["text"],
      output: ["text"],
      capabilities: [],
      offerings: [
        {
          provider: "mock",
          nativeId: "echo",
          prices: [{ from: "1970-01-01", inputPico: 1_000_000, outputPico: 2_000_000 }],
        },
      ],
    },
  ],
};
const NAMES = { project: "shop", route: "support", config_id: "cfg_1", config_version: 3 };

const dir = mkdtempSync(join(tmpdir(), "route-record-"));
const journal = new Journal({ dir, sync: "group", segmentBytes: 1e9, now: Date.now, onError: () => {} });
const snapshot = buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials: new Map() }, testWiring());
let limits: readonly RouteLimit[] = [];
const MODEL: RouteModel = {
  ...{ id: "echo", kind: "chat", providerId: "mock", name: "echo", connected: undefined, price: undefined },
  ...{ terms: undefined, retries: 0, variant: "v" },
};

/** What is served: one route with the limits of the test. */
function served() {
  const route = testRoute(limits, { models: { chat: [MODEL], embedding: [], transcription: [] } });
  const from = { ...route.from, projectId: testCaller().projectId };
  return snapshot.withRoutes(new RouteTable([{ from, routes: new Map([[route.label, route]]), inner: new Map() }]));
}

const gateway = createGateway({
  settings: readSettings({}, PROVIDERS),
  keys: { lookup: () => testCaller({ cachingEnabled: true }) },
  journal,
  snapshot: served,
  log: { info: () => {}, warn: () => {}, error: () => {} },
});

/** What the data plane does with a request. */
const server = createServer((req, res) => {
  const called = findEndpoint("/v1/chat/completions");
  if (called === undefined) throw new Error("no endpoint");
  const now = { ms: Date.now(), mono: performance.now() };
  const exchange = new Exchange(req, res, called, undefined, now);
  void serve(exchange, gateway);
});
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

async function ask(content: string, more: object = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer k" },
    body: JSON.stringify({ model: "shop/support", max_tokens: 50, messages: [{ role: "user", content }], ...more }),
  });
  const text = await answer.text();
  const id = answer.headers.get("x-request-id") ?? "";
  const header = JSON.parse(answer.headers.get("x-llm-gateway") ?? "null");
  return { status: answer.status, text, header, record: gateway.recent.get(id) as RequestRecord };
}

describe("the route of a request", () => {
  it("is named by the answer, its header and its record, with what of the cost came of input", async () => {
    const { text, header, record } = await ask("first");
    expect(JSON.parse(text)["x-llm-gateway"].route).toEqual(NAMES);
    expect(header.routing.route).toEqual(NAMES);
    const { inputTokens } = record.usage;
    expect(inputTokens).toBeGreaterThan(0);
    expect(record.route).toEqual({
      project: "shop",
      route: "support",
      configId: "cfg_1",
      version: 3,
      inputNanos: inputTokens * 1_000,
    });
    expect(record.totalNanos).toBeGreaterThan(inputTokens * 1_000);
  });

  it("is named by a stream from its headers to its end", async () => {
    const { text, header, record } = await ask("second", { stream: true });
    expect(header.routing.route).toEqual(NAMES);
    expect(text).toContain(`"route":${JSON.stringify(NAMES)}`);
    expect(record.route?.version).toBe(3);
  });

  it("is named by an answer out of the cache, which cost nothing", async () => {
    await ask("third");
    const { text, record } = await ask("third");
    expect(record).toMatchObject({ cached: true, route: { route: "support", inputNanos: 0 } });
    expect(JSON.parse(text)["x-llm-gateway"]).toMatchObject({ cached: true, route: NAMES });
  });

  it("is named by what is refused, also by a limit of its own", async () => {
    limits = [routeLimit("requests", 0)];
    const { status, record } = await ask("fourth");
    expect(status).toBe(429);
    expect(record).toMatchObject({ errorCode: "rate_limit_exceeded", route: { route: "support", inputNanos: 0 } });
    limits = [];
  });

  it("counts what was used after the answer, not what was reserved", async () => {
    limits = [routeLimit("output_tokens", 80)];
    for (let i = 0; i < 5; i += 1) expect((await ask(`fifth ${i}`)).status).toBe(200);
    limits = [];
  });
});
