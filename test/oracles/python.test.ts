import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as up from "../upstream/index.ts";
import { preparePython, pythonMissing, runScript } from "./python/venv.ts";
import type { Target } from "./target.ts";
import { CHAT_MODELS, direct, startTarget } from "./target.ts";

const missing = await pythonMissing();
if (missing !== undefined) console.warn(`Python oracles skipped: ${missing}`);

type Result = Record<string, unknown>;
const usage = { input: 100, cacheRead: 0, cacheWrite: 0, output: 30, reasoning: 0 };
const calls = [up.GET_WEATHER, up.GET_TIME];
const LONG = 300_000;

describe.skipIf(missing !== undefined)("Python clients", () => {
  let target: Target;
  let python = "";

  beforeAll(async () => {
    [python, target] = await Promise.all([preparePython(), startTarget()]);
    target.upstream.respond(up.answer({ usage }));
    for (const { wire } of CHAT_MODELS) {
      const script = (name: string, behaviour: up.Behaviour): void => {
        // A gateway takes the provider off the name; straight at the upstream it stays.
        for (const model of [`python-${name}`, `${wire}/python-${name}`]) target.upstream.onModel(model, behaviour);
      };
      script("tools", up.answer({ toolCalls: calls }));
      script("limited", up.rateLimited());
      script("broken", up.errorEventAfter(5));
      const last = up.answer({ text: "18 C at 09:00" });
      const first = up.answer({ toolCalls: calls, usage });
      const step = (body: Buffer): up.Behaviour => (body.includes("result 1") ? last : first);
      script("tools-then-text", (exchange) => step(exchange.request.body)(exchange));
    }
  }, LONG);
  afterAll(() => target.stop());

  const results = async (script: string): Promise<Record<string, Result>> =>
    (await runScript(python, script, target.origin, target.apiKey)) as Record<string, Result>;

  const expectErrors = (result: Result | undefined, broken = "APIError"): void => {
    expect(result?.["limited"]).toMatchObject({ status: 429 });
    expect(result?.["limited"]).toHaveProperty("classes.0", "RateLimitError");
    expect(result?.["broken"]).not.toHaveProperty("returned");
    expect(JSON.stringify(result?.["broken"])).toContain(`"${broken}"`);
    if (direct) return;
    expect(result?.["unknown_key"]).toMatchObject({ status: 401 });
    expect(result?.["unknown_key"]).toHaveProperty("classes.0", "AuthenticationError");
    expect(result?.["unknown_model"]).toMatchObject({ status: 404 });
    expect(result?.["unknown_model"]).toHaveProperty("classes.0", "NotFoundError");
  };

  it("openai", { timeout: LONG }, async () => {
    const found = await results("openai_client.py");
    for (const { model, wire } of CHAT_MODELS) {
      const result = found[wire];
      expect(result).toMatchObject({
        text: up.SIXTY_WORDS,
        finish: "stop",
        usage: [100, 30, 130],
        model,
        stream: { text: up.SIXTY_WORDS, usages: [], finishes: ["stop"] },
        stream_with_usage: { text: up.SIXTY_WORDS, usages: [[100, 30]], finishes: ["stop"] },
      });
      const tools = result?.["tools"] as { finish: string; calls: string[][] };
      expect(tools.finish).toBe("tool_calls");
      expect(tools.calls.map(([id, name, args]) => [id, name, JSON.parse(args ?? "") as unknown])).toEqual(
        calls.map((call) => [call.id, call.name, JSON.parse(call.arguments) as unknown]),
      );
      expectErrors(result);
    }
    const vectors = ["one", "two"].map((text) => up.embeddingVector(text, 8));
    expect(found["openai"]).toMatchObject({ embeddings: vectors, float_embeddings: vectors });
  });

  it("anthropic", { timeout: LONG }, async () => {
    const found = await results("anthropic_client.py");
    for (const { model, wire } of CHAT_MODELS) {
      const result = found[wire];
      const text = { type: "text", text: up.SIXTY_WORDS };
      expect(result).toMatchObject({ stop: "end_turn", usage: [100, 30], model, streamed_output: 30 });
      expect(result).toMatchObject({ content: [text], streamed: [text], tools_stop: "tool_use" });
      expect(result?.["tools"]).toMatchObject(
        calls.map((call) => ({ type: "tool_use", id: call.id, name: call.name, input: JSON.parse(call.arguments) })),
      );
      expect(result?.["counted"]).toBeGreaterThan(0);
      if (wire === "anthropic") expect(result?.["counted"]).toBe(usage.input);
      expectErrors(result);
    }
  });

  it("openai, responses", { timeout: LONG }, async () => {
    const found = await results("openai_responses_client.py");
    for (const { model, wire } of CHAT_MODELS) {
      const result = found[wire];
      expect(result).toMatchObject({
        text: up.SIXTY_WORDS,
        status: "completed",
        usage: [100, 30, 130],
        streamed: up.SIXTY_WORDS,
        order: true,
        again: up.SIXTY_WORDS,
      });
      if (!direct) expect(result).toMatchObject({ model });
      expect(result?.["tools"]).toEqual(
        calls.map((call) => [call.id, call.name, JSON.parse(call.arguments) as unknown]),
      );
      // Of an error event the SDK says only that no answer was completed.
      expectErrors(result, direct ? "RuntimeError" : "APIError");
    }
    if (direct) return;
    // The second turn brought the first one along, though its caller sent an id only.
    const bodies = target.upstream.requests.map(({ body }) => body.toString("utf8"));
    const again = bodies.filter((body) => body.includes("and again?"));
    expect(again).toHaveLength(CHAT_MODELS.length);
    for (const body of again) expect(body).toContain(up.SIXTY_WORDS);
  });

  it("google-genai", { timeout: LONG }, async () => {
    const found = await results("genai_client.py");
    for (const { model, wire } of CHAT_MODELS) {
      const result = found[wire];
      const said = calls.map((call) => [call.id, call.name, JSON.parse(call.arguments) as unknown]);
      expect(result).toMatchObject({
        text: up.SIXTY_WORDS,
        finish: "STOP",
        usage: [100, 30, 130],
        streamed: up.SIXTY_WORDS,
        streamed_usage: [100, 30, 130],
        tools: said,
        last: "18 C at 09:00",
        limited: { status: 429 },
      });
      if (!direct) expect(result).toMatchObject({ model });
      expect(result?.["counted"]).toBeGreaterThan(0);
      expect(result?.["limited"]).toHaveProperty("classes.0", "ClientError");
      expect(result?.["broken"]).not.toHaveProperty("returned");
      if (direct) continue;
      expect(result).toMatchObject({ unknown_key: { status: 401 }, unknown_model: { status: 404 } });
    }
    expect(found["openai"]?.["embeddings"]).toHaveLength(2);
  });

  it("langchain-openai", { timeout: LONG }, async () => {
    const found = await results("langchain_client.py");
    for (const { wire } of CHAT_MODELS) {
      expect(found[wire]).toEqual({
        text: up.SIXTY_WORDS,
        usage: [100, 30],
        streamed: up.SIXTY_WORDS,
        streamed_usage: [100, 30],
        calls: calls.map((call) => [call.id, call.name, JSON.parse(call.arguments) as unknown]),
        last: "18 C at 09:00",
      });
    }
  });
});
