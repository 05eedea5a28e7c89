import { describe, expect, it } from "vitest";
import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { ChatResponse, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { openCarry } from "../sealed-carry.ts";
import { dataOf, decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";

type AnswerBlock = ChatResponse["blocks"][number];

const none = new Set<never>();
const carry = (data: unknown, dialect = "gemini"): Carry => ({ dialect, data });

/** One block's events; state before its text or, as `late`, after it. */
function eventsOf(block: AnswerBlock, index: number, late: boolean): StreamEvent[] {
  const text = block.kind === "tool-call" ? block.arguments : "text" in block ? block.text : "";
  const state =
    "carry" in block && block.carry !== undefined ? [{ type: "block-carry", index, carry: block.carry } as const] : [];
  const citations = block.kind === "text" ? (block.citations ?? []) : [];
  return [
    { type: "block-start", index, block: block as never },
    ...(late ? [] : state),
    ...[...text].map((piece): StreamEvent => ({ type: "block-delta", index, text: piece })),
    ...citations.map((citation): StreamEvent => ({ type: "block-citation", index, citation })),
    ...(late ? state : []),
    { type: "block-end", index },
  ];
}

function told(blocks: readonly AnswerBlock[], late = true) {
  const lost = new Set<string>();
  const labels = meta({ warn: (field) => void lost.add(field) });
  const { content } = encodeResponse({ blocks, finish: { reason: "stop" } }, labels);
  const events = blocks.flatMap((block, i) => eventsOf(block, i, late));
  const sse = encodeAll(openEncoder(labels), [
    { type: "start" },
    ...events,
    { type: "finish", finish: { reason: "stop" } },
  ]);
  return { content: content as JsonObject[], streamed: assembled(dataOf(sse)), sse, lost: [...lost] };
}

/** The content as a client puts it together. */
function assembled(frames: readonly JsonObject[]): JsonObject[] {
  const content: JsonObject[] = [];
  const inputs: string[] = [];
  for (const { type, index, content_block: block, delta } of frames as (JsonObject & { delta: JsonObject })[]) {
    const at = index as number;
    if (type === "content_block_start") content[at] = block as JsonObject;
    const open = content[at];
    if (type === "content_block_stop" && open?.["type"] === "tool_use") open["input"] = JSON.parse(inputs[at] ?? "{}");
    if (type !== "content_block_delta" || open === undefined) continue;
    if (delta["type"] === "input_json_delta") inputs[at] = (inputs[at] ?? "") + String(delta["partial_json"]);
    else if (delta["type"] === "citations_delta")
      open["citations"] = [...((open["citations"] as []) ?? []), delta["citation"]];
    else
      for (const name of ["text", "thinking", "signature"])
        if (name in delta) open[name] = String(open[name]) + String(delta[name]);
  }
  return content;
}

describe("state of other wires", () => {
  it("is sealed: thinking is signed with it, what is hidden is it, a call's stands before it, a text's after", () => {
    const blocks: AnswerBlock[] = [
      { kind: "reasoning", text: "hm", carry: carry("r") },
      { kind: "reasoning", text: "own", carry: carry("o", "anthropic-messages") },
      { kind: "reasoning", text: "none" },
      { kind: "reasoning", text: "", redacted: true, carry: carry({ x: 1 }) },
      { kind: "text", text: "a", carry: carry("t") },
      { kind: "tool-call", id: "c:1", name: "f", arguments: '{"a":1}', carry: carry("c") },
    ];
    const { content, streamed } = told(blocks, false);
    expect(content.map(({ type, signature, data }) => [type, openCarry(signature ?? data) ?? signature])).toEqual([
      ["thinking", { carry: carry("r") }],
      ["thinking", "o"],
      ["thinking", "llmgw:unsigned"],
      ["redacted_thinking", { carry: carry({ x: 1 }) }],
      ["text", undefined],
      ["redacted_thinking", { carry: carry("t"), toolCallId: "#text" }],
      ["redacted_thinking", { carry: carry("c"), toolCallId: "c_1" }],
      ["tool_use", undefined],
    ]);
    expect(streamed).toEqual(content);
    expect(decodeResponse({ content }, none).blocks).toEqual(
      blocks.map((block) => (block.kind === "tool-call" ? { ...block, id: "c_1" } : block)),
    );
  });
  it.each([false, true])("of a call is read back from a stream (late: %s)", (late) => {
    const call: AnswerBlock = { kind: "tool-call", id: "c", name: "f", arguments: '{"a":1}', carry: carry("c") };
    const { sse, content, streamed } = told([call, { kind: "tool-call", id: "d", name: "f", arguments: "{}" }], late);
    const types = ["redacted_thinking", "tool_use", "tool_use"];
    expect(content.map(({ type }) => type)).toEqual(types);
    expect(streamed.map(({ type }) => type)).toEqual(late ? ["tool_use", "redacted_thinking", "tool_use"] : types);
    const events = decodeAll(openDecoder(none), sse);
    expect(events.filter((event) => event.type === "block-carry")).toEqual([
      { type: "block-carry", index: 0, carry: carry("c") },
    ]);
    expect(events.filter((event) => event.type === "block-start")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: "finish", finish: { reason: "tool-calls" } });
  });
  it("of a text without words needs no text block", () => {
    const { content, streamed, sse } = told([{ kind: "text", text: "", carry: carry("t") }]);
    expect(content.map(({ type }) => type)).toEqual(["redacted_thinking"]);
    expect(streamed).toEqual(content);
    expect(decodeAll(openDecoder(none), sse).slice(1, 4)).toEqual([
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-carry", index: 0, carry: carry("t") },
      { type: "block-end", index: 0 },
    ]);
  });
});

describe("citations", () => {
  const locations: readonly [string, JsonObject, Citation][] = [
    [
      "web search",
      { type: "web_search_result_location", url: "https://a", title: "A", cited_text: "p", encrypted_index: "e" },
      { url: "https://a", title: "A", citedText: "p" },
    ],
    [
      "search result with a link",
      { type: "search_result_location", source: "https://b", title: null, cited_text: "p", search_result_index: 0 },
      { url: "https://b", title: "https://b", citedText: "p" },
    ],
    [
      "search result of another kind",
      { type: "search_result_location", source: "kb/7", title: "B", cited_text: "p" },
      { title: "B", citedText: "p" },
    ],
    [
      "characters of a document",
      { type: "char_location", document_title: "D", cited_text: "p", document_index: 0, start_char_index: 1 },
      { title: "D", citedText: "p" },
    ],
    ["pages of a document", { type: "page_location", document_title: null, cited_text: "p" }, { citedText: "p" }],
    ["blocks of a document", { type: "content_block_location", document_title: "D", cited_text: "" }, { title: "D" }],
  ];
  it.each(locations)("of %s are read, whole and streamed", (_name, wire, citation) => {
    const { blocks } = decodeResponse({ content: [{ type: "text", text: "x", citations: [wire] }] }, none);
    expect(blocks).toEqual([{ kind: "text", text: "x", citations: [citation] }]);
    const events = decodeAll(openDecoder(none), [
      { type: "message_start", message: {} },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "", citations: [] } },
      { type: "content_block_delta", index: 0, delta: { type: "citations_delta", citation: wire } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "x" } },
    ]);
    expect(events[2]).toEqual({ type: "block-citation", index: 0, citation });
  });
  it("with a link are shown, marked as not Anthropic's; others are left out with a warning", () => {
    const citations = [{ url: "https://a", title: "A", citedText: "p" }, { url: "https://b" }, { title: "none" }];
    const { content, streamed, lost } = told([{ kind: "text", text: "xy", citations }]);
    const link = { type: "web_search_result_location", encrypted_index: "llmgw:unsigned" };
    expect(content).toEqual([
      {
        type: "text",
        text: "xy",
        citations: [
          { ...link, url: "https://a", title: "A", cited_text: "p" },
          { ...link, url: "https://b", title: null, cited_text: "" },
        ],
      },
    ]);
    expect(streamed).toEqual(content);
    expect(lost).toEqual(["citations"]);
  });
  it.each([
    [0, 2, []],
    [1, 2, ["citations"]],
    [0, 1, ["citations"]],
  ])("for a part of their text (%i to %i) say so", (startIndex, endIndex, fields) => {
    expect(told([{ kind: "text", text: "xy", citations: [{ url: "https://a", startIndex, endIndex }] }]).lost).toEqual(
      fields,
    );
  });
});

describe("what Anthropic runs itself", () => {
  const search = [
    { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
    {
      type: "web_search_tool_result",
      tool_use_id: "srvtoolu_1",
      content: [{ type: "web_search_result", url: "https://a" }],
    },
  ];
  it("is left out of the answer, and the text that rests on it is kept", () => {
    const content = [{ type: "text", text: "Let me see. " }, ...search, { type: "text", text: "So." }];
    expect(decodeResponse({ content, stop_reason: "end_turn" }, none)).toMatchObject({
      blocks: [
        { kind: "text", text: "Let me see. " },
        { kind: "text", text: "So." },
      ],
      finish: { reason: "stop" },
    });
    const frames = content.flatMap((block, index) => {
      const input =
        block.type === "server_tool_use" ? [{ type: "input_json_delta", partial_json: '{"query":"q"}' }] : [];
      return [
        { type: "content_block_start", index, content_block: block },
        ...input.map((delta) => ({ type: "content_block_delta", index, delta })),
        { type: "content_block_stop", index },
      ];
    });
    const events = decodeAll(openDecoder(none), [
      ...frames,
      { type: "message_delta", delta: { stop_reason: "end_turn" } },
    ]);
    expect(events.flatMap((event) => (event.type === "block-delta" ? [event.text] : []))).toEqual([
      "Let me see. ",
      "So.",
    ]);
    expect(events.at(-1)).toMatchObject({ finish: { reason: "stop" } });
  });
});

describe("what the wire cannot say", () => {
  it("an image is left out with a warning", () => {
    const image: AnswerBlock = { kind: "image", source: { kind: "url", url: "https://a/b.png" } };
    const { content, streamed, lost } = told([image, { kind: "text", text: "a" }]);
    expect([content, streamed]).toEqual([[{ type: "text", text: "a" }], [{ type: "text", text: "a" }]]);
    expect(lost).toEqual(["content"]);
  });
  it.each(['ls "a" é 🎈\n', "", "\\"])("free text of a custom call is the one argument of a function: %j", (text) => {
    const { content, streamed } = told([{ kind: "tool-call", id: "c", name: "run", arguments: text, custom: true }]);
    expect(content).toEqual([{ type: "tool_use", id: "c", name: "run", input: { input: text } }]);
    expect(streamed).toEqual(content);
  });
  it("arguments that were cut off are shown as none in a whole answer", () => {
    const { content } = encodeResponse(
      { blocks: [{ kind: "tool-call", id: "c", name: "f", arguments: '{"x' }], finish: { reason: "length" } },
      meta(),
    );
    expect(content).toMatchObject([{ input: {} }]);
  });
  it("interleaved blocks follow one another, with what waited for them", () => {
    const head = { kind: "tool-call", name: "f" } as const;
    const sse = encodeAll(openEncoder(meta()), [
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-start", index: 1, block: { ...head, id: "c" } },
      { type: "block-delta", index: 1, text: '{"a":' },
      { type: "block-delta", index: 0, text: "x" },
      { type: "block-carry", index: 1, carry: carry("c") },
      { type: "block-citation", index: 0, citation: { url: "https://a" } },
      { type: "block-end", index: 1 },
      { type: "block-delta", index: 0, text: "y" },
      { type: "block-end", index: 0 },
      { type: "block-start", index: 2, block: { ...head, id: "d", custom: true } },
      { type: "block-delta", index: 2, text: "z" },
      { type: "finish", finish: { reason: "stop" } },
    ]);
    expect(assembled(dataOf(sse.replace('{\\"a\\":', '{\\"a\\":1}')))).toMatchObject([
      { type: "text", text: "xy", citations: [{ url: "https://a" }] },
      { type: "redacted_thinking" },
      { type: "tool_use", id: "c", input: { a: 1 } },
      { type: "tool_use", id: "d", input: { input: "z" } },
    ]);
  });
});
