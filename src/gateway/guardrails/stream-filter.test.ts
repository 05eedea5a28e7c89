import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../canonical/blocks.ts";
import type { DialectId } from "../../dialects/dialect.ts";
import { leavesOf } from "../../dialects/json-leaves.ts";
import type { FrameText, StreamTexts } from "../../dialects/text-slots.ts";
import { textsOf } from "../../dialects/texts-registry.ts";
import { splitFrames } from "../../framing/sse-frames.ts";
import { openAsyncStreamFilter, openStreamFilter } from "./stream-filter.ts";
import { readStream, type StreamCase, streamCases } from "./testing/streams.ts";
import type { TextWindow } from "./text-window-type.ts";

const CASES = streamCases();

function textsOfStream(wire: DialectId): StreamTexts {
  const opened = textsOf(wire).openStream?.();
  if (opened === undefined) throw new Error(`${wire} does not stream`);
  return opened;
}

/** The stream through windows, in groups of that many frames. */
function filtered({ wire, sse }: StreamCase, open: (slot: FrameText) => TextWindow, group = 1): string {
  const filter = openStreamFilter(textsOfStream(wire), open);
  const frames = sse.match(/[\s\S]*?\n\n/g) ?? [];
  let out = "";
  for (let i = 0; i < frames.length; i += group) out += filter.push(frames.slice(i, i + group).join(""));
  return out + filter.end();
}

const identity = (): TextWindow => ({ push: (text) => text, end: () => "" });
const mapping = (map: (text: string) => string) => (): TextWindow => ({ push: map, end: () => "" });

/** Gives nothing before the end. */
function holding(map: (text: string) => string): () => TextWindow {
  return () => {
    let held = "";
    return {
      push: (text) => {
        held += text;
        return "";
      },
      end: () => map(held),
    };
  };
}

/** Gives the mapped text in pieces of other sizes than it came in. */
function lagging(map: (text: string) => string, lags: readonly number[]): () => TextWindow {
  return () => {
    let held = "";
    let turn = 0;
    return {
      push: (text) => {
        held += text;
        const keep = lags[turn++ % lags.length] ?? 0;
        const out = held.slice(0, Math.max(0, held.length - keep));
        held = held.slice(out.length);
        return map(out);
      },
      end: () => map(held),
    };
  };
}

/** Character by character, so that pieces and wholes give the same. */
const shout = (text: string): string => text.replace(/[a-z]/g, (c) => c.toUpperCase());

/** What the blocks must be when every text was mapped. */
function expected(blocks: readonly Block[], wire: DialectId, map: (text: string) => string): unknown {
  return blocks.map((block) => {
    const { text } = block as { text: string };
    // Thinking on Anthropic's wire is signed.
    if (block.kind === "reasoning") return { ...block, text: wire === "anthropic-messages" ? text : map(text) };
    if (block.kind !== "tool-call" || block.custom === true) return { ...block, text: map(text) };
    return { ...block, text: mappedJson(text, map) };
  });
}

function mappedJson(text: string, map: (text: string) => string): unknown {
  try {
    const holder = { value: JSON.parse(text) as unknown };
    for (const leaf of leavesOf(holder, "value")) {
      const changed = map(leaf.text);
      if (changed !== leaf.text) leaf.replace(changed);
    }
    return holder.value;
  } catch {
    return text;
  }
}

function comparable({ blocks, end }: ReturnType<typeof readStream>): { blocks: unknown; end: unknown } {
  const parsed = blocks.map((block) => {
    const { text } = block as unknown as { text: string };
    return block.kind === "tool-call" && block.custom !== true ? { ...block, text: mappedJson(text, (t) => t) } : block;
  });
  return { blocks: parsed, end };
}

it("has streams of all wires", () => {
  expect(CASES.length).toBeGreaterThan(60);
});

describe.each(CASES)("$name", (given) => {
  const original = readStream(given);

  it("is the same, byte for byte, through windows that change nothing", () => {
    for (const group of [1, 3, 1_000]) expect(filtered(given, identity, group)).toBe(given.sse);
  });

  it.each([
    ["changed at once", mapping(shout)],
    ["held to the end", holding(shout)],
    ["given late, in other pieces", lagging(shout, [3, 0, 7, 1])],
    ["held to the end unchanged", holding((text) => text)],
  ])("%s: a reader of the wire gets the changed texts in the order of the wire", (name, open) => {
    const map = name.endsWith("unchanged") ? (text: string): string => text : shout;
    for (const group of [1, 1_000]) {
      const sse = filtered(given, open, group);
      const got = comparable(readStream({ ...given, sse }));
      expect(got).toEqual({ blocks: expected(original.blocks, given.wire, map), end: original.end });
    }
  });

  it("keeps nothing of a text that was replaced, anywhere in the stream", () => {
    const seen: string[] = [];
    const open = (slot: FrameText): TextWindow => {
      let text = "";
      return {
        push: (piece) => {
          text += piece;
          return "";
        },
        end: () => {
          if (slot.readonly !== true) seen.push(text);
          return "#";
        },
      };
    };
    const sse = filtered(given, open);
    const strings = splitFrames(sse).flatMap((frame) => stringsOf(frame));
    for (const text of seen) {
      if (text.length < 12) continue;
      expect(strings.filter((one) => one.includes(text))).toEqual([]);
    }
  });

  it("is the same through windows that answer later", async () => {
    const lags = [2, 0, 5];
    const later = (): { push(text: string): Promise<string>; end(): Promise<string> } => {
      const window = lagging(shout, lags)();
      return {
        push: async (text) => (await Promise.resolve(), window.push(text)),
        end: async () => (await Promise.resolve(), window.end()),
      };
    };
    const filter = openAsyncStreamFilter(textsOfStream(given.wire), later);
    const frames = given.sse.match(/[\s\S]*?\n\n/g) ?? [];
    const parts = await Promise.all([...frames.map((frame) => filter.push(frame)), filter.end()]);
    expect(parts.join("")).toBe(filtered(given, lagging(shout, lags)));
  });

  it("says nothing more once a window has refused", () => {
    const refusing = (): TextWindow => ({
      push: () => {
        throw new Error("refused");
      },
      end: () => "",
    });
    const filter = openStreamFilter(textsOfStream(given.wire), refusing);
    let out = "";
    try {
      for (const frame of given.sse.match(/[\s\S]*?\n\n/g) ?? []) out += filter.push(frame);
    } catch (error) {
      expect(String(error)).toContain("refused");
      expect(filter.push(given.sse) + filter.end()).toBe("");
      const said = readStream({ ...given, sse: out + filter.endBadly(given.sse) }).blocks;
      for (const block of said) {
        // Thinking that is signed cannot be changed, and names of members are no texts.
        if (block.kind === "reasoning" && given.wire === "anthropic-messages") continue;
        const { text } = block as unknown as { text: string };
        if (block.kind !== "tool-call") expect(text).toBe("");
        else expect(text).not.toMatch(/"\s*:\s*"[^"]/);
      }
    }
  });
});

function stringsOf(frame: string): string[] {
  const data = frame.split("\n").find((line) => line.startsWith("data:"));
  try {
    const holder = { value: JSON.parse(Buffer.from(data?.slice(5) ?? "", "latin1").toString()) as unknown };
    return leavesOf(holder, "value").map(({ text }) => text);
  } catch {
    return [];
  }
}

describe("any pieces", () => {
  const small = CASES.filter(({ sse }) => sse.length < 8_000);
  it("gives a reader the same texts however windows cut them and frames are grouped", () => {
    const lags = fc.array(fc.nat(12), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...small), lags, fc.integer({ min: 1, max: 9 }), (given, cuts, group) => {
        const sse = filtered(given, lagging(shout, cuts), group);
        const original = readStream(given);
        expect(comparable(readStream({ ...given, sse }))).toEqual({
          blocks: expected(original.blocks, given.wire, shout),
          end: original.end,
        });
      }),
      { numRuns: 300 },
    );
  });
});
