import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Citation } from "../../canonical/blocks.ts";
import type { FinishReason } from "../../canonical/finish.ts";
import type { BlockHead, ChatResponse, StreamEvent } from "../../canonical/response.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";
import type { JsonObject } from "../dialect.ts";
import { decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { OWN } from "./thinking.ts";

/** A block as the test means it: its pieces are what is streamed. */
interface Said {
  readonly head: BlockHead;
  readonly pieces: readonly string[];
  readonly citations?: readonly Citation[];
}

const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 });
const citation: fc.Arbitrary<Citation> = fc.record(
  {
    startIndex: fc.constant(0),
    endIndex: fc.nat(9),
    url: fc.constant("https://x.test/a"),
    title: fc.constant("T"),
    citedText: fc.constant("c"),
  },
  { requiredKeys: ["startIndex", "endIndex"] },
);
const args = fc
  .tuple(fc.jsonValue({ maxDepth: 1 }), fc.array(fc.nat(30), { maxLength: 3 }))
  .map(([value, cuts]) => cut(JSON.stringify({ value }), cuts));

const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .tuple(pieces, fc.array(citation, { maxLength: 2 }))
    .map(([p, citations]): Said => ({ head: { kind: "text" }, pieces: p, citations })),
  pieces.map((p): Said => ({ head: { kind: "reasoning" }, pieces: p })),
  fc.oneof(args, fc.constant([])).map((p): Said => ({ head: { kind: "tool-call", id: "c", name: "f" }, pieces: p })),
);

const answers = fc
  .tuple(
    fc.array(said, { maxLength: 6 }),
    fc.infiniteStream(fc.nat()),
    fc.constantFrom<FinishReason>("stop", "length", "stop-sequence"),
  )
  .map(([blocks, choices, reason]) => {
    const numbered = blocks.map((block, i): Said => {
      return block.head.kind === "tool-call" ? { ...block, head: { ...block.head, id: `call_${i}` } } : block;
    });
    return { blocks: numbered, reason, events: interleave(numbered, choices, reason) };
  });

function cut(text: string, at: readonly number[]): string[] {
  const sorted = [0, ...at.filter((n) => n < text.length), text.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, i) => text.slice(sorted[i], end));
}

const usage = {
  inputTokens: 1,
  cacheReadTokens: 2,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  outputTokens: 11,
  reasoningTokens: 0,
};

/** Streams the blocks, any number of them open at a time. */
function interleave(blocks: readonly Said[], choices: Iterator<number>, reason: FinishReason): StreamEvent[] {
  const events: StreamEvent[] = [{ type: "start" }];
  const open: { index: number; rest: StreamEvent[] }[] = [];
  const pick = (n: number) => Number(choices.next().value) % n;
  const step = (at: number) => {
    const block = open[at];
    if (block === undefined) return;
    const next = block.rest.shift();
    events.push(next ?? { type: "block-end", index: block.index });
    if (next === undefined) open.splice(at, 1);
  };
  for (const [index, { head, pieces: texts, citations = [] }] of blocks.entries()) {
    while (open.length > 0 && pick(2) === 0) step(pick(open.length));
    events.push({ type: "block-start", index, block: head });
    const rest: StreamEvent[] = texts.map((text) => ({ type: "block-delta", index, text }));
    rest.push(...citations.map((each): StreamEvent => ({ type: "block-citation", index, citation: each })));
    if (head.kind === "reasoning") rest.push({ type: "block-carry", index, carry: OWN });
    open.push({ index, rest });
  }
  while (open.length > 0) step(pick(open.length));
  return [...events, { type: "finish", finish: { reason }, usage }];
}

/** The blocks as a whole answer would have them. */
function blocksOf(blocks: readonly Said[]): ChatResponse["blocks"] {
  return blocks.flatMap(({ head, pieces: texts, citations = [] }): ChatResponse["blocks"][number][] => {
    const text = texts.join("");
    if (head.kind === "tool-call")
      return [{ kind: "tool-call", id: head.id, name: head.name, arguments: text || "{}" }];
    if (text === "") return [];
    if (head.kind === "reasoning") return [{ kind: "reasoning", text, carry: OWN }];
    return [citations.length === 0 ? { kind: "text", text } : { kind: "text", text, citations }];
  });
}

/** Events put together again; throws when they are not in a legal order. */
function assemble(events: readonly StreamEvent[]): { blocks: ChatResponse["blocks"]; last: StreamEvent | undefined } {
  const blocks: Said[] = [];
  const open = new Set<number>();
  for (const [i, event] of events.entries()) {
    if (event.type === "finish" || event.type === "error") expect(i).toBe(events.length - 1);
    if (event.type === "start") expect(blocks.length).toBe(0);
    if (event.type === "block-start") {
      expect(event.index).toBe(blocks.length);
      open.add(event.index);
      blocks.push({ head: event.block, pieces: [], citations: [] });
    }
    if (!("index" in event)) continue;
    expect(open.has(event.index)).toBe(true);
    if (event.type === "block-end") open.delete(event.index);
    const block = blocks[event.index] as Said;
    if (event.type === "block-delta") blocks[event.index] = { ...block, pieces: [...block.pieces, event.text] };
    if (event.type === "block-carry") expect(event.carry).toEqual(OWN);
    if (event.type === "block-citation") {
      blocks[event.index] = { ...block, citations: [...(block.citations ?? []), event.citation] };
    }
  }
  return { blocks: blocksOf(blocks), last: events.at(-1) };
}

/** The wire's grammar: contents, calls and citations are numbered each on their own, and do not overlap. */
function expectLegal(sse: string): void {
  const frames = splitFrames(sse).map((frame) => {
    const { event, data } = readFrame(frame);
    const json = JSON.parse(data ?? "") as JsonObject;
    expect(event).toBe(json["type"]);
    return json;
  });
  expect(frames[0]?.["type"]).toBe("message-start");
  expect(frames.at(-1)).toMatchObject({ type: "message-end", "x-llm-gateway": { request_id: "req_1" } });
  const next = { content: 0, "tool-call": 0, citation: 0 };
  let open: { kind: keyof typeof next; at: number } | undefined;
  for (const json of frames.slice(1, -1)) {
    const [, kind, step] = /^(content|tool-call|citation)-(start|delta|end)$/.exec(String(json["type"])) ?? [];
    const numbered = kind as keyof typeof next;
    if (numbered === "citation") {
      expect(open?.kind).toBe("content");
      expect(json["index"]).toBe(step === "start" ? next.citation : next.citation++);
    } else if (step === "start") {
      expect(open).toBeUndefined();
      open = { kind: numbered, at: next[numbered]++ };
      expect(json["index"]).toBe(open.at);
    } else {
      expect(open).toEqual({ kind: numbered, at: json["index"] });
      if (step === "end") open = undefined;
    }
  }
  expect(open).toBeUndefined();
}

function expectedReason(blocks: readonly Said[], reason: FinishReason): string {
  return reason === "stop" && blocks.some((block) => block.head.kind === "tool-call") ? "tool-calls" : reason;
}

/** Without members that are undefined. */
function plain(blocks: ChatResponse["blocks"]): unknown {
  return JSON.parse(JSON.stringify(blocks));
}

describe("any answer through the Cohere wire", () => {
  it("keeps its blocks as a stream, and the frames are in the one legal order", () => {
    fc.assert(
      fc.property(answers, ({ blocks, reason, events }) => {
        const sse = encodeAll(openEncoder(meta()), events);
        expectLegal(sse);
        const { blocks: back, last } = assemble(decodeAll(openDecoder(), sse));
        expect(plain(back)).toEqual(plain(blocksOf(blocks)));
        expect(last).toMatchObject({ finish: { reason: expectedReason(blocks, reason) }, usage });
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the same blocks as a whole, calls last", () => {
    fc.assert(
      fc.property(answers, ({ blocks, reason }) => {
        const given = { blocks: blocksOf(blocks), finish: { reason }, usage };
        const wire = JSON.parse(JSON.stringify(encodeResponse(given, meta()))) as JsonObject;
        const back = decodeResponse(wire);
        const inOrder = given.blocks.toSorted(
          (a, b) => Number(a.kind === "tool-call") - Number(b.kind === "tool-call"),
        );
        expect(plain(back.blocks)).toEqual(plain(inOrder));
        expect(back).toMatchObject({ finish: { reason: expectedReason(blocks, reason) }, usage });
      }),
      { numRuns: 500 },
    );
  });
});
