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

/** A block as the test means it: its pieces are what is streamed. */
interface Said {
  readonly head: BlockHead;
  readonly pieces: readonly string[];
  readonly signature?: string | undefined;
  readonly citations?: readonly Citation[];
}

const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 });
const signature = fc.option(fc.constantFrom("sig", "c2ln"), { nil: undefined });
const citation: fc.Arbitrary<Citation> = fc.record(
  { url: fc.constant("https://x.test/a"), title: fc.constant("T"), citedText: fc.constant("c") },
  { requiredKeys: ["title"] },
);
const args = fc
  .tuple(fc.jsonValue({ maxDepth: 1 }), fc.array(fc.nat(30), { maxLength: 3 }))
  .map(([value, cuts]) => cut(JSON.stringify({ value }), cuts));

const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .tuple(pieces, fc.array(citation, { maxLength: 2 }))
    .map(([p, citations]): Said => ({ head: { kind: "text" }, pieces: p, citations })),
  fc.tuple(pieces, signature).map(([p, s]): Said => ({ head: { kind: "reasoning" }, pieces: p, signature: s })),
  fc.constant<Said>({ head: { kind: "reasoning", redacted: true }, pieces: [], signature: "AAEC" }),
  fc.constant<Said>({
    head: { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw==" } },
    pieces: [],
  }),
  fc.oneof(args, fc.constant([])).map((p): Said => ({ head: { kind: "tool-call", id: "c", name: "f" }, pieces: p })),
);

const answers = fc
  .tuple(
    fc.array(said, { maxLength: 6 }),
    fc.infiniteStream(fc.nat()),
    fc.constantFrom<FinishReason>("stop", "length", "content-filter"),
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
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 4,
  outputTokens: 11,
  reasoningTokens: 0,
};

const own = (data: string) => ({ dialect: "bedrock-converse", data });

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
  for (const [index, { head, pieces: texts, signature: data, citations = [] }] of blocks.entries()) {
    while (open.length > 0 && pick(2) === 0) step(pick(open.length));
    events.push({ type: "block-start", index, block: head });
    const rest: StreamEvent[] = texts.map((text) => ({ type: "block-delta", index, text }));
    rest.push(...citations.map((each): StreamEvent => ({ type: "block-citation", index, citation: each })));
    if (data !== undefined) rest.push({ type: "block-carry", index, carry: own(data) });
    open.push({ index, rest });
  }
  while (open.length > 0) step(pick(open.length));
  return [...events, { type: "finish", finish: { reason }, usage }];
}

/** The blocks as a whole answer would have them. */
function blocksOf(blocks: readonly Said[]): ChatResponse["blocks"] {
  return blocks.flatMap(
    ({ head, pieces: texts, signature: data, citations = [] }): ChatResponse["blocks"][number][] => {
      const text = texts.join("");
      const carry = data === undefined ? {} : { carry: own(data) };
      switch (head.kind) {
        case "text":
          if (text === "" && citations.length === 0) return [];
          return [citations.length === 0 ? { kind: "text", text } : { kind: "text", text, citations }];
        case "reasoning":
          if (head.redacted === true) return [{ kind: "reasoning", text: "", redacted: true, ...carry }];
          return text === "" && data === undefined ? [] : [{ kind: "reasoning", text, ...carry }];
        case "tool-call":
          return [{ kind: "tool-call", id: head.id, name: head.name, arguments: text || "{}" }];
        default:
          return head.kind === "image" ? [head] : [];
      }
    },
  );
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
    if (event.type === "block-carry") blocks[event.index] = { ...block, signature: event.carry.data as string };
    if (event.type === "block-citation") {
      blocks[event.index] = { ...block, citations: [...(block.citations ?? []), event.citation] };
    }
  }
  return { blocks: blocksOf(blocks), last: events.at(-1) };
}

/** The grammar of ConverseStream: blocks do not overlap and ascend; only calls and images have a header. */
function expectLegal(sse: string): void {
  const frames = splitFrames(sse).map((frame) => {
    const { event, data } = readFrame(frame);
    return { event, json: JSON.parse(data ?? "") as JsonObject };
  });
  expect(frames.map(({ event }) => event).filter((event) => !event?.startsWith("contentBlock"))).toEqual([
    "messageStart",
    "messageStop",
    "metadata",
  ]);
  expect(frames[0]?.event).toBe("messageStart");
  expect(frames.at(-1)?.json["x-llm-gateway"]).toEqual({ request_id: "req_1" });
  let open: number | undefined;
  let next = 0;
  for (const { event, json } of frames.slice(1, -2)) {
    const at = json["contentBlockIndex"];
    if (open === undefined) {
      expect(event).not.toBe("contentBlockStop");
      expect(at).toBe(next);
      open = next++;
    } else {
      expect(event).not.toBe("contentBlockStart");
      expect(at).toBe(open);
    }
    if (event === "contentBlockStop") open = undefined;
  }
  expect(open).toBeUndefined();
}

function expectedReason(blocks: readonly Said[], reason: FinishReason): string {
  return reason === "stop" && blocks.some((block) => block.head.kind === "tool-call") ? "tool-calls" : reason;
}

describe("any answer through the Converse wire", () => {
  it("keeps its blocks as a stream, and the frames are in the one legal order", () => {
    fc.assert(
      fc.property(answers, ({ blocks, reason, events }) => {
        const sse = encodeAll(openEncoder(meta()), events);
        expectLegal(sse);
        const { blocks: back, last } = assemble(decodeAll(openDecoder(), sse));
        expect(back).toEqual(blocksOf(blocks));
        expect(last).toMatchObject({ finish: { reason: expectedReason(blocks, reason) }, usage });
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the same blocks as a whole", () => {
    fc.assert(
      fc.property(answers, ({ blocks, reason }) => {
        const given = { blocks: blocksOf(blocks), finish: { reason }, usage };
        const wire = JSON.parse(JSON.stringify(encodeResponse(given, meta()))) as JsonObject;
        const back = decodeResponse(wire);
        const parsed = (list: ChatResponse["blocks"]) =>
          list.map((block) =>
            block.kind === "tool-call" ? { ...block, arguments: JSON.parse(block.arguments) } : block,
          );
        expect(parsed(back.blocks)).toEqual(parsed(given.blocks));
        expect(back).toMatchObject({ finish: { reason: expectedReason(blocks, reason) }, usage });
      }),
      { numRuns: 500 },
    );
  });
});
