import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Citation } from "../../canonical/blocks.ts";
import type { FinishReason } from "../../canonical/finish.ts";
import type { BlockHead, ChatResponse, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { dataOf, decodeAll, encodeAll, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";

type AnswerBlock = ChatResponse["blocks"][number];

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const carry = fc.option(
  fc.constantFrom(
    { dialect: "gemini", data: "own==" },
    { dialect: "anthropic-messages", data: { a: ["ß"] } },
    { dialect: "openai-responses", data: "enc" },
  ),
  { nil: undefined },
);
const carried = carry.map((value) => (value === undefined ? {} : { carry: value }));

/** A text with a source of some stretch of it, cut where characters are. */
const said = fc.array(text, { minLength: 1, maxLength: 4 }).filter((pieces) => pieces.join("") !== "");
const cited = fc.tuple(said, fc.nat(3), fc.nat(3)).map(([pieces, a, b]) => {
  const ends = pieces.map((_, i) => pieces.slice(0, i + 1).join("").length);
  const [start = 0, end = 0] = [ends[a] ?? 0, ends[b] ?? 0].toSorted((x, y) => x - y);
  const citation: Citation =
    end > start ? { url: "https://a", startIndex: start, endIndex: end } : { url: "https://b" };
  return { kind: "text", text: pieces.join(""), citations: [citation] } as const;
});

const block: fc.Arbitrary<AnswerBlock> = fc.oneof(
  fc.tuple(text, carried).map(([value, more]) => ({ kind: "text", text: value, ...more }) as const),
  cited,
  fc.tuple(text, carried).map(([value, more]) => ({ kind: "reasoning", text: value, ...more }) as const),
  fc.constant({
    kind: "reasoning",
    text: "",
    redacted: true,
    carry: { dialect: "anthropic-messages", data: "enc" },
  } as const),
  fc
    .tuple(
      fc.constantFrom("f", "g"),
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
      carried,
    )
    .map(
      ([name, args, more]) => ({ kind: "tool-call", id: "", name, arguments: JSON.stringify(args), ...more }) as const,
    ),
  fc.constant({ kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA==" } } as const),
);

const blocks = fc
  .array(block, { maxLength: 6 })
  .map((list) => list.map((one, i): AnswerBlock => (one.kind === "tool-call" ? { ...one, id: `call_${i}` } : one)));

const usage = {
  inputTokens: 1,
  cacheReadTokens: 2,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  outputTokens: 5,
  reasoningTokens: 6,
};

/** The events of an answer, its blocks open at the same time and in pieces, as chance has it. */
function eventsOf(list: readonly AnswerBlock[], choices: Iterator<number>, reason: FinishReason): StreamEvent[] {
  const pick = (n: number): number => Number(choices.next().value) % n;
  const queues = list.map((one, index) => blockEvents(one, index, pick));
  const events: StreamEvent[] = [{ type: "start" }];
  let started = 0;
  while (queues.some((queue) => queue.length > 0)) {
    const open = queues.filter((queue, i) => queue.length > 0 && i <= started);
    const queue = open[pick(open.length)];
    const event = queue?.shift();
    if (event === undefined) continue;
    if (event.type === "block-start") started += 1;
    events.push(event);
    if (pick(5) === 0) events.push({ type: "ping" });
  }
  return [...events, { type: "finish", finish: { reason }, usage }];
}

function blockEvents(one: AnswerBlock, index: number, pick: (n: number) => number): StreamEvent[] {
  const whole = one.kind === "tool-call" ? one.arguments : "text" in one ? one.text : "";
  const at = whole === "" ? 0 : pick(whole.length + 1);
  const middle: StreamEvent[] = [whole.slice(0, at), whole.slice(at)]
    .filter((piece) => piece !== "")
    .map((piece) => ({ type: "block-delta", index, text: piece }));
  const told: StreamEvent[] =
    "citations" in one ? (one.citations ?? []).map((citation) => ({ type: "block-citation", index, citation })) : [];
  if ("carry" in one && one.carry !== undefined) {
    middle.splice(pick(middle.length + 1), 0, { type: "block-carry", index, carry: one.carry });
  }
  return [{ type: "block-start", index, block: headOf(one) }, ...middle, ...told, { type: "block-end", index }];
}

function headOf(one: AnswerBlock): BlockHead {
  switch (one.kind) {
    case "tool-call":
      return { kind: one.kind, id: one.id, name: one.name };
    case "image":
      return { kind: one.kind, source: one.source };
    case "reasoning":
      return one.redacted === true ? { kind: one.kind, redacted: true } : { kind: one.kind };
    case "text":
    case "refusal":
      return { kind: one.kind };
    default:
      throw new Error(one.kind);
  }
}

/** What a caller of this wire gets of the blocks: neighbours of a kind are one, unless the first of them is signed. */
function shown(list: readonly AnswerBlock[]): unknown[] {
  const out: { kind: string; text: string; signed: boolean; detail: unknown }[] = [];
  for (const one of list) {
    const signed = "carry" in one && one.carry !== undefined;
    const value = one.kind === "tool-call" ? one.arguments : "text" in one ? one.text : "";
    if (one.kind !== "tool-call" && one.kind !== "image" && value === "" && !signed) continue;
    const last = out.at(-1);
    const joins = (one.kind === "text" || one.kind === "reasoning") && last?.kind === one.kind && !last.signed;
    if (joins) {
      last.text += value;
      last.signed = signed;
    } else
      out.push({ kind: one.kind, text: value, signed, detail: one.kind === "tool-call" ? [one.id, one.name] : null });
  }
  // A first call is always signed for callers; without a carry of its own that is a placeholder, and no carry.
  return out;
}

/** The stretches that sources speak of, in the words of the answer. */
function quotes(list: readonly AnswerBlock[]): string[] {
  return list.flatMap((one) =>
    one.kind !== "text"
      ? []
      : (one.citations ?? []).map(
          ({ url, startIndex, endIndex }) =>
            `${url} ${one.text.slice(startIndex ?? 0, startIndex === undefined ? 0 : endIndex)}`,
        ),
  );
}

function expectedReason(list: readonly AnswerBlock[], reason: FinishReason): FinishReason {
  return reason === "stop" && list.some((one) => one.kind === "tool-call") ? "tool-calls" : reason;
}

const answers = fc.tuple(
  blocks,
  fc.infiniteStream(fc.nat()),
  fc.constantFrom<FinishReason>("stop", "length", "content-filter"),
);

describe("any answer through the Gemini wire", () => {
  it("keeps its blocks when it is streamed, and the frames are legal", () => {
    fc.assert(
      fc.property(answers, ([list, choices, reason]) => {
        const sse = encodeAll(openEncoder(meta()), eventsOf(list, choices, reason));
        expectLegalStream(sse);
        const back = assemble(decodeAll(openDecoder(), sse));
        expect(shown(back.blocks)).toEqual(shown(list));
        expect(back).toMatchObject({ finish: { reason: expectedReason(list, reason) }, usage });
      }),
      { numRuns: 500 },
    );
  });

  it("is the same whole as streamed", () => {
    fc.assert(
      fc.property(answers, ([list, , reason]) => {
        const body = encodeResponse({ blocks: list, finish: { reason }, usage }, meta());
        const answer = decodeResponse(JSON.parse(JSON.stringify(body)) as JsonObject);
        expect(shown(answer.blocks)).toEqual(shown(list));
        expect(answer).toMatchObject({ finish: { reason: expectedReason(list, reason) }, usage });
        const streamed = assemble(decodeAll(openDecoder(), [body]));
        expect(streamed.blocks).toEqual(answer.blocks);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the stretches that its sources speak of", () => {
    fc.assert(
      fc.property(fc.array(cited, { maxLength: 3 }), fc.infiniteStream(fc.nat()), (list, choices) => {
        const sse = encodeAll(openEncoder(meta()), eventsOf(list, choices, "stop"));
        const back = assemble(decodeAll(openDecoder(), sse)).blocks;
        const body = encodeResponse({ blocks: list, finish: { reason: "stop" } }, meta());
        const meant = new Set(quotes(list));
        expect(new Set(quotes(back))).toEqual(meant);
        expect(new Set(quotes(decodeResponse(body).blocks))).toEqual(meant);
      }),
      { numRuns: 300 },
    );
  });
});

/** The grammar of the wire: whole responses with parts, of which the last alone says how it ended. */
function expectLegalStream(sse: string): void {
  for (const frame of sse.split("\n\n").slice(0, -1)) expect(frame).toMatch(/^data: \{/);
  const frames = dataOf(sse);
  for (const [i, frame] of frames.entries()) {
    const last = i === frames.length - 1;
    const candidates = frame["candidates"] as JsonObject[];
    expect(candidates).toHaveLength(1);
    const { content, finishReason, index } = candidates[0] as {
      content: { role: string; parts: JsonObject[] };
    } & JsonObject;
    expect([content.role, index, finishReason !== undefined]).toEqual(["model", 0, last]);
    expect(["usageMetadata" in frame, "x-llm-gateway" in frame]).toEqual([last, last]);
    expect(content.parts.length).toBeGreaterThan(0);
    for (const part of content.parts) {
      const kinds = ["text", "functionCall", "inlineData", "fileData"].filter((kind) => part[kind] !== undefined);
      expect(kinds).toHaveLength(1);
      const call = part["functionCall"] as { args: unknown } | undefined;
      if (call !== undefined)
        expect(typeof call.args === "object" && call.args !== null && !Array.isArray(call.args)).toBe(true);
    }
  }
}

/** Blocks put together again; throws when the events are not in a legal order. */
function assemble(events: readonly StreamEvent[]): Omit<ChatResponse, "id" | "model"> {
  const drafts: { head: BlockHead; text: string; more: Record<string, unknown> }[] = [];
  const open = new Set<number>();
  let end: Extract<StreamEvent, { type: "finish" }> | undefined;
  for (const [i, event] of events.entries()) {
    if (event.type === "finish" || event.type === "error") expect(i).toBe(events.length - 1);
    if (event.type === "start") expect(drafts.length).toBe(0);
    if (event.type === "finish") end = event;
    if (event.type === "block-start") {
      expect(event.index).toBe(drafts.length);
      open.add(event.index);
      drafts.push({ head: event.block, text: "", more: {} });
    }
    if (!("index" in event) || event.type === "block-start") continue;
    expect(open.has(event.index)).toBe(true);
    const draft = drafts[event.index];
    if (draft === undefined) continue;
    if (event.type === "block-end") open.delete(event.index);
    else if (event.type === "block-delta") draft.text += event.text;
    else if (event.type === "block-carry") draft.more["carry"] = event.carry;
    else draft.more["citations"] = [...((draft.more["citations"] ?? []) as Citation[]), event.citation];
  }
  const list = drafts.map(({ head, text: value, more }) => {
    if (head.kind === "image") return head;
    return { ...head, ...(head.kind === "tool-call" ? { arguments: value } : { text: value }), ...more } as AnswerBlock;
  });
  return { blocks: list, finish: end?.finish ?? { reason: "error" }, usage: end?.usage };
}

const words = fc.constantFrom(
  ...["candidates", "content", "parts", "text", "thought", "thoughtSignature", "functionCall", "name", "args", "id"],
  ...["partialArgs", "jsonPath", "stringValue", "willContinue", "inlineData", "mimeType", "data", "finishReason"],
  ...["index", "promptFeedback", "blockReason", "usageMetadata", "promptTokenCount", "error", "groundingMetadata"],
  ...[
    "groundingChunks",
    "groundingSupports",
    "segment",
    "startIndex",
    "endIndex",
    "partIndex",
    "groundingChunkIndices",
  ],
  ...["web", "uri", "citationMetadata", "citations", "responseId", "modelVersion"],
);
const values = fc.constantFrom<unknown>(
  "STOP",
  "SAFETY",
  "",
  "a",
  "$.a",
  "image/png",
  0,
  1,
  -1,
  99,
  null,
  true,
  "SKIP",
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
/** Odd values in places where they are read. */
const part = fc.dictionary(words, frame, { maxKeys: 4 });
const odd = fc.oneof(
  frame,
  fc
    .record(
      {
        content: fc.record({ parts: fc.array(part, { maxLength: 4 }) }),
        finishReason: values,
        groundingMetadata: frame,
      },
      { requiredKeys: ["content"] },
    )
    .map((candidate) => ({ candidates: [candidate] })),
);

it("the decoder never throws and never breaks the order of events, whatever comes", () => {
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 12 }), (frames) => {
      const events = decodeAll(openDecoder(), frames);
      assemble(events);
      expect(["finish", "error"]).toContain(events.at(-1)?.type);
    }),
    { numRuns: 2_000 },
  );
});

it("the decoder never throws on text that is no JSON", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (datas) => datas.every((data) => openDecoder().push({ data }).length >= 0)),
  );
});
