import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../canonical/request.ts";
import type { StreamEvent } from "../canonical/response.ts";
import { anthropicMessages } from "./anthropic-messages/index.ts";
import { openEncoder as openAnthropic } from "./anthropic-messages/stream-encoder.ts";
import type { JsonObject } from "./dialect.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openEncoder as openChat } from "./openai-chat/stream-encoder.ts";
import { sealCarry } from "./sealed-carry.ts";
import { encodeAll, linesOf, meta } from "./test-support.ts";

const usage = {
  inputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 2,
  outputTokens: 7,
  reasoningTokens: 4,
};

const events: readonly StreamEvent[] = [
  { type: "start" },
  { type: "block-start", index: 0, block: { kind: "reasoning" } },
  { type: "block-delta", index: 0, text: "hm" },
  { type: "block-carry", index: 0, carry: { dialect: "anthropic-messages", data: "sig" } },
  { type: "block-end", index: 0 },
  { type: "ping" },
  { type: "block-start", index: 1, block: { kind: "text" } },
  { type: "block-delta", index: 1, text: "Grüße " },
  { type: "block-delta", index: 1, text: "🎈" },
  { type: "block-end", index: 1 },
  { type: "block-start", index: 2, block: { kind: "tool-call", id: "c1", name: "a" } },
  { type: "block-start", index: 3, block: { kind: "tool-call", id: "c2", name: "b" } },
  { type: "block-delta", index: 3, text: '{"x":' },
  { type: "block-end", index: 2 },
  { type: "block-delta", index: 3, text: "1}" },
  { type: "block-end", index: 3 },
  { type: "finish", finish: { reason: "tool-calls" }, usage },
];

describe("the official SDKs accept our streams", () => {
  it("Anthropic", async () => {
    const stream = MessageStream.fromReadableStream(linesOf(encodeAll(openAnthropic(meta()), events)));
    const message = await stream.finalMessage();
    expect(message.content).toEqual([
      { type: "thinking", thinking: "hm", signature: "sig" },
      { type: "text", text: "Grüße 🎈" },
      { type: "tool_use", id: "c1", name: "a", input: {} },
      { type: "tool_use", id: "c2", name: "b", input: { x: 1 } },
    ]);
    expect(message.stop_reason).toBe("tool_use");
    expect(message.usage).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 11 });
  });

  it("OpenAI", async () => {
    const sse = encodeAll(openChat(meta({ includeUsage: true })), events);
    const stream = ChatCompletionStream.fromReadableStream(linesOf(sse));
    const completion = await stream.finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(choice?.message).toMatchObject({
      content: "Grüße 🎈",
      reasoning_content: "hm",
      reasoning_details: [
        { type: "reasoning.text", text: "hm", signature: sealCarry({ dialect: "anthropic-messages", data: "sig" }) },
      ],
      tool_calls: [
        { id: "c1", function: { name: "a", arguments: "{}" } },
        { id: "c2", function: { name: "b", arguments: '{"x":1}' } },
      ],
    });
    expect(completion.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 11, total_tokens: 31 });
  });

  const rich: readonly StreamEvent[] = [
    { type: "start" },
    { type: "block-start", index: 0, block: { kind: "text" } },
    { type: "block-delta", index: 0, text: "It rains." },
    { type: "block-citation", index: 0, citation: { url: "https://a", title: "A", citedText: "rain" } },
    { type: "block-carry", index: 0, carry: { dialect: "gemini", data: "t" } },
    { type: "block-end", index: 0 },
    { type: "block-start", index: 1, block: { kind: "tool-call", id: "c1", name: "a" } },
    { type: "block-carry", index: 1, carry: { dialect: "gemini", data: "c" } },
    { type: "block-delta", index: 1, text: "{}" },
    { type: "block-end", index: 1 },
    { type: "block-start", index: 2, block: { kind: "tool-call", id: "c2", name: "b" } },
    { type: "block-carry", index: 2, carry: { dialect: "some-wire", data: 1 } },
    { type: "block-end", index: 2 },
    { type: "finish", finish: { reason: "tool-calls" }, usage },
  ];

  it("Anthropic, with sources and state of other wires", async () => {
    const stream = MessageStream.fromReadableStream(linesOf(encodeAll(openAnthropic(meta()), rich)));
    const { content } = await stream.finalMessage();
    expect(content.map(({ type }) => type)).toEqual([
      "text",
      "redacted_thinking",
      "redacted_thinking",
      "tool_use",
      "redacted_thinking",
      "tool_use",
    ]);
    expect(content[0]).toMatchObject({ text: "It rains.", citations: [{ url: "https://a", cited_text: "rain" }] });
    const body = { model: "m", max_tokens: 1, messages: [{ role: "assistant", content }, results] };
    expect(statesOf(anthropicMessages.decodeRequest(JSON.parse(JSON.stringify(body)) as JsonObject))).toEqual(states);
  });

  it("OpenAI, with sources and state of other wires", async () => {
    const sse = encodeAll(openChat(meta()), rich);
    const stream = ChatCompletionStream.fromReadableStream(linesOf(sse));
    const [choice] = (await stream.finalChatCompletion()).choices;
    expect(choice?.message.annotations).toMatchObject([{ url_citation: { start_index: 0, end_index: 9 } }]);
    const tools = ["c1", "c2"].map((id) => ({ role: "tool", tool_call_id: id, content: "r" }));
    const body = { model: "m", messages: [choice?.message, ...tools] };
    expect(statesOf(openaiChat.decodeRequest(JSON.parse(JSON.stringify(body)) as JsonObject))).toEqual(states);
  });

  const results = {
    role: "user",
    content: ["c1", "c2"].map((id) => ({ type: "tool_result", tool_use_id: id, content: "r" })),
  };
  const states = [
    { dialect: "gemini", data: "t" },
    { dialect: "gemini", data: "c" },
    { dialect: "some-wire", data: 1 },
  ];

  /** The state in a conversation whose last answer the SDK put together. */
  function statesOf({ messages }: ChatRequest): unknown[] {
    return messages.flatMap(({ blocks }) => blocks.flatMap((block) => ("carry" in block ? [block.carry] : [])));
  }
});
