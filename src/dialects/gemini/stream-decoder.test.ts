import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { decodeAll } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { openDecoder } from "./stream-decoder.ts";

const chunk = (parts: object[], more: object = {}, beside: object = {}): JsonObject => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
  modelVersion: "gemini-x",
  responseId: "R-1",
  ...beside,
});
const STOP = { finishReason: "STOP" };
const decode = (...chunks: unknown[]) => decodeAll(openDecoder(), chunks);
const blocks = (...chunks: unknown[]) => decode(...chunks).slice(1, -1);
const finishOf = (...chunks: unknown[]) => decode(...chunks).at(-1);
const carry = (data: string) => ({ dialect: "gemini", data });
const call = (name: string, more: object = {}) => ({ functionCall: { name, ...more } });
const head = (index: number, id: string, name: string): StreamEvent => ({
  type: "block-start",
  index,
  block: { kind: "tool-call", id, name },
});

describe("a stream of chunks", () => {
  it("tells text and thoughts apart, and its names once", () => {
    expect(
      decode(
        chunk([{ text: "hm", thought: true }]),
        chunk([{ text: "…", thought: true }]),
        chunk([{ text: "Hel" }]),
        chunk([{ text: "lo" }, { text: "" }], STOP),
      ),
    ).toEqual([
      { type: "start", id: "R-1", model: "gemini-x" },
      { type: "block-start", index: 0, block: { kind: "reasoning" } },
      { type: "block-delta", index: 0, text: "hm" },
      { type: "block-delta", index: 0, text: "…" },
      { type: "block-end", index: 0 },
      { type: "block-start", index: 1, block: { kind: "text" } },
      { type: "block-delta", index: 1, text: "Hel" },
      { type: "block-delta", index: 1, text: "lo" },
      { type: "block-end", index: 1 },
      { type: "finish", finish: { reason: "stop", raw: "STOP" }, usage: undefined },
    ]);
  });

  it("signs text where the signature came, also on an empty piece (traps 4, 6)", () => {
    expect(
      blocks(chunk([{ text: "a" }]), chunk([{ text: "", thoughtSignature: "s1" }]), chunk([{ text: "b" }])),
    ).toEqual([
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "a" },
      { type: "block-carry", index: 0, carry: carry("s1") },
      { type: "block-end", index: 0 },
      { type: "block-start", index: 1, block: { kind: "text" } },
      { type: "block-delta", index: 1, text: "b" },
    ]);
    expect(
      blocks(chunk([call("f", { id: "c" })]), chunk([{ text: "", thoughtSignature: "s" }], STOP)).slice(3),
    ).toEqual([
      { type: "block-start", index: 1, block: { kind: "text" } },
      { type: "block-carry", index: 1, carry: carry("s") },
      { type: "block-end", index: 1 },
    ]);
  });

  it("has calls whole, with the ids given or minted ones, each once (traps 3, 10)", () => {
    const events = blocks(
      chunk([
        { ...call("f", { id: "x", args: { a: 1 } }), thoughtSignature: "s" },
        call("g", { args: {} }),
        call("h", { id: "x" }),
      ]),
    );
    expect(events).toEqual([
      head(0, "x", "f"),
      { type: "block-carry", index: 0, carry: carry("s") },
      { type: "block-delta", index: 0, text: '{"a":1}' },
      { type: "block-end", index: 0 },
      head(1, "call_R-1_1", "g"),
      { type: "block-delta", index: 1, text: "{}" },
      { type: "block-end", index: 1 },
      head(2, "x_2", "h"),
      { type: "block-delta", index: 2, text: "{}" },
      { type: "block-end", index: 2 },
    ]);
  });

  it("puts arguments together that come leaf by leaf", () => {
    const part = (partialArgs: object[], willContinue?: boolean) =>
      chunk([{ functionCall: { partialArgs, ...(willContinue === undefined ? {} : { willContinue }) } }]);
    const events = blocks(
      chunk([{ ...call("f", { id: "c", willContinue: true }), thoughtSignature: "s" }]),
      part([{ jsonPath: "$.a", stringValue: "x", willContinue: true }], true),
      part(
        [
          { jsonPath: "$.a", stringValue: "y" },
          { jsonPath: "$.b[0]", numberValue: 1 },
        ],
        true,
      ),
      chunk([{ functionCall: {} }]),
      chunk([call("g", { id: "d", partialArgs: [{ jsonPath: "$.z", boolValue: true }] })]),
      chunk([call("h", { id: "e", willContinue: true })]),
      chunk([], STOP),
    );
    expect(events).toEqual([
      head(0, "c", "f"),
      { type: "block-carry", index: 0, carry: carry("s") },
      { type: "block-delta", index: 0, text: '{"a":"xy","b":[1]}' },
      { type: "block-end", index: 0 },
      head(1, "d", "g"),
      { type: "block-delta", index: 1, text: '{"z":true}' },
      { type: "block-end", index: 1 },
      head(2, "e", "h"),
      { type: "block-delta", index: 2, text: "{}" },
      { type: "block-end", index: 2 },
    ]);
  });

  it("shows images, but not those of thoughts, and nothing that ran at Google", () => {
    const image = { inlineData: { mimeType: "image/png", data: "AA==" } };
    expect(
      blocks(
        chunk([
          { ...image, thought: true },
          { executableCode: { code: "1" } },
          { codeExecutionResult: { output: "1" } },
          image,
          { inlineData: { mimeType: "audio/wav", data: "BB==" } },
        ]),
      ),
    ).toEqual([
      {
        type: "block-start",
        index: 0,
        block: { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } },
      },
      { type: "block-end", index: 0 },
    ]);
  });

  it("skips what is no chunk, and other candidates", () => {
    const events = decodeAll(
      openDecoder(),
      `data: {broken\n\n: comment\n\ndata: 5\n\ndata: ${JSON.stringify({ candidates: [{ index: 1, content: { parts: [{ text: "no" }] } }, null, { content: { parts: [null, 5, { text: "yes" }] } }] })}\n\n`,
    );
    expect(events.slice(1, 3)).toEqual([
      { type: "block-start", index: 0, block: { kind: "text" } },
      { type: "block-delta", index: 0, text: "yes" },
    ]);
  });
});

describe("the end of a stream", () => {
  it.each<[string, unknown[], string]>([
    [
      "says tool-calls after STOP with a call in an earlier chunk (trap 1)",
      [chunk([call("f")]), chunk([{ text: "" }], STOP)],
      "tool-calls",
    ],
    ["says tool-calls after STOP in the same chunk", [chunk([call("f")], STOP)], "tool-calls"],
    ["does not turn a limit into calls (trap 2)", [chunk([call("f")], { finishReason: "MAX_TOKENS" })], "length"],
    ["does not turn a filter into calls (trap 2)", [chunk([call("f")], { finishReason: "SAFETY" })], "content-filter"],
    [
      "is what the last word says",
      [chunk([{ text: "a" }], STOP), chunk([{ text: "b" }], { finishReason: "MAX_TOKENS" })],
      "length",
    ],
    ["is an error after a broken call", [chunk([], { finishReason: "MALFORMED_FUNCTION_CALL" })], "error"],
    [
      "is a filter when the prompt was blocked",
      [{ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }],
      "content-filter",
    ],
    [
      "is none when the reason is unspecified",
      [chunk([{ text: "a" }], { finishReason: "FINISH_REASON_UNSPECIFIED" })],
      "interrupted",
    ],
    ["is none when nobody said it", [chunk([{ text: "a" }])], "interrupted"],
    ["is none when nothing came", [], "interrupted"],
    ["is a stop for a word nobody knows", [chunk([{ text: "a" }], { finishReason: "NEW_REASON" })], "stop"],
  ])("%s", (_name, chunks, reason) => {
    expect(finishOf(...chunks)).toMatchObject({ type: "finish", finish: { reason } });
  });

  it("leaves blocks of a broken answer open", () => {
    expect(decode(chunk([{ text: "a" }])).some((event) => event.type === "block-end")).toBe(false);
  });

  it("has the last counters, wherever they came", () => {
    const usage = (n: number) => ({
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: n, totalTokenCount: 5 + n },
    });
    const events = decode(chunk([{ text: "a" }], {}, usage(1)), chunk([], STOP, usage(2)), usage(3), {
      usageMetadata: { trafficType: "ON_DEMAND" },
    });
    expect(events.at(-1)).toMatchObject({ usage: { inputTokens: 5, outputTokens: 3 } });
  });

  it("is an error event for an error in the stream, and nothing after it (trap 16)", () => {
    const error = { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } };
    expect(decode(chunk([{ text: "a" }]), error, chunk([{ text: "b" }], STOP)).slice(3)).toEqual([
      {
        type: "error",
        error: {
          kind: "overloaded",
          status: 503,
          message: "The model is overloaded.",
          code: "UNAVAILABLE",
          type: "UNAVAILABLE",
          param: undefined,
        },
      },
    ]);
  });
});

describe("sources", () => {
  const text = "Ä🎈 is old. And new.";
  const grounding = {
    groundingMetadata: {
      groundingChunks: [
        { web: { uri: "https://a", title: "A" } },
        { web: { uri: "https://b" } },
        { retrievedContext: { title: "D", text: "cited" } },
      ],
      groundingSupports: [
        { segment: { endIndex: 14, text: "Ä🎈 is old." }, groundingChunkIndices: [0, 1] },
        { segment: { startIndex: 15, endIndex: 23 }, groundingChunkIndices: [0, 7] },
      ],
    },
  };
  const citations = [
    { url: "https://a", title: "A", startIndex: 0, endIndex: 11 },
    { url: "https://b", startIndex: 0, endIndex: 11 },
    { url: "https://a", title: "A", startIndex: 12, endIndex: 20 },
    { title: "D", citedText: "cited" },
  ];

  it("count characters where the wire counts bytes, once each, before their block ends", () => {
    const events = decode(
      chunk([{ text: text.slice(0, 6) }]),
      chunk([{ text: text.slice(6) }], grounding),
      chunk([{ text: "" }], { ...STOP, ...grounding }),
    );
    const cited = events.flatMap((event) => (event.type === "block-citation" ? [event] : []));
    expect(cited.map(({ citation }) => citation)).toEqual(citations);
    expect(events.at(-2)).toEqual({ type: "block-end", index: 0 });
  });

  it("stand on the block of their text, in an answer that came whole", () => {
    const { blocks: answer } = decodeResponse(
      chunk([{ text: "hm", thought: true }, { text: "One." }, call("f"), { text: "Two." }], {
        ...STOP,
        groundingMetadata: {
          groundingChunks: [{ web: { uri: "https://a" } }],
          groundingSupports: [
            { segment: { partIndex: 1, endIndex: 4 }, groundingChunkIndices: [0] },
            { segment: { partIndex: 3, startIndex: 1, endIndex: 4 }, groundingChunkIndices: [0] },
          ],
        },
        citationMetadata: { citations: [{ uri: "https://q", startIndex: 4, endIndex: 8 }] },
      }),
    );
    expect(answer[1]).toMatchObject({ citations: [{ url: "https://a", startIndex: 0, endIndex: 4 }] });
    expect(answer[3]).toMatchObject({
      citations: [
        { url: "https://a", startIndex: 1, endIndex: 4 },
        { url: "https://q", startIndex: 0, endIndex: 4 },
      ],
    });
  });

  it("have no place when theirs is not in the text", () => {
    const events = decode(
      chunk([{ text: "a" }], {
        ...STOP,
        groundingMetadata: {
          groundingChunks: [{ web: { uri: "https://a" } }],
          groundingSupports: [{ segment: { startIndex: 5, endIndex: 900 }, groundingChunkIndices: [0] }],
        },
      }),
    );
    expect(events).toContainEqual({ type: "block-citation", index: 0, citation: { url: "https://a" } });
  });
});

describe("a whole answer", () => {
  it("has a finish without being told, but not without content", () => {
    expect(decodeResponse(chunk([{ text: "a" }])).finish).toEqual({ reason: "stop" });
    expect(decodeResponse({}).finish).toEqual({ reason: "interrupted" });
    expect(decodeResponse({ promptFeedback: { blockReason: "SAFETY" } })).toMatchObject({
      blocks: [],
      finish: { reason: "content-filter", raw: "SAFETY" },
    });
  });
});

it("reads megabytes of small pieces in linear time", () => {
  const decoder = openDecoder();
  const piece = "x".repeat(10);
  const frame = {
    data: JSON.stringify(
      chunk([
        {
          functionCall: {
            partialArgs: [{ jsonPath: "$.a", stringValue: piece, willContinue: true }],
            willContinue: true,
          },
        },
      ]),
    ),
  };
  decoder.push({ data: JSON.stringify(chunk([call("f", { willContinue: true })])) });
  let events = 0;
  for (let i = 0; i < 100_000; i += 1) events += decoder.push(frame).length;
  const [delta] = decoder.push({ data: JSON.stringify(chunk([{ functionCall: {} }], STOP)) });
  expect(events).toBe(0);
  expect(delta?.type === "block-delta" && delta.text.length).toBe('{"a":""}'.length + 1_000_000);
});
