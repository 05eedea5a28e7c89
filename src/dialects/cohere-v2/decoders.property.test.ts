import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import { decodeResponse } from "./decode-response.ts";
import { openDecoder } from "./stream-decoder.ts";

const type = fc.constantFrom(
  "message-start",
  "content-start",
  "content-delta",
  "content-end",
  "tool-plan-delta",
  "tool-call-start",
  "tool-call-delta",
  "tool-call-end",
  "citation-start",
  "citation-end",
  "debug",
  "message-end",
  undefined,
);
const words = fc.constantFrom(
  "index",
  "delta",
  "message",
  "content",
  "text",
  "thinking",
  "tool_plan",
  "tool_calls",
  "function",
  "name",
  "arguments",
  "id",
  "citations",
  "sources",
  "document",
  "start",
  "end",
  "finish_reason",
  "usage",
  "tokens",
  "error",
);
const values = fc.constantFrom<unknown>("COMPLETE", "ERROR", "PLAN", "text", "", "{}", 0, 1, -1, null, true);
const { frame } = fc.letrec<{ frame: unknown; object: unknown }>((tie) => ({
  object: fc.dictionary(words, tie("frame"), { maxKeys: 6 }),
  frame: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    values,
    fc.jsonValue(),
    fc.array(tie("frame"), { maxLength: 3 }),
    tie("object"),
    tie("object"),
  ),
}));
/** Frames that look like the wire's, which wild ones rarely do. */
const likely = fc
  .tuple(
    type,
    fc.nat(2),
    fc.constantFrom<unknown>(
      { content: { text: "a" } },
      { content: { type: "thinking", thinking: "t" } },
      { tool_plan: "p" },
      { tool_calls: { id: "i", function: { name: "f", arguments: "{" } } },
      { tool_calls: [{ function: { arguments: "}" } }] },
      { citations: { start: 0, end: 1, sources: [{ document: { title: "t" } }] } },
      {},
    ),
  )
  .map(([name, index, message]): unknown => ({ type: name, index, delta: { message } }));

/** Throws when events are not in a legal order. */
function expectOrder(events: readonly StreamEvent[]): void {
  const open = new Set<number>();
  let next = 0;
  for (const [i, event] of events.entries()) {
    const isLast = event.type === "finish" || event.type === "error";
    expect(isLast).toBe(i === events.length - 1);
    if (event.type === "start") expect(i).toBe(0);
    if (event.type === "block-start") {
      expect(event.index).toBe(next++);
      open.add(event.index);
    } else if ("index" in event) expect(open.has(event.index)).toBe(true);
    if (event.type === "block-end") open.delete(event.index);
  }
}

describe("the decoder", () => {
  it("never throws and never breaks the order of events, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(likely, likely, frame), { maxLength: 15 }), fc.array(type), (frames, names) => {
        const decoder = openDecoder();
        const events = frames.flatMap((each, i) => decoder.push({ event: names[i], data: JSON.stringify(each) ?? "" }));
        expectOrder([...events, ...decoder.end()]);
        expect(decoder.end()).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never throws on text that is no JSON", () => {
    fc.assert(
      fc.property(fc.string(), (data) => {
        openDecoder().push({ data });
      }),
    );
  });
});

describe("the reader of whole answers", () => {
  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.dictionary(words, frame, { maxKeys: 5 }), frame, frame, (message, reason, wireUsage) => {
        decodeResponse({ message, finish_reason: reason, usage: wireUsage });
      }),
      { numRuns: 1_000 },
    );
  });
});
