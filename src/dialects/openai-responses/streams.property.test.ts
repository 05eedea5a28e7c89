import fc from "fast-check";
import { ResponseStream } from "openai/lib/responses/ResponseStream";
import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { FinishReason } from "../../canonical/finish.ts";
import type { BlockHead, ChatResponse, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { dataOf, decodeAll, encodeAll, linesOf, meta } from "../test-support.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { openDecoder } from "./stream-decoder.ts";
import { openEncoder } from "./stream-encoder.ts";
import { expectLegalResponseStream } from "./testing/legal-stream.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/** A block and the pieces in which it is streamed. */
interface Said {
  readonly block: AnswerBlock;
  readonly pieces: readonly string[];
}

const own = (encrypted: string) => ({ dialect: "openai-responses", data: { encrypted_content: encrypted } });
const pieces = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), { maxLength: 4 });
const json = fc.tuple(fc.jsonValue({ maxDepth: 1 }), fc.array(fc.nat(30), { maxLength: 3 })).map(([value, cuts]) => {
  const text = JSON.stringify({ value });
  const sorted = [0, ...cuts.filter((n) => n < text.length), text.length].toSorted((a, b) => a - b);
  return sorted
    .slice(1)
    .map((end, i) => text.slice(sorted[i], end))
    .filter((piece) => piece !== "");
});
const citations = fc.array(
  fc.constantFrom({ url: "https://x" }, { url: "https://y", title: "Y", startIndex: 0, endIndex: 0 }),
  { maxLength: 2 },
);

const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .tuple(pieces, citations)
    .map(([p, cited]) => ({ block: { kind: "text" as const, text: p.join(""), citations: cited }, pieces: p })),
  pieces.map((p) => ({ block: { kind: "refusal" as const, text: p.join("") }, pieces: p })),
  pieces.map((p) => ({ block: { kind: "reasoning" as const, text: p.join("") }, pieces: p })),
  fc.tuple(pieces, fc.constantFrom("enc", "ß")).map(([p, sig]) => {
    const text = p.join("");
    return {
      block: { kind: "reasoning" as const, text, ...(text === "" ? { redacted: true } : {}), carry: own(sig) },
      pieces: p,
    };
  }),
  json.map((p) => ({ block: { kind: "tool-call" as const, id: "c", name: "f", arguments: p.join("") }, pieces: p })),
  pieces.map((p) => ({
    block: { kind: "tool-call" as const, id: "c", name: "g", arguments: p.join(""), custom: true },
    pieces: p,
  })),
  fc.constant<Said>({
    block: { kind: "image", source: { kind: "data", mediaType: "image/png", data: "AA" } },
    pieces: [],
  }),
);

const usage = {
  inputTokens: 1,
  cacheReadTokens: 2,
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 4,
  outputTokens: 5,
  reasoningTokens: 6,
};

const answers = fc
  .tuple(
    fc.array(said, { maxLength: 7 }),
    fc.infiniteStream(fc.nat()),
    fc.constantFrom<FinishReason>("stop", "length", "content-filter"),
  )
  .map(([list, choices, reason]) => {
    const numbered = list.map(
      (one, i): Said => (one.block.kind === "tool-call" ? { ...one, block: { ...one.block, id: `call_${i}` } } : one),
    );
    return { said: numbered, reason, events: interleave(numbered, choices, reason) };
  });

/** Streams the blocks with some of them overlapping at random. */
function interleave(list: readonly Said[], choices: Iterator<number>, reason: FinishReason): StreamEvent[] {
  const events: StreamEvent[] = [{ type: "start" }];
  const open: { index: number; rest: StreamEvent[] }[] = [];
  const pick = (n: number) => Number(choices.next().value) % n;
  const step = (at: number) => {
    const event = open[at]?.rest.shift();
    if (event !== undefined) events.push(event);
    if (open[at]?.rest.length === 0) open.splice(at, 1);
  };
  for (const [index, one] of list.entries()) {
    while (open.length > 0 && pick(2) === 0) step(pick(open.length));
    events.push({ type: "block-start", index, block: headOf(one.block) });
    open.push({ index, rest: eventsOf(one, index) });
  }
  while (open.length > 0) step(pick(open.length));
  return [...events, { type: "finish", finish: { reason }, usage }];
}

function headOf(block: AnswerBlock): BlockHead {
  if (block.kind === "tool-call") {
    const head = { kind: block.kind, id: block.id, name: block.name };
    return block.custom === undefined ? head : { ...head, custom: block.custom };
  }
  if (block.kind === "image") return { kind: "image", source: block.source };
  if (block.kind === "reasoning")
    return block.redacted === true ? { kind: "reasoning", redacted: true } : { kind: "reasoning" };
  if (block.kind === "document") throw new Error("not among the cases");
  return { kind: block.kind };
}

function eventsOf({ block, pieces: texts }: Said, index: number): StreamEvent[] {
  const events: StreamEvent[] = texts.map((text) => ({ type: "block-delta", index, text }));
  if ("carry" in block && block.carry !== undefined) events.push({ type: "block-carry", index, carry: block.carry });
  if (block.kind === "text")
    for (const citation of block.citations ?? []) events.push({ type: "block-citation", index, citation });
  return [...events, { type: "block-end", index }];
}

/** Blocks put together again; throws when the events are not in a legal order. */
function assemble(events: readonly StreamEvent[]): { blocks: JsonObject[]; last: StreamEvent | undefined } {
  const blocks: JsonObject[] = [];
  const open = new Set<number>();
  for (const [i, event] of events.entries()) {
    if (event.type === "finish" || event.type === "error") expect(i).toBe(events.length - 1);
    if (event.type === "start") expect(i).toBe(0);
    if (event.type === "block-start") {
      expect(event.index).toBe(blocks.length);
      open.add(event.index);
      blocks.push({ ...event.block, text: "" });
    }
    if (event.type === "block-end") expect(open.delete(event.index)).toBe(true);
    if (!("index" in event) || event.type === "block-start" || event.type === "block-end") continue;
    expect(open.has(event.index)).toBe(true);
    const block = blocks[event.index] ?? {};
    if (event.type === "block-delta") block["text"] += event.text;
    else if (event.type === "block-carry") block["carry"] = event.carry;
    else block["citations"] = [...((block["citations"] ?? []) as object[]), event.citation];
  }
  return { blocks, last: events.at(-1) };
}

/** The same of blocks that came whole. */
function flat(blocks: readonly Block[]): JsonObject[] {
  return blocks.map((block) => {
    const { arguments: args, ...rest } = block as unknown as JsonObject;
    return { ...rest, text: args ?? rest["text"] ?? "" };
  });
}

/** What survives the wire: texts that follow each other become one, and what is empty goes. */
function meant(list: readonly Said[]): { kind: string; text: string }[] {
  const out: { kind: string; text: string }[] = [];
  for (const { block } of list) {
    const text = textOf(block);
    if (text === "" && !("carry" in block) && block.kind !== "tool-call" && block.kind !== "image") continue;
    const last = out.at(-1);
    if (last?.kind === block.kind && (block.kind === "text" || block.kind === "refusal")) last.text += text;
    else
      out.push({ kind: block.kind, text: block.kind === "tool-call" && block.custom !== true ? text || "{}" : text });
  }
  return out;
}

function textOf(block: AnswerBlock): string {
  if (block.kind === "tool-call") return block.arguments;
  return "text" in block ? block.text : "";
}

const whole = (list: readonly Said[], reason: FinishReason) =>
  encodeResponse({ blocks: list.map(({ block }) => block), finish: { reason }, usage }, meta());

describe("any answer through the responses wire", () => {
  it("is in the one legal order, keeps its blocks, and is the same whole", () => {
    fc.assert(
      fc.property(answers, ({ said: list, events, reason }) => {
        const sse = encodeAll(openEncoder(meta()), events);
        const frames = dataOf(sse);
        expectLegalResponseStream(frames);
        expect(frames.at(-1)?.["response"]).toEqual(whole(list, reason));
        const { blocks, last } = assemble(decodeAll(openDecoder(new Set()), sse));
        expect(blocks.map(({ kind, text }) => ({ kind, text }))).toEqual(meant(list));
        const calls = list.some(({ block }) => block.kind === "tool-call");
        expect(last).toMatchObject({ finish: { reason: reason === "stop" && calls ? "tool-calls" : reason }, usage });
      }),
      { numRuns: 500 },
    );
  });

  it("is read alike whole and streamed", () => {
    fc.assert(
      fc.property(answers, ({ said: list, events, reason }) => {
        const streamed = assemble(decodeAll(openDecoder(new Set()), encodeAll(openEncoder(meta()), events)));
        const decoded = decodeResponse(whole(list, reason), new Set());
        expect(streamed.blocks).toEqual(flat(decoded.blocks));
        expect(streamed.last).toMatchObject({ finish: decoded.finish, usage: decoded.usage });
      }),
      { numRuns: 500 },
    );
  });

  it("is put together by the official client as it was meant", async () => {
    await fc.assert(
      fc.asyncProperty(answers, async ({ said: list, events, reason }) => {
        const sse = encodeAll(openEncoder(meta()), events);
        const stream = ResponseStream.fromReadableStream(linesOf(sse));
        const { output } = await stream.finalResponse();
        expect(JSON.parse(JSON.stringify(output))).toMatchObject(whole(list, reason)["output"] as object[]);
      }),
      { numRuns: 100 },
    );
  });
});

const words = fc.constantFrom(
  ...["type", "response", "output", "output_index", "item_id", "content_index", "item", "part", "delta", "text", "id"],
  ...["call_id", "name", "arguments", "input", "summary", "content", "encrypted_content", "annotation", "annotations"],
  ...["usage", "error", "status", "incomplete_details", "refusal", "result", "url"],
);
const events = [
  "created",
  "output_item.added",
  "output_item.done",
  "content_part.added",
  "content_part.done",
  "output_text.delta",
];
const more = ["output_text.done", "refusal.delta", "reasoning_text.delta", "reasoning_summary_text.delta", "completed"];
const calls = ["function_call_arguments.delta", "function_call_arguments.done", "custom_tool_call_input.delta"];
const values = fc.constantFrom<unknown>(
  ...[...events, ...more, ...calls, "output_text.annotation.added", "reasoning_summary_part.added"].map(
    (name) => `response.${name}`,
  ),
  ...[
    "message",
    "reasoning",
    "function_call",
    "custom_tool_call",
    "image_generation_call",
    "output_text",
    "url_citation",
  ],
  ...["", "{}", 0, 1, -1, null, true, "completed"],
);
const { frame } = fc.letrec<{ frame: unknown; object: unknown }>((tie) => ({
  object: fc.dictionary(words, tie("frame"), { maxKeys: 7 }),
  frame: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    values,
    fc.jsonValue(),
    fc.array(tie("frame"), { maxLength: 3 }),
    tie("object"),
  ),
}));
const typed = fc
  .tuple(fc.dictionary(words, frame, { maxKeys: 6 }), values, fc.dictionary(words, values, { maxKeys: 6 }))
  .map(([rest, type, item]) => ({ ...rest, type, item }));

describe("the decoder", () => {
  it("never throws and never breaks the order of events, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, typed), { maxLength: 14 }), (frames) => {
        const { last } = assemble(decodeAll(openDecoder(new Set()), frames));
        expect(["finish", "error"]).toContain(last?.type);
      }),
      { numRuns: 5_000 },
    );
  });

  it("of whole answers never throws either", () => {
    fc.assert(
      fc.property(fc.dictionary(words, frame), (body) => {
        decodeResponse(body, new Set());
      }),
      { numRuns: 2_000 },
    );
  });
});
