import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import { decodeResponse } from "./decode-response.ts";
import { openDecoder } from "./stream-decoder.ts";

const event = fc.constantFrom(
  "messageStart",
  "contentBlockStart",
  "contentBlockDelta",
  "contentBlockDelta",
  "contentBlockDelta",
  "contentBlockStop",
  "messageStop",
  "metadata",
  "other",
  undefined,
);
const words = fc.constantFrom(
  "contentBlockIndex",
  "start",
  "delta",
  "text",
  "toolUse",
  "toolUseId",
  "name",
  "input",
  "toolResult",
  "image",
  "format",
  "source",
  "bytes",
  "reasoningContent",
  "signature",
  "redactedContent",
  "citation",
  "stopReason",
  "usage",
  "cacheDetails",
  "type",
);
const values = fc.constantFrom<unknown>("end_turn", "tool_use", "png", "AAEC", "", "{}", 0, 1, -1, null, true);
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
    event,
    fc.nat(2),
    fc.constantFrom<unknown>(
      { text: "a" },
      { toolUse: { toolUseId: "t", name: "f" } },
      { toolUse: { input: "{}" } },
      { toolUse: { name: "f", type: "server_tool_use" } },
      { toolResult: {} },
      { image: { format: "png" } },
      { image: { source: { bytes: "AAEC" } } },
      { reasoningContent: { text: "r" } },
      { reasoningContent: { signature: "s" } },
      { reasoningContent: { redactedContent: "AAEC" } },
      { citation: { title: "t" } },
      {},
    ),
  )
  .map(([name, at, part]) => ({ event: name, json: { contentBlockIndex: at, start: part, delta: part } as unknown }));

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
    const any = fc.oneof(likely, fc.record({ event, json: frame }));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 15 }), (frames) => {
        const decoder = openDecoder();
        const events = frames.flatMap((each) =>
          decoder.push({ event: each.event, data: JSON.stringify(each.json) ?? "" }),
        );
        expectOrder([...events, ...decoder.end()]);
        expect(decoder.end()).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never throws on text that is no JSON", () => {
    fc.assert(
      fc.property(event, fc.string(), (name, data) => {
        openDecoder().push({ event: name, data });
      }),
    );
  });
});

describe("the reader of whole answers", () => {
  it("never throws, whatever comes", () => {
    const content = fc.array(fc.oneof(frame, fc.dictionary(words, frame, { maxKeys: 3 })), { maxLength: 4 });
    fc.assert(
      fc.property(content, frame, frame, (list, stopReason, wireUsage) => {
        decodeResponse({ output: { message: { content: list } }, stopReason, usage: wireUsage });
      }),
      { numRuns: 1_000 },
    );
  });
});
