import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as up from "../upstream/index.ts";
import { CHAT_MODELS, direct, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream } = target;
const client = new Anthropic({ apiKey: target.apiKey, baseURL: target.origin, maxRetries: 0 });
const user = { role: "user" as const, content: "hello" };
const CLAUDE = "anthropic/claude-haiku-4-5";
const GPT = "openai/gpt-4o-mini";

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

describe("Anthropic SDK, thinking", () => {
  const thinking = { type: "enabled" as const, budget_tokens: 1024 };
  const spoken = { thinking: ["Let me ", "think é"], text: "Done.", toolCalls: [up.GET_WEATHER] };
  const results = (content: Anthropic.ContentBlock[]): Anthropic.MessageParam[] => [
    user,
    { role: "assistant", content },
    { role: "user", content: [{ type: "tool_result", tool_use_id: up.GET_WEATHER.id, content: "18 C" }] },
  ];

  for (const streaming of [false, true]) {
    it(`keeps the signature and replays it byte for byte, streaming: ${streaming}`, async () => {
      upstream.respond(up.answer(spoken));
      const body = { model: CLAUDE, max_tokens: 4000, thinking, messages: [user] };
      const first = streaming ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
      const block = { type: "thinking", thinking: "Let me think é", signature: up.SIGNATURE };
      expect(first.content[0]).toEqual(block);
      await client.messages.create({ ...body, messages: results(first.content) });
      const second = upstream.requests[1];
      expect(second?.body.toString("utf8")).toContain(JSON.stringify(block));
      expect(second?.json()["thinking"]).toEqual(thinking);
      expect(second?.json()["messages"]).toEqual(JSON.parse(JSON.stringify(results(first.content))));
    });
  }

  it("keeps a thinking block whose text is withheld", async () => {
    upstream.respond(up.answer({ thinking: [], signature: up.SIGNATURE, text: "Done." }));
    const body = { model: CLAUDE, max_tokens: 4000, thinking, messages: [user] };
    const message = await client.messages.stream(body).finalMessage();
    expect(message.content).toEqual([
      { type: "thinking", thinking: "", signature: up.SIGNATURE },
      { type: "text", text: "Done." },
    ]);
  });

  it.skipIf(direct)("shows another vendor's reasoning as thinking and never sends it back as text", async () => {
    upstream.respond(up.answer(spoken));
    const body = { model: GPT, max_tokens: 4000, messages: [user] };
    const first = await client.messages.stream(body).finalMessage();
    expect(first.content).toMatchObject([
      { type: "thinking", thinking: "Let me think é" },
      { type: "text", text: "Done." },
      { type: "tool_use", id: up.GET_WEATHER.id, input: { city: "Paris", unit: "c" } },
    ]);
    await client.messages.create({ ...body, messages: results(first.content) });
    expect(upstream.requests[1]?.json()["messages"]).toMatchObject([
      { role: "user" },
      { role: "assistant", content: "Done.", tool_calls: [{ id: up.GET_WEATHER.id }] },
      { role: "tool", tool_call_id: up.GET_WEATHER.id, content: "18 C" },
    ]);
  });
});

describe("Anthropic SDK, what only its own vendor has", () => {
  it("relays betas, unknown fields and cache marks untouched", async () => {
    const cacheControl = { type: "ephemeral" as const, ttl: "1h" as const };
    const marked = { type: "text" as const, text: "long", cache_control: cacheControl };
    const asked = { model: CLAUDE, max_tokens: 9, messages: [{ role: "user" as const, content: [marked] }] };
    const extra = { vendor_extra: { kept: [1, 2.5] } };
    await client.beta.messages.create({ ...asked, ...extra, betas: ["made-up-2031-01-01"] });
    const [request] = upstream.requests;
    expect(request?.headers["anthropic-beta"]).toContain("made-up-2031-01-01");
    const { model: _named, ...rest } = request?.json() ?? {};
    expect(rest).toEqual({ max_tokens: 9, messages: asked.messages, ...extra });
  });

  it("counts tokens at the vendor", async () => {
    expect(await client.messages.countTokens({ model: CLAUDE, messages: [user] })).toMatchObject({ input_tokens: 24 });
    expect(upstream.requests[0]?.path).toMatch(/^\/v1\/messages\/count_tokens/);
  });

  it.skipIf(direct)("counts tokens itself for another vendor's model", async () => {
    const short = await client.messages.countTokens({ model: GPT, messages: [user] });
    const content = "hello world ".repeat(100);
    const long = await client.messages.countTokens({ model: GPT, messages: [{ role: "user", content }] });
    expect(short.input_tokens).toBeGreaterThan(0);
    expect(short.input_tokens).toBeLessThan(20);
    expect(long.input_tokens).toBeGreaterThan(190);
    expect(long.input_tokens).toBeLessThan(330);
    expect(upstream.requests).toHaveLength(0);
  });
});

describe.skipIf(direct)("Anthropic SDK, errors of the gateway itself", () => {
  it("refuses an unknown key and an unknown model in the wire's shape", async () => {
    const stranger = new Anthropic({ apiKey: "llm_gw_dev_unknown", baseURL: target.origin, maxRetries: 0 });
    const refused = await failure(stranger.messages.create({ model: CLAUDE, max_tokens: 9, messages: [user] }));
    expect(refused).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(refused).toMatchObject({ status: 401, error: { type: "error", error: { type: "authentication_error" } } });
    const asked = { model: "claude-haku-4-5", max_tokens: 9, messages: [user] };
    const missing = await failure(client.messages.create(asked));
    expect(missing).toBeInstanceOf(Anthropic.NotFoundError);
    expect(missing).toMatchObject({ status: 404, error: { type: "error", error: { type: "not_found_error" } } });
    expect(String(missing)).toContain("claude-haiku-4-5");
  });

  it("refuses a request without max_tokens, naming it", async () => {
    const error = await failure(client.post("/v1/messages", { body: { model: CLAUDE, messages: [user] } }));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({ error: { error: { type: "invalid_request_error" } } });
    expect(String(error)).toContain("max_tokens");
  });
});

for (const { wire } of CHAT_MODELS) {
  const ask = (name: string): Promise<unknown> =>
    client.messages.create({ model: freshModel(wire, name), max_tokens: 9, messages: [user] });

  describe(`Anthropic SDK, errors of an upstream that speaks ${wire}`, () => {
    it("raises RateLimitError when the provider keeps refusing", { timeout: 30_000 }, async () => {
      upstream.respond(up.rateLimited());
      const error = await failure(ask("limited"));
      expect(error).toBeInstanceOf(Anthropic.RateLimitError);
      expect(error).toMatchObject({ error: { type: "error", error: { type: "rate_limit_error" } } });
    });

    it("passes a context overflow on, untried elsewhere", async () => {
      upstream.respond(up.contextLengthExceeded());
      const error = await failure(ask("overflow"));
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(String(error)).toMatch(/maximum context length is 8192|9000 tokens > 8192/);
      expect(upstream.requests).toHaveLength(1);
    });

    for (const [name, fault] of [
      ["error-event", up.errorEventAfter(5)],
      ["cut", up.cutAfter(5)],
      ["early-end", up.endEarlyAfter(5)],
    ] as const) {
      it(`never presents a stream broken by ${name} as a finished message`, async () => {
        upstream.respond(fault);
        const stream = client.messages.stream({ model: freshModel(wire, name), max_tokens: 9, messages: [user] });
        const types: string[] = [];
        stream.on("streamEvent", (event) => types.push(event.type));
        expect(await failure(stream.finalMessage())).toBeInstanceOf(Anthropic.AnthropicError);
        expect(types).not.toContain("message_stop");
      });
    }
  });
}
