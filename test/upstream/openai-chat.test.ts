import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  badToolIndexes,
  embeddingVector,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  quirky,
  rateLimited,
  SIXTY_WORDS,
  startUpstream,
} from "./index.ts";

const upstream = await startUpstream();
const client = new OpenAI({ apiKey: "sk-test", baseURL: `${upstream.url}/v1`, maxRetries: 0 });
const hello = { model: "gpt-x", messages: [{ role: "user" as const, content: "hello" }] };
const tools = [GET_WEATHER, GET_TIME].map(({ name }) => ({
  type: "function" as const,
  function: { name, parameters: { type: "object", properties: {} } },
}));

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("the OpenAI chat wire, read by the official SDK", () => {
  it("answers whole, with usage in detail", async () => {
    upstream.respond(answer({ usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 30, reasoning: 12 } }));
    const completion = await client.chat.completions.create(hello);
    expect(completion.choices[0]?.message.content).toBe(SIXTY_WORDS);
    expect(completion.model).toBe("gpt-x");
    expect(completion.usage).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 30,
      total_tokens: 130,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 12 },
    });
  });

  it("streams, with a usage chunk only when asked", async () => {
    const read = async (include: boolean): Promise<{ text: string; usages: number; last: number | undefined }> => {
      const extra = include ? { stream_options: { include_usage: true } } : {};
      const stream = await client.chat.completions.create({ ...hello, stream: true, ...extra });
      let text = "";
      let usages = 0;
      let last: number | undefined;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        if (chunk.usage) usages += 1;
        last = chunk.choices.length;
      }
      return { text, usages, last };
    };
    expect(await read(false)).toEqual({ text: SIXTY_WORDS, usages: 0, last: 1 });
    expect(await read(true)).toEqual({ text: SIXTY_WORDS, usages: 1, last: 0 });
  });

  for (const toolsInterleaved of [false, true]) {
    it(`streams parallel tool calls, interleaved: ${toolsInterleaved}`, async () => {
      upstream.respond(quirky({ toolsInterleaved }, { toolCalls: [GET_WEATHER, GET_TIME] }));
      const final = await client.chat.completions.stream({ ...hello, tools }).finalChatCompletion();
      const calls = final.choices[0]?.message.tool_calls?.map(flat);
      expect(calls).toEqual([GET_WEATHER, GET_TIME]);
      expect(final.choices[0]?.finish_reason).toBe("tool_calls");
    });
  }

  it("confuses a plain SDK with bad tool indexes, as the vendors' bug does", async () => {
    upstream.respond(badToolIndexes("all-zero"));
    const final = await client.chat.completions.stream({ ...hello, tools }).finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls).toHaveLength(1);
  });

  it("sends the deviations it promises", async () => {
    const chunks = async (): Promise<OpenAI.ChatCompletionChunk[]> =>
      collect(await client.chat.completions.create({ ...hello, stream: true }));
    upstream.respond(quirky({ emptyFinishReason: true, roleRepeated: true }, { text: "a b" }));
    const odd = await chunks();
    expect(odd.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual(["", "", "", "stop"]);
    expect(odd.map((chunk) => chunk.choices[0]?.delta.role)).toEqual(Array(4).fill("assistant"));
    upstream.respond(badToolIndexes("missing"));
    const indexes = (await chunks()).flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(indexes.length).toBeGreaterThan(4);
    expect(indexes.every((call) => call.index === undefined)).toBe(true);
    upstream.respond(quirky({ usageOnLastChunk: true }));
    expect((await chunks()).at(-1)?.choices[0]?.finish_reason).toBe("stop");
  });

  it("embeds as floats and as base64 with the same numbers", async () => {
    const ask = { model: "embed", input: ["one", "two"] };
    const defaulted = await client.embeddings.create(ask);
    expect(upstream.requests[0]?.json()["encoding_format"]).toBe("base64");
    const floats = await client.embeddings.create({ ...ask, encoding_format: "float" });
    expect(floats.data.map((item) => item.embedding)).toEqual(["one", "two"].map((t) => embeddingVector(t, 8)));
    expect(defaulted.data).toEqual(floats.data);
    expect(Math.hypot(...embeddingVector("one", 8))).toBeCloseTo(1, 6);
  });

  it("raises the SDK's classes from error answers", async () => {
    upstream.queue(rateLimited(3));
    const error: unknown = await client.chat.completions.create(hello).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error instanceof OpenAI.APIError && error.headers?.get("retry-after")).toBe("3");
    upstream.queue(errorEventAfter(2));
    const stream = await client.chat.completions.create({ ...hello, stream: true });
    await expect(collect(stream)).rejects.toThrow("Overloaded");
  });
});

function flat(call: OpenAI.ChatCompletionMessageToolCall): object {
  return call.type === "function" ? { id: call.id, ...call.function } : call;
}
