import { describe, expect, it } from "vitest";
import type { Block, Carry } from "../../canonical/blocks.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { ChatResponse, StreamEvent } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { openCarry } from "../sealed-carry.ts";
import { dataOf, decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";

type AnswerBlock = ChatResponse["blocks"][number];

const none = new Set<never>();
const PNG = { kind: "data", mediaType: "image/png", data: "iVBORw0KGgo=" } as const;
const sig = (data: string, dialect = "gemini"): Carry => ({ dialect, data });
const call = (changes: Partial<Extract<Block, { kind: "tool-call" }>> = {}): AnswerBlock => ({
  kind: "tool-call",
  id: "c1",
  name: "f",
  arguments: '{"a":1}',
  ...changes,
});

/** Events of a whole answer: texts in two pieces, state before them or, as `late`, after. */
function eventsOf(blocks: readonly AnswerBlock[], late = true): StreamEvent[] {
  const events: StreamEvent[] = [{ type: "start" }];
  for (const [index, block] of blocks.entries()) {
    const text = block.kind === "tool-call" ? block.arguments : "text" in block ? block.text : "";
    const carry = "carry" in block ? block.carry : undefined;
    const half = Math.floor(text.length / 2);
    const state: StreamEvent[] = carry === undefined ? [] : [{ type: "block-carry", index, carry }];
    const citations = block.kind === "text" ? (block.citations ?? []) : [];
    events.push(
      { type: "block-start", index, block: block as never },
      ...(late ? [] : state),
      ...[text.slice(0, half), text.slice(half)].map(
        (piece): StreamEvent => ({ type: "block-delta", index, text: piece }),
      ),
      ...citations.map((citation): StreamEvent => ({ type: "block-citation", index, citation })),
      ...(late ? state : []),
      { type: "block-end", index },
    );
  }
  return [...events, { type: "finish", finish: { reason: "stop" } }];
}

interface Told {
  readonly message: JsonObject;
  readonly chunks: readonly JsonObject[];
  readonly deltas: readonly JsonObject[];
  readonly lost: readonly string[];
}

function told(blocks: readonly AnswerBlock[], changes: Partial<AnswerMeta> = {}, late = true): Told {
  const lost = new Set<string>();
  const labels = meta({ ...changes, warn: (field) => void lost.add(field) });
  const whole = encodeResponse({ blocks, finish: { reason: "stop" } }, labels);
  const chunks = dataOf(encodeAll(openEncoder(labels), eventsOf(blocks, late))).slice(0, -1);
  const deltas = chunks.map((chunk) => (chunk["choices"] as JsonObject[])[0]?.["delta"] as JsonObject);
  const message = (whole["choices"] as JsonObject[])[0]?.["message"] as JsonObject;
  return { message, chunks, deltas, lost: [...lost] };
}

/** What a delta's member says over all chunks. */
function over(deltas: readonly JsonObject[], name: string): unknown[] {
  return deltas.flatMap((delta) => (delta[name] as unknown[] | undefined) ?? []);
}

const freeText: ChatRequest = {
  model: "m",
  stream: false,
  messages: [],
  unmapped: [],
  tools: [{ name: "run", parameters: {}, custom: {} }],
};

describe("calls of custom tools", () => {
  it.each<[string, Partial<Extract<Block, { kind: "tool-call" }>>, string]>([
    ["as the provider's function", { arguments: '{"input":"ls \\"a\\" é"}' }, 'ls "a" é'],
    ["with more than the text", { arguments: '{"input":"ls","x":1}' }, "ls"],
    ["without the text", { arguments: '{"x":1}' }, '{"x":1}'],
    ["without arguments", { arguments: "" }, ""],
    ["cut off", { arguments: '{"input":"ls' }, '{"input":"ls'],
    ["as the provider's own", { arguments: "ls", custom: true }, "ls"],
  ])("%s", (_name, changes, input) => {
    const { message, deltas } = told([call({ name: "run", ...changes })], { request: freeText });
    expect(message["tool_calls"]).toEqual([{ id: "c1", type: "custom", custom: { name: "run", input } }]);
    const [first, ...rest] = over(deltas, "tool_calls") as JsonObject[];
    expect(first).toEqual({ index: 0, id: "c1", type: "custom", custom: { name: "run", input: "" } });
    expect(rest.every((entry) => entry["index"] === 0 && entry["function"] === undefined)).toBe(true);
    expect(rest.map((entry) => (entry["custom"] as JsonObject)["input"]).join("")).toBe(input);
  });
  it("of other tools stay calls of functions", () => {
    const { message } = told([call()], { request: freeText });
    expect(message["tool_calls"]).toEqual([
      { id: "c1", type: "function", function: { name: "f", arguments: '{"a":1}' } },
    ]);
  });
  it("are read back, whole and streamed", () => {
    const blocks = [call({ name: "run", arguments: 'say "é"', custom: true })];
    const { message } = told(blocks);
    expect(decodeResponse({ choices: [{ message }] }, none).blocks).toEqual(blocks);
    const events = decodeAll(openDecoder(none), encodeAll(openEncoder(meta()), eventsOf(blocks)));
    expect(events[1]).toEqual({
      type: "block-start",
      index: 0,
      block: { kind: "tool-call", id: "c1", name: "run", custom: true },
    });
    expect(events.map((event) => (event.type === "block-delta" ? event.text : "")).join("")).toBe('say "é"');
  });
});

describe("citations", () => {
  const link = { url: "https://a", title: "A", citedText: "p" };
  const blocks: AnswerBlock[] = [
    { kind: "text", text: "One. " },
    {
      kind: "text",
      text: "Two.",
      citations: [link, { url: "https://b", startIndex: 1, endIndex: 3 }, { title: "no link" }],
    },
  ];
  const annotations = [
    {
      type: "url_citation",
      url_citation: { start_index: 5, end_index: 9, title: "A", url: "https://a", content: "p" },
    },
    { type: "url_citation", url_citation: { start_index: 6, end_index: 8, title: "https://b", url: "https://b" } },
  ];
  it("become annotations that count from the beginning of the content, once in a stream", () => {
    const { message, deltas, lost } = told(blocks);
    expect(message["annotations"]).toEqual(annotations);
    expect(deltas.filter((delta) => delta["annotations"] !== undefined)).toEqual([{ annotations }]);
    expect(lost).toEqual(["annotations"]);
  });
  it("are read back, whole and streamed", () => {
    const message = { content: "One. Two.", annotations };
    const citations = [
      { url: "https://a", title: "A", citedText: "p", startIndex: 5, endIndex: 9 },
      { url: "https://b", title: "https://b", startIndex: 6, endIndex: 8 },
    ];
    expect(decodeResponse({ choices: [{ message }] }, none).blocks).toEqual([
      { kind: "text", text: "One. Two.", citations },
    ]);
    const frames = [{ content: "One. Two." }, { annotations }].map((delta) => ({ choices: [{ index: 0, delta }] }));
    const events = decodeAll(openDecoder(none), frames);
    expect(events.flatMap((event) => (event.type === "block-citation" ? [event.citation] : []))).toEqual(citations);
  });
  it.each<[string, JsonObject, unknown]>([
    [
      "search_results",
      { search_results: [{ url: "https://a", title: "A" }, { url: "" }] },
      [{ url: "https://a", title: "A" }],
    ],
    ["links alone", { citations: ["https://a", 7] }, [{ url: "https://a" }]],
  ])("of Perplexity stand beside the choices: %s", (_name, beside, citations) => {
    const body = { choices: [{ message: { content: "a" } }], ...beside };
    expect(decodeResponse(body, none).blocks).toEqual([{ kind: "text", text: "a", citations }]);
    const frames = ["a", "b"].map((content) => ({ choices: [{ index: 0, delta: { content } }], ...beside }));
    const last = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
    const events = decodeAll(openDecoder(none), [...frames, last]);
    expect(events.flatMap((event) => (event.type === "block-citation" ? [event.citation] : []))).toEqual(citations);
  });
  it("of a later text count from its beginning", () => {
    const delta = (value: JsonObject) => ({ choices: [{ index: 0, delta: value }] });
    const [annotation] = annotations;
    const events = decodeAll(openDecoder(none), [
      delta({ content: "One. " }),
      delta({ reasoning_content: "hm" }),
      delta({ content: "Two." }),
      delta({ annotations: [annotation] }),
    ]);
    expect(events.find((event) => event.type === "block-citation")).toMatchObject({
      index: 2,
      citation: { startIndex: 0, endIndex: 4 },
    });
  });
});

describe("images", () => {
  const blocks: AnswerBlock[] = [
    { kind: "text", text: "Here:" },
    { kind: "image", source: PNG },
    { kind: "image", source: { kind: "url", url: "https://a/b.png" } },
  ];
  it("stand in the message and in chunks of their own, and are read back", () => {
    const { message, deltas } = told(blocks);
    const images = [
      { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" }, index: 0 },
      { type: "image_url", image_url: { url: "https://a/b.png" }, index: 1 },
    ];
    expect(message["images"]).toEqual(images);
    expect(over(deltas, "images")).toEqual(images);
    expect(decodeResponse({ choices: [{ message }] }, none).blocks).toEqual(blocks);
    const events = decodeAll(openDecoder(none), encodeAll(openEncoder(meta()), eventsOf(blocks)));
    expect(events.flatMap((event) => (event.type === "block-start" ? [event.block] : []))).toEqual([
      { kind: "text" },
      ...blocks.slice(1),
    ]);
  });
  it("that are stored at their vendor are left out with a warning", () => {
    const { message, lost } = told([{ kind: "image", source: { kind: "file", dialect: "gemini", fileId: "f" } }]);
    expect([message["images"], lost]).toEqual([undefined, ["images"]]);
  });
});

describe("state of other wires", () => {
  const extra = { google: { thought_signature: "s1" } };
  it("Gemini's of a call stands at the call; in streams on its first chunk, or on one of its own", () => {
    const blocks = [call({ carry: sig("s1") }), call({ id: "c2" })];
    const { message, deltas } = told(blocks, {}, false);
    expect(message["tool_calls"]).toMatchObject([{ id: "c1", extra_content: extra }, { id: "c2" }]);
    expect((over(deltas, "tool_calls") as JsonObject[])[0]).toMatchObject({ id: "c1", extra_content: extra });
    const late = over(told(blocks).deltas, "tool_calls") as JsonObject[];
    expect(late.findIndex((entry) => entry["extra_content"] !== undefined)).toBe(3);
    expect(late[3]).toEqual({ index: 0, extra_content: extra });
    for (const sse of [true, false]) {
      const events = decodeAll(openDecoder(none), encodeAll(openEncoder(meta()), eventsOf(blocks, sse)));
      expect(events.filter((event) => event.type === "block-carry")).toMatchObject([{ index: 0, carry: sig("s1") }]);
    }
    expect(decodeResponse({ choices: [{ message }] }, none).blocks).toEqual(blocks);
  });
  it("all else is sealed in reasoning_details, told before what follows and whole each time", () => {
    const blocks: AnswerBlock[] = [
      { kind: "reasoning", text: "hm", carry: sig("r", "anthropic-messages") },
      { kind: "reasoning", text: "", redacted: true, carry: sig("x", "bedrock-converse") },
      { kind: "text", text: "a", carry: sig("t") },
      call({ carry: sig("c", "some-wire") }),
    ];
    const { message, deltas } = told(blocks);
    const details = message["reasoning_details"] as JsonObject[];
    expect(details.map((detail) => [detail["type"], detail["text"], detail["id"], detail["index"]])).toEqual([
      ["reasoning.text", "hm", undefined, 0],
      ["reasoning.encrypted", undefined, undefined, 1],
      ["reasoning.encrypted", undefined, undefined, 2],
      ["reasoning.encrypted", undefined, "c1", 3],
    ]);
    expect(details.map((detail) => openCarry(detail["data"] ?? detail["signature"])?.carry.data)).toEqual([
      "r",
      "x",
      "t",
      "c",
    ]);
    const chunks = deltas.flatMap((delta) => (delta["reasoning_details"] as JsonObject[] | undefined) ?? []);
    expect(chunks.map((detail) => detail["index"])).toEqual(chunks.map((_, i) => i));
    const last = deltas.findLast((delta) => delta["reasoning_details"] !== undefined)?.[
      "reasoning_details"
    ] as JsonObject[];
    expect(last.map((detail) => ({ ...detail, index: 0 }))).toEqual(details.map((detail) => ({ ...detail, index: 0 })));
    expect(decodeResponse({ choices: [{ message }] }, none).blocks).toEqual(blocks);
  });
  it("is told in one chunk where reasoning is all that has any", () => {
    const { deltas } = told([
      { kind: "reasoning", text: "hm", carry: sig("r", "anthropic-messages") },
      { kind: "text", text: "ab" },
    ]);
    expect(deltas.map((delta) => Object.keys(delta).join())).toEqual([
      "role,content",
      "reasoning_content",
      "reasoning_content",
      "reasoning_details",
      "content",
      "content",
      "",
    ]);
  });
});
