import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  endEarlyAfter,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  rateLimited,
  SIGNATURE,
  SIXTY_WORDS,
  startUpstream,
} from "./index.ts";

const upstream = await startUpstream();
const client = new OpenAI({ apiKey: "k", baseURL: `${upstream.url}/v1`, maxRetries: 0 });
const hello = { model: "gpt-x", input: "hello" };

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("the OpenAI responses wire, read by the official SDK", () => {
  it("answers whole, with usage in detail", async () => {
    upstream.respond(answer({ usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 } }));
    const found = await client.responses.create(hello);
    expect(found.output_text).toBe(SIXTY_WORDS);
    expect(found.status).toBe("completed");
    expect(found.usage).toMatchObject({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 60 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 12 },
      total_tokens: 130,
    });
  });

  it("streams what the whole answer has, in numbered events", async () => {
    upstream.respond(answer({ thinking: "let me think", text: "Looking.", toolCalls: [GET_WEATHER, GET_TIME] }));
    const whole = await client.responses.create(hello);
    const events = await collect(await client.responses.create({ ...hello, stream: true }));
    const final = await client.responses.stream(hello).finalResponse();
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, index) => index));
    expect(final.output).toMatchObject(JSON.parse(JSON.stringify(whole.output)) as object[]);
    expect(whole.output).toMatchObject([
      { type: "reasoning", summary: [{ text: "let me think" }], encrypted_content: SIGNATURE },
      { type: "message", content: [{ text: "Looking." }] },
      { type: "function_call", call_id: GET_WEATHER.id, name: "get_weather", arguments: GET_WEATHER.arguments },
      { type: "function_call", call_id: GET_TIME.id, name: "get_time", arguments: GET_TIME.arguments },
    ]);
  });

  it("says that an answer is incomplete", async () => {
    upstream.respond(answer({ finish: "length", text: "cut sh" }));
    const final = await client.responses.stream(hello).finalResponse();
    expect(final).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
  });

  it("fails with its status, breaks in a stream, and ends unfinished when cut", async () => {
    upstream.respond(rateLimited());
    await expect(client.responses.create(hello)).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    upstream.respond(errorEventAfter(5));
    const broken = await client.responses.create({ ...hello, stream: true });
    await expect(collect(broken)).rejects.toThrow("Overloaded");
    upstream.respond(endEarlyAfter(5));
    const cut = await collect(await client.responses.create({ ...hello, stream: true }));
    expect(cut.at(-1)?.type).toBe("response.output_text.delta");
  });
});
