import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Carry, Citation } from "../canonical/blocks.ts";
import type { FinishReason } from "../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../canonical/response.ts";
import * as anthropicDecoder from "./anthropic-messages/stream-decoder.ts";
import * as anthropicEncoder from "./anthropic-messages/stream-encoder.ts";
import type { JsonObject, StreamDecoder } from "./dialect.ts";
import * as chatDecoder from "./openai-chat/stream-decoder.ts";
import * as chatEncoder from "./openai-chat/stream-encoder.ts";
import { dataOf, decodeAll, encodeAll, meta } from "./test-support.ts";

/** A block as the test means it: its pieces are what is streamed. */
interface Said {
  readonly head: BlockHead;
  readonly pieces: readonly string[];
  readonly carry?: Carry | undefined;
  readonly citations?: readonly Citation[];
}

const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 });
const args = fc
  .tuple(fc.jsonValue({ maxDepth: 1 }), fc.array(fc.nat(30), { maxLength: 3 }))
  .map(([value, cuts]) => cut(JSON.stringify({ value }), cuts));
const carries = fc.option(
  fc.record({
    dialect: fc.constantFrom("anthropic-messages", "gemini", "some-wire"),
    data: fc.constantFrom("sig", "ß"),
  }),
  { nil: undefined },
);
const link = { url: "https://a", title: "A" };

const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .tuple(texts, fc.constantFrom([], [link]))
    .map(([pieces, citations]) => ({ head: { kind: "text" } as const, pieces, citations })),
  fc.tuple(texts, carries).map(([pieces, carry]) => ({ head: { kind: "reasoning" } as const, pieces, carry })),
  carries.map((carry) => ({ head: { kind: "reasoning", redacted: true } as const, pieces: [], carry })),
  fc
    .tuple(fc.oneof(args, fc.constant([])), carries)
    .map(([pieces, carry]) => ({ head: { kind: "tool-call", id: "c", name: "f" } as const, pieces, carry })),
  texts.map((pieces) => ({ head: { kind: "tool-call", id: "c", name: "run", custom: true } as const, pieces })),
  fc.constant<Said>({ head: { kind: "image", source: { kind: "url", url: "https://a/b.png" } }, pieces: [] }),
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
    return { blocks: numbered, events: interleave(numbered, choices, reason) };
  });

function cut(text: string, at: readonly number[]): string[] {
  const sorted = [0, ...at.filter((n) => n < text.length), text.length].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, i) => text.slice(sorted[i], end));
}

const usage = {
  inputTokens: 1,
  cacheReadTokens: 2,
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 0,
  outputTokens: 5,
  reasoningTokens: 6,
};

/** Streams the blocks with tool calls overlapping at random, as OpenAI may. */
function interleave(blocks: readonly Said[], choices: Iterator<number>, reason: FinishReason): StreamEvent[] {
  const events: StreamEvent[] = [{ type: "start" }];
  const open: { index: number; rest: string[] }[] = [];
  const pick = (n: number) => Number(choices.next().value) % n;
  const step = (at: number) => {
    const block = open[at];
    const piece = block?.rest.shift();
    if (block === undefined) return;
    if (piece === undefined) {
      events.push({ type: "block-end", index: block.index });
      open.splice(at, 1);
    } else events.push({ type: "block-delta", index: block.index, text: piece });
  };
  for (const [index, { head, pieces: rest, carry, citations = [] }] of blocks.entries()) {
    while (open.length > 0 && (head.kind !== "tool-call" || pick(2) === 0)) step(pick(open.length));
    events.push({ type: "block-start", index, block: head });
    if (carry !== undefined) events.push({ type: "block-carry", index, carry });
    for (const citation of citations) events.push({ type: "block-citation", index, citation });
    open.push({ index, rest: [...rest] });
    if (head.kind !== "tool-call") while (open.some((block) => block.index === index)) step(open.length - 1);
  }
  while (open.length > 0) step(pick(open.length));
  return [...events, { type: "finish", finish: { reason }, usage }];
}

interface Back {
  readonly head: BlockHead;
  text: string;
  carry: Carry | undefined;
  readonly citations: Citation[];
}

/** Blocks put together again; throws when the events are not in a legal order. */
function assemble(events: readonly StreamEvent[]): { blocks: readonly Back[]; last: StreamEvent | undefined } {
  const blocks: Back[] = [];
  const open = new Set<number>();
  for (const [i, event] of events.entries()) {
    if (event.type === "finish" || event.type === "error") expect(i).toBe(events.length - 1);
    if (event.type === "start") expect(blocks.length).toBe(0);
    if (event.type === "block-start") {
      expect(event.index).toBe(blocks.length);
      open.add(event.index);
      blocks.push({ head: event.block, text: "", carry: undefined, citations: [] });
    }
    if (event.type === "block-end") expect(open.delete(event.index)).toBe(true);
    if (event.type !== "block-delta" && event.type !== "block-carry" && event.type !== "block-citation") continue;
    expect(open.has(event.index)).toBe(true);
    const block = blocks[event.index];
    if (block === undefined) continue;
    if (event.type === "block-delta") block.text += event.text;
    else if (event.type === "block-carry") block.carry = event.carry;
    else block.citations.push(event.citation);
  }
  return { blocks, last: events.at(-1) };
}

function expectedReason(blocks: readonly Said[], events: readonly StreamEvent[]): string {
  const last = events.at(-1);
  const reason = last?.type === "finish" ? last.finish.reason : "";
  return reason === "stop" && blocks.some((block) => block.head.kind === "tool-call") ? "tool-calls" : reason;
}

describe("any answer through the messages wire", () => {
  it("keeps its blocks, and the frames are in the one legal order", () => {
    fc.assert(
      fc.property(answers, ({ blocks, events }) => {
        const sse = encodeAll(anthropicEncoder.openEncoder(meta()), events);
        expectLegalMessageStream(dataOf(sse));
        const { blocks: back, last } = assemble(decodeAll(anthropicDecoder.openDecoder(new Set()), sse));
        expect(back).toEqual(blocks.flatMap(onMessagesWire));
        expect(last).toMatchObject({ finish: { reason: expectedReason(blocks, events) }, usage });
      }),
      { numRuns: 500 },
    );
  });
});

/** What the messages wire can say of a block. */
function onMessagesWire({ head, pieces, carry, citations = [] }: Said): Back[] {
  const text = pieces.join("");
  switch (head.kind) {
    case "image":
      return [];
    case "tool-call": {
      const { id, name, custom } = head;
      const input = custom === true ? JSON.stringify({ input: text }) : text;
      return [{ head: { kind: "tool-call", id, name }, text: input, carry, citations: [] }];
    }
    default:
      return text === "" && carry === undefined ? [] : [{ head, text, carry, citations: [...citations] }];
  }
}

function expectLegalMessageStream(frames: readonly JsonObject[]): void {
  const types = frames.map((frame) => frame["type"]);
  expect(types[0]).toBe("message_start");
  expect(types.slice(-2)).toEqual(["message_delta", "message_stop"]);
  expect(types.filter((type) => type === "message_start").length).toBe(1);
  expect(frames.at(-1)?.["x-llm-gateway"]).toEqual({ request_id: "req_1" });
  let open: number | undefined;
  let next = 0;
  for (const frame of frames.slice(1, -2)) {
    if (frame["type"] === "content_block_start") {
      expect([open, frame["index"]]).toEqual([undefined, next]);
      open = next++;
    } else expect(frame["index"]).toBe(open);
    if (frame["type"] === "content_block_stop") open = undefined;
  }
  expect(open).toBeUndefined();
}

describe("any answer through the chat wire", () => {
  it("keeps its texts and calls, and the chunks are in the one legal order", () => {
    fc.assert(
      fc.property(answers, fc.boolean(), ({ blocks, events }, includeUsage) => {
        const sse = encodeAll(chatEncoder.openEncoder(meta({ includeUsage })), events);
        expectLegalChatStream(dataOf(sse), includeUsage);
        const { blocks: back, last } = assemble(decodeAll(chatDecoder.openDecoder(new Set()), sse));
        const joined = (kind: string) => back.map(({ head, text }) => (head.kind === kind ? text : "")).join("");
        const meant = (kind: string) =>
          blocks.map(({ head, pieces }) => (head.kind === kind ? pieces.join("") : "")).join("");
        for (const kind of ["text", "reasoning"]) expect(joined(kind)).toBe(meant(kind));
        expect(back.filter(({ head }) => head.kind === "tool-call" || head.kind === "image")).toMatchObject(
          blocks.flatMap(onChatWire),
        );
        expect(back.flatMap(({ citations }) => citations)).toMatchObject(
          blocks.flatMap(({ citations = [] }) => citations),
        );
        expect(stateOf(back)).toEqual(stateOf(blocks));
        expect(last).toMatchObject({ finish: { reason: expectedReason(blocks, events) } });
        expect(last?.type === "finish" && last.usage).toEqual(includeUsage ? usage : undefined);
      }),
      { numRuns: 500 },
    );
  });
});

/** Calls and images, which the chat wire keeps apart from each other; texts are joined. */
function onChatWire({ head, pieces, carry }: Said): object[] {
  if (head.kind === "image") return [{ head }];
  if (head.kind !== "tool-call") return [];
  const text = pieces.join("") || (head.custom === true ? "" : "{}");
  return [{ head, text, ...(carry === undefined ? {} : { carry }) }];
}

/** All opaque state, wherever it was. */
function stateOf(blocks: readonly { readonly carry?: Carry | undefined }[]): string[] {
  return [...new Set(blocks.flatMap(({ carry }) => (carry === undefined ? [] : [JSON.stringify(carry)])))].toSorted();
}

function expectLegalChatStream(frames: readonly JsonObject[], includeUsage: boolean): void {
  expect(frames.at(-1)).toEqual({ done: true });
  expect(frames.at(-2)?.["x-llm-gateway"]).toEqual({ request_id: "req_1" });
  const chunks = frames.slice(0, -1);
  for (const chunk of chunks)
    expect(chunk).toMatchObject({ id: "chatcmpl-t1", model: "prov/model", created: 1_700_000_000 });
  const choices = chunks.flatMap((chunk) => chunk["choices"] as { delta: JsonObject; finish_reason: string | null }[]);
  expect(choices.length).toBe(includeUsage ? chunks.length - 1 : chunks.length);
  expect(choices[0]?.delta).toEqual({ role: "assistant", content: "" });
  expect(choices.findIndex((choice) => choice.finish_reason !== null)).toBe(choices.length - 1);
  let calls = 0;
  for (const { delta } of choices) {
    for (const call of (delta["tool_calls"] ?? []) as JsonObject[]) {
      if (call["id"] === undefined) expect(call["index"]).toBeLessThan(calls);
      else expect(call["index"]).toBe(calls++);
    }
  }
}

const WORDS = `type index delta choices content tool_calls function name arguments id usage error
finish_reason message content_block text thinking signature reasoning_details stop_reason event refusal role`;
const words = fc.constantFrom(...WORDS.split(/\s/));
const values = fc.constantFrom<unknown>(
  "message_start",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
  "message_delta",
  "text_delta",
  "tool_use",
  "text",
  "",
  "{}",
  0,
  1,
  -1,
  null,
  true,
  "stop",
  "length",
);
const { frame } = fc.letrec<{ frame: unknown; object: unknown }>((tie) => ({
  object: fc.dictionary(words, tie("frame"), { maxKeys: 6 }),
  frame: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    values,
    fc.jsonValue(),
    fc.array(tie("frame"), { maxLength: 3 }),
    tie("object"),
  ),
}));

describe("decoders", () => {
  const openers: readonly (() => StreamDecoder)[] = [
    () => anthropicDecoder.openDecoder(new Set()),
    () => chatDecoder.openDecoder(new Set()),
  ];
  it("never throw and never break the order of events, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), (frames) => {
        for (const open of openers) {
          const { last } = assemble(decodeAll(open(), frames));
          expect(["finish", "error"]).toContain(last?.type);
        }
      }),
      { numRuns: 2_000 },
    );
  });
  it("never throw on text that is no JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), (datas) => {
        for (const open of openers) for (const data of datas) open().push({ data });
      }),
    );
  });
});
