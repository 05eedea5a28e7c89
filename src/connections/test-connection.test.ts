import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testWiring } from "../gateway/testing/wiring.ts";
import { SigningError } from "../gateway/upstream/signing/signer.ts";
import { GuardError } from "../net-guard/guard-host.ts";
import { guardedAgent } from "../net-guard/guarded-connect.ts";
import { customProvider } from "../providers/custom.ts";
import type { Provider } from "../providers/provider.ts";
import { providerById } from "../providers/registry.ts";
import { type HttpAnswer, type HttpRequest, type Send, sendWith } from "./send.ts";
import { type TestConnectionDeps, testConnection } from "./test-connection.ts";

const KEY = "sk-live-0123456789abcdef";
const OPENAI = found("openai");
const ANTHROPIC = found("anthropic");

function found(id: string): Provider {
  const provider = providerById(id);
  if (provider === undefined) throw new Error(`no ${id}`);
  return provider;
}

const json = (status: number, body: unknown): HttpAnswer => ({ status, text: JSON.stringify(body) });
const LIST = json(200, {
  object: "list",
  data: [{ id: "text-embedding-3-small" }, { id: "gpt-4o-mini" }, { id: "gpt-4o" }],
});
const CHAT = json(200, { id: "x", choices: [] });
const NO_KEY = json(401, { error: { message: `Incorrect API key provided: ${KEY}`, code: "invalid_api_key" } });

/** Answers by method and whether a key came along. */
function server(answers: { list?: HttpAnswer | Error; open?: HttpAnswer; chat?: HttpAnswer | Error }) {
  const sent: HttpRequest[] = [];
  const send: Send = (request) => {
    sent.push(request);
    const withKey = request.headers.join("\n").includes(KEY);
    const answer = request.method === "POST" ? answers.chat : withKey ? answers.list : (answers.open ?? NO_KEY);
    if (answer === undefined || answer instanceof Error) return Promise.reject(answer ?? new Error("not expected"));
    return Promise.resolve(answer);
  };
  return { send, sent };
}

function deps(send: Send, over: Partial<TestConnectionDeps> = {}): TestConnectionDeps {
  let nowMs = 0;
  const now = (): number => (nowMs += 21);
  return { send, now, proofOf: testWiring().proofOf, modelsOf: () => ["gpt-4o-mini", "gpt-4o"], ...over };
}

describe("testConnection", () => {
  it.each<[string, Parameters<typeof server>[0], string, number]>([
    ["a list that is closed to others", { list: LIST }, "ok", 2],
    ["an open list, and a conversation", { list: LIST, open: LIST, chat: CHAT }, "ok", 3],
    ["an open list, and a wrong key", { list: LIST, open: LIST, chat: NO_KEY }, "bad_key", 3],
    ["a wrong key", { list: NO_KEY }, "bad_key", 1],
    [
      "a wrong key under 400 (Gemini)",
      {
        list: json(400, {
          error: { code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" },
        }),
      },
      "bad_key",
      1,
    ],
    [
      "a wrong key under 400 (xAI)",
      { list: json(400, { code: "Client specified an invalid argument", error: "Incorrect API key provided: sk***" }) },
      "bad_key",
      1,
    ],
    [
      "a wrong key under 403 (AWS)",
      {
        list: json(403, {
          __type: "UnrecognizedClientException",
          message: "The security token included in the request is invalid.",
        }),
      },
      "bad_key",
      1,
    ],
    [
      "a key that may not list but may talk",
      { list: json(403, { error: { message: "Missing scopes: api.model.read" } }), chat: CHAT },
      "ok",
      2,
    ],
    [
      "a key that may do neither",
      { list: json(403, { error: { message: "no" } }), chat: json(403, { error: { message: "no" } }) },
      "no_permission",
      2,
    ],
    ["no list, and a conversation", { list: json(404, { detail: "Not Found" }), chat: CHAT }, "ok", 2],
    [
      "no list, and no such model",
      { list: json(404, {}), chat: json(404, { error: { message: "The model `x` does not exist" } }) },
      "ok",
      2,
    ],
    ["neither", { list: json(404, { detail: "Not Found" }), chat: json(404, { detail: "Not Found" }) }, "wrong_url", 2],
    [
      "pages of a web server",
      { list: { status: 404, text: "<html>nothing</html>" }, chat: { status: 405, text: "<html>" } },
      "wrong_url",
      2,
    ],
    ["a web page", { list: { status: 200, text: "<!doctype html><title>Hi</title>" } }, "wrong_url", 1],
    ["JSON that is no list", { list: json(200, { hello: "world" }) }, "wrong_url", 1],
    ["a redirect", { list: { status: 302, text: "" } }, "wrong_url", 1],
    ["a limit", { list: json(429, { error: { message: "slow down" } }) }, "rate_limited", 1],
    ["no money", { list: json(402, { error: { message: "top up" } }) }, "error", 1],
    ["a failing server", { list: json(500, { error: { message: "oops" } }) }, "error", 1],
    ["an overloaded one", { list: json(529, { error: { type: "overloaded_error", message: "busy" } }) }, "error", 1],
    [
      "a model that wants to say more",
      {
        list: LIST,
        open: LIST,
        chat: json(400, { error: { message: "max_tokens or model output limit was reached" } }),
      },
      "ok",
      3,
    ],
    [
      "a refused request",
      { list: LIST, open: LIST, chat: json(400, { error: { message: "temperature?" } }) },
      "error",
      3,
    ],
    ["no such host", { list: Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }) }, "unreachable", 1],
    ["nobody listening", { list: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) }, "unreachable", 1],
    [
      "a bad certificate",
      { list: new Error("x", { cause: Object.assign(new Error("y"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }) }) },
      "unreachable",
      1,
    ],
    ["a private address", { list: new GuardError("private", "no") }, "wrong_url", 1],
    ["a connection that breaks", { list: new Error(`broke with ${KEY}`) }, "unreachable", 1],
    ["a vendor that quotes the key", { list: json(418, { error: { message: `what is ${KEY}?` } }) }, "error", 1],
  ])("%s", async (_, answers, verdict, calls) => {
    const { send, sent } = server(answers);
    const result = await testConnection({ provider: OPENAI, fields: { apiKey: KEY }, baseUrl: null }, deps(send));
    expect(result).toMatchObject({ verdict });
    expect(sent).toHaveLength(calls);
    expect(JSON.stringify(result)).not.toContain(KEY);
    expect(result.message).toMatch(/^[A-Z].{5,}/);
    expect(result.latencyMs).toBe(answers.list instanceof Error ? null : 21);
  });

  it("asks in the provider's wire, at the given base URL, with the cheapest model that the key can see", async () => {
    const { send, sent } = server({ list: LIST, open: LIST, chat: CHAT });
    const modelsOf = () => ["gpt-nano", "gpt-4o-mini"];
    const subject = { provider: OPENAI, fields: { apiKey: KEY }, baseUrl: "https://proxy.example.com/v1/" };
    await testConnection(subject, deps(send, { modelsOf }));
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET https://proxy.example.com/v1/models",
      "GET https://proxy.example.com/v1/models",
      "POST https://proxy.example.com/v1/chat/completions",
    ]);
    expect(JSON.parse(sent[2]?.body ?? "")).toMatchObject({ model: "gpt-4o-mini", max_completion_tokens: 1 });
    expect(sent[1]?.headers.join("\n")).not.toContain(KEY);
    expect(sent[2]?.headers).toContain(`Bearer ${KEY}`);
  });

  it("speaks Anthropic's wire with its headers", async () => {
    const { send, sent } = server({ list: json(404, {}), chat: json(200, { type: "message" }) });
    const subject = { provider: ANTHROPIC, fields: { apiKey: KEY }, baseUrl: null };
    const models = { modelsOf: () => ["claude-haiku"] };
    expect(await testConnection(subject, deps(send, models))).toMatchObject({ verdict: "ok" });
    expect(sent[1]).toMatchObject({ url: "https://api.anthropic.com/v1/messages" });
    expect(sent[1]?.headers).toEqual(expect.arrayContaining(["anthropic-version", "x-api-key", KEY]));
    expect(JSON.parse(sent[1]?.body ?? "")).toMatchObject({ model: "claude-haiku", max_tokens: 1 });
  });

  it("tells a custom server without a key from its list, and one with a key from a model it lists", async () => {
    const custom = customProvider({
      id: "local",
      name: "local",
      wire: "openai",
      baseUrl: "https://llm.example.com/v1",
    });
    const open = server({ open: LIST });
    const none = { modelsOf: () => [] };
    expect(await testConnection({ provider: custom, fields: {}, baseUrl: null }, deps(open.send, none))).toMatchObject({
      verdict: "ok",
      message: "The server answers.",
    });
    const keyed = server({ list: LIST, open: LIST, chat: CHAT });
    await testConnection({ provider: custom, fields: { apiKey: KEY }, baseUrl: null }, deps(keyed.send, none));
    expect(JSON.parse(keyed.sent[2]?.body ?? "")).toMatchObject({ model: "gpt-4o-mini" });
  });

  it("says so when the credential cannot even sign", async () => {
    for (const [kind, verdict] of [
      ["credential", "bad_key"],
      ["server", "unreachable"],
    ] as const) {
      const proofOf = () => ({ sign: () => Promise.reject(new SigningError(kind, "The token service said no.")) });
      const { send, sent } = server({});
      const subject = { provider: OPENAI, fields: {}, baseUrl: null };
      expect(await testConnection(subject, deps(send, { proofOf }))).toMatchObject({ verdict, latencyMs: null });
      expect(sent).toHaveLength(0);
    }
  });

  it("gives up in time", async () => {
    const send: Send = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    const result = await testConnection(
      { provider: OPENAI, fields: { apiKey: KEY }, baseUrl: null },
      deps(send, { timeoutMs: 20 }),
    );
    expect(result).toMatchObject({ verdict: "unreachable", message: "The server did not answer in time." });
  });
});

describe("sendWith", () => {
  let http: Server;
  let origin = "";
  let seen: IncomingMessage["headers"] = {};
  beforeAll(async () => {
    http = createServer((req, res) => {
      seen = req.headers;
      if (req.url === "/endless") {
        const more = (): void => {
          while (res.write("x".repeat(65_536)));
        };
        res.on("drain", more);
        more();
      } else res.writeHead(201).end(`${req.method} ${req.url}`);
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => http.closeAllConnections());

  it("sends and reads, and of an endless body only the beginning", async () => {
    const agent = guardedAgent({ allowPrivate: true, connectTimeoutMs: 1_000 });
    const send = sendWith(agent);
    const signal = AbortSignal.timeout(20_000);
    expect(await send({ method: "POST", url: `${origin}/a?b`, headers: ["x-a", "1"], body: "{}" }, signal)).toEqual({
      status: 201,
      text: "POST /a?b",
    });
    expect(seen).toMatchObject({ "x-a": "1", "content-length": "2" });
    const endless = await send({ method: "GET", url: `${origin}/endless`, headers: [] }, signal);
    expect(endless.text).toHaveLength(1_048_576);
    await agent.destroy();
  });
});
