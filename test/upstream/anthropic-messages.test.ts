import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  answer,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  overloaded,
  SIGNATURE,
  SIXTY_WORDS,
  startUpstream,
  unknownEvent,
} from "./index.ts";

const upstream = await startUpstream();
const client = new Anthropic({ apiKey: "sk-ant-test", baseURL: upstream.url, maxRetries: 0 });
const hello = { model: "claude-x", max_tokens: 100, messages: [{ role: "user" as const, content: "hello" }] };

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("the Anthropic wire, read by the official SDK", () => {
  it("answers whole, cached tokens outside input_tokens", async () => {
    upstream.respond(answer({ usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 } }));
    const message = await client.messages.create(hello);
    expect(message.content).toEqual([{ type: "text", text: SIXTY_WORDS }]);
    expect(message.stop_reason).toBe("end_turn");
    expect(message.usage).toMatchObject({
      input_tokens: 30,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 10,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 0 },
      output_tokens: 30,
      output_tokens_details: { thinking_tokens: 12 },
    });
  });

  it("streams thinking with its signature, text and two tools into the same message", async () => {
    const spoken = { thinking: "let me think", text: "Looking it up.", toolCalls: [GET_WEATHER, GET_TIME] };
    upstream.respond(answer(spoken));
    const whole = await client.messages.create(hello);
    const streamed = await client.messages.stream(hello).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.usage).toMatchObject({ output_tokens: whole.usage.output_tokens });
    expect(streamed.stop_reason).toBe("tool_use");
    expect(streamed.content).toEqual([
      { type: "thinking", thinking: "let me think", signature: SIGNATURE },
      { type: "text", text: "Looking it up." },
      { type: "tool_use", id: GET_WEATHER.id, name: "get_weather", input: { city: "Paris", unit: "c" } },
      { type: "tool_use", id: GET_TIME.id, name: "get_time", input: { zone: "Europe/Paris" } },
    ]);
  });

  it("counts tokens", async () => {
    const { max_tokens: _unused, ...countable } = hello;
    expect(await client.messages.countTokens(countable)).toEqual({ input_tokens: 24 });
  });

  it("sends an unknown event that the SDK skips", async () => {
    upstream.respond(unknownEvent());
    const message = await client.messages.stream(hello).finalMessage();
    expect(message.content).toEqual([{ type: "text", text: SIXTY_WORDS }]);
  });

  it("raises errors by status and inside a stream", async () => {
    upstream.queue(overloaded());
    const error: unknown = await client.messages.create(hello).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Anthropic.InternalServerError);
    expect(error instanceof Anthropic.APIError && error.status).toBe(529);
    upstream.queue(errorEventAfter(3));
    await expect(client.messages.stream(hello).finalMessage()).rejects.toThrow("overloaded_error");
  });
});
