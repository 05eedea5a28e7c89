import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import { ChatCompletionStream } from "openai/lib/ChatCompletionStream";
import { describe, expect, it } from "vitest";
import { ANSWER_CASES } from "../../../test/matrix/cases.ts";
import type { DialectId, JsonObject } from "../../dialects/dialect.ts";
import { expectLegalResponseStream } from "../../dialects/openai-responses/testing/legal-stream.ts";
import { sealCarry } from "../../dialects/sealed-carry.ts";
import { dataOf, encodeAll, linesOf, meta } from "../../dialects/test-support.ts";
import { textsOf } from "../../dialects/texts-registry.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import { openAsyncStreamFilter } from "./stream-filter.ts";
import { filterOf, frame, holding, through } from "./testing/filtered.ts";
import { dialectOf } from "./testing/streams.ts";
import type { TextWindow } from "./text-window-type.ts";

function encoded(wire: DialectId, name: string): string {
  const events = ANSWER_CASES.find((one) => one.name === name)?.events ?? [];
  return latin1OfText(encodeAll(dialectOf(wire).openEncoder(meta({ includeUsage: true })), events));
}

const NAMES = ["text", "unicode", "tool call", "text, then two tool calls", "two tool calls, interleaved"];

describe("streams whose texts come at the end", () => {
  it.each(NAMES)("are legal streams of responses: %s", (name) => {
    const filter = filterOf("openai-responses", holding);
    const sse = filter.push(encoded("openai-responses", name)) + filter.end();
    expectLegalResponseStream(dataOf(textOfLatin1(sse)));
  });

  it.each(NAMES)("are read by the official clients: %s", async (name) => {
    const chat = filterOf("openai-chat", holding);
    const sse = textOfLatin1(chat.push(encoded("openai-chat", name)) + chat.end());
    const completion = await ChatCompletionStream.fromReadableStream(linesOf(sse)).finalChatCompletion();
    const messages = filterOf("anthropic-messages", holding);
    const anthropic = textOfLatin1(messages.push(encoded("anthropic-messages", name)) + messages.end());
    const message = await MessageStream.fromReadableStream(linesOf(anthropic)).finalMessage();
    const { content, tool_calls: calls = [] } = completion.choices[0]?.message ?? { content: "" };
    expect(content ?? "").toBe((content ?? "").toUpperCase());
    const inputs = message.content.flatMap((block) => (block.type === "tool_use" ? [block.input] : []));
    expect(inputs).toEqual(
      calls.map((call) => JSON.parse((call as { function: { arguments: string } }).function.arguments)),
    );
    const text = message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
    expect(text).toBe(content ?? "");
  });
});

describe("chat completions", () => {
  const chunk = (delta: JsonObject, more: JsonObject = {}, index = 0): JsonObject => ({
    id: "c",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index, delta, finish_reason: null, ...more }],
  });

  it("keeps choices apart, and takes away what repeats a changed text token by token", () => {
    const out = through("openai-chat", [
      chunk({ content: "a" }, { logprobs: { content: [{ token: "a" }] } }),
      chunk({ content: "x" }, {}, 1),
      chunk({ content: "b" }),
      chunk({}, { finish_reason: "stop" }),
      chunk({}, { finish_reason: "stop" }, 1),
      { id: "c", choices: [], usage: { prompt_tokens: 1 } },
      "[DONE]",
    ]);
    expect(out).toEqual([
      chunk({ content: "" }, { logprobs: null }),
      chunk({ content: "" }, {}, 1),
      chunk({ content: "" }),
      chunk({ content: "AB" }),
      chunk({}, { finish_reason: "stop" }),
      chunk({ content: "X" }, {}, 1),
      chunk({}, { finish_reason: "stop" }, 1),
      { id: "c", choices: [], usage: { prompt_tokens: 1 } },
      { done: true },
    ]);
  });

  it("puts what is held into the text that the finish comes with, and before a lone end", () => {
    expect(
      through("openai-chat", [chunk({ content: "a" }), chunk({ content: "b" }, { finish_reason: "stop" })]),
    ).toEqual([chunk({ content: "" }), chunk({ content: "AB" }, { finish_reason: "stop" })]);
    expect(through("openai-chat", [chunk({ content: "a" }), "[DONE]"])).toEqual([
      chunk({ content: "" }),
      chunk({ content: "A" }),
      { done: true },
    ]);
    expect(through("openai-chat", [chunk({ content: "a" })])).toEqual([
      chunk({ content: "" }),
      chunk({ content: "A" }),
    ]);
  });

  it("drops a signature for a text that was changed, and keeps it for one that was not", () => {
    const seal = sealCarry({ dialect: "anthropic-messages", data: "s" });
    const detail = { type: "reasoning.text", text: "ab", signature: seal, index: 0 };
    const frames = [
      chunk({ reasoning_content: "a" }),
      chunk({ reasoning_content: "b" }),
      chunk({ reasoning_details: [detail] }),
      chunk({ content: "c" }, { finish_reason: "stop" }),
    ];
    expect(through("openai-chat", frames)[3]).toEqual(chunk({ reasoning_details: [] }));
    const late = (): TextWindow => {
      const held: string[] = [];
      const push = (text: string): string => {
        held.push(text);
        return "";
      };
      return { push, end: () => held.join("") };
    };
    expect(through("openai-chat", frames, late)).toContainEqual(chunk({ reasoning_details: [detail] }));
  });

  it("drops a vendor's signature behind a text that was changed", () => {
    const detail = (more: JsonObject): JsonObject =>
      chunk({ reasoning_details: [{ type: "reasoning.text", index: 0, ...more }] });
    const frames = [detail({ text: "a" }), detail({ text: "b" }), detail({ signature: "own" })];
    expect(through("openai-chat", frames)).toEqual([
      detail({ text: "" }),
      detail({ text: "" }),
      detail({ text: "AB" }),
      detail({}),
    ]);
    expect(through("openai-chat", frames, () => ({ push: (text) => text, end: () => "" }))).toEqual(frames);
  });

  it("starts a call's arguments anew when another call has its index", () => {
    const call = (id: string, args: string): JsonObject =>
      chunk({ tool_calls: [{ index: 0, id, function: { name: "f", arguments: args } }] });
    const out = through("openai-chat", [call("1", '{"a":"x"}'), call("2", '{"b":"y"}'), "[DONE]"]);
    expect(out.slice(0, 2)).toEqual([call("1", '{"a":"X"}'), call("2", '{"b":"Y"}')]);
  });
});

describe("messages", () => {
  const start = {
    type: "content_block_start",
    index: 0,
    content_block: { type: "thinking", thinking: "", signature: "" },
  };
  const delta = (json: JsonObject): JsonObject => ({ type: "content_block_delta", index: 0, delta: json });
  const frames = (signature: string): JsonObject[] => [
    start,
    delta({ type: "thinking_delta", thinking: "a" }),
    delta({ type: "signature_delta", signature }),
    { type: "content_block_stop", index: 0 },
  ];

  it("lets signed thinking pass as it is, and still looks at it", () => {
    expect(through("anthropic-messages", frames("own"))).toEqual(frames("own"));
    const refusing = (): TextWindow => ({
      push: () => {
        throw new Error("refused");
      },
      end: () => "",
    });
    expect(() => through("anthropic-messages", frames("own"), refusing)).toThrow("refused");
  });

  it("shows thinking of another wire that was changed as unsigned", () => {
    const sealed = sealCarry({ dialect: "bedrock-converse", data: "s" });
    const out = through("anthropic-messages", frames(sealed), holding, { translated: true });
    expect(out).toEqual([
      start,
      delta({ type: "thinking_delta", thinking: "" }),
      delta({ type: "thinking_delta", thinking: "A" }),
      delta({ type: "signature_delta", signature: "llmgw:unsigned" }),
      { type: "content_block_stop", index: 0 },
    ]);
  });

  it("walks results of the vendor's tools that come in a header, and leaves what is opaque", () => {
    const block = (content: unknown, type: string): JsonObject => ({
      type: "content_block_start",
      index: 3,
      content_block: { type, content },
    });
    const ran = [{ type: "code_execution_result", stdout: "out", file_id: "f" }];
    expect(through("anthropic-messages", [block(ran, "code_execution_tool_result")])).toEqual([
      block([{ type: "code_execution_result", stdout: "OUT", file_id: "f" }], "code_execution_tool_result"),
    ]);
    const found = [{ type: "web_search_result", title: "t", encrypted_content: "e" }];
    expect(through("anthropic-messages", [block(found, "web_search_tool_result")])).toEqual([
      block(found, "web_search_tool_result"),
    ]);
  });
});

describe("frames", () => {
  it("keep their other lines, and those without texts every byte", () => {
    const filter = filterOf("openai-chat", () => ({ push: (text) => text.toUpperCase(), end: () => "" }));
    const plain = ': comment\n\nevent: x\nid: 7\ndata:{ "choices" : [] , "n":1.0 }\n\n';
    expect(filter.push(plain)).toBe(plain);
    expect(
      filter.push(latin1OfText('id: 7\nevent: x\ndata: {"choices":[{"delta":\ndata: {"content":"ü"}}]}\n\n')),
    ).toBe('id: 7\nevent: x\ndata: {"choices":[{"delta":{"content":"\\u00dc"}}]}\n\n');
    expect(filter.push('\u00ef\u00bb\u00bfdata: {"choices":[{"delta":{"content":"a"}}]}\nid: 1\n\n')).toBe(
      'data: {"choices":[{"delta":{"content":"A"}}]}\nid: 1\n\n',
    );
    expect(filter.push("data: not json\n\n")).toBe("");
    expect(filter.push('data: {"choices":[{"delta":{"content":"a"}}]}\r\n\r\n')).toBe(
      'data: {"choices":[{"delta":{"content":"A"}}]}\n\n',
    );
  });

  it("wait for each other where windows answer later, and stop at the first that refuses", async () => {
    const order: string[] = [];
    const texts = textsOf("openai-chat").openStream?.();
    if (texts === undefined) throw new Error("no stream");
    const filter = openAsyncStreamFilter(texts, () => ({
      push: async (text) => {
        order.push(`in ${text}`);
        await new Promise((resolve) => setTimeout(resolve, text === "a" ? 20 : 1));
        order.push(`out ${text}`);
        if (text === "b") throw new Error("refused");
        return text;
      },
      end: async () => "",
    }));
    const said = ["a", "b", "c"].map((content) => filter.push(frame({ choices: [{ delta: { content } }] })));
    const results = await Promise.allSettled([...said, filter.end()]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(results.slice(2).map((one) => (one as { value: string }).value)).toEqual(["", ""]);
    expect(order).toEqual(["in a", "out a", "in b", "out b"]);
    expect(await filter.endBadly('data: {"error":{"message":"x"}}\n\n')).toBe('data: {"error":{"message":"x"}}\n\n');
  });
});
