import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFrame, SseFrameSplitter, splitFrames } from "./sse-frames.ts";

const MAX = 1_000_000;

/** `data` and `event` of every frame of a byte stream cut at the given places, the unfinished one included. */
function framesOf(bytes: Buffer, cuts: readonly number[], max = MAX): { event: string | undefined; data: string }[] {
  const splitter = new SseFrameSplitter(max);
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  const texts: string[] = [];
  for (let i = 1; i < places.length; i += 1)
    texts.push(...splitFrames(splitter.push(bytes.subarray(places[i - 1], places[i]))));
  texts.push(...splitFrames(splitter.rest()));
  return texts.flatMap((text) => {
    const { event, data } = readFrame(text);
    return data === null ? [] : [{ event, data }];
  });
}

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

const LF_STREAM =
  'data: {"a":"né日👩"}\n\n: comment\n\nevent: delta\ndata: one\ndata: two\n\nid: 7\nretry: 10\n\ndata:x\n\n';
const FRAMES = [
  { event: undefined, data: utf8('{"a":"né日👩"}') },
  { event: "delta", data: "one\ntwo" },
  { event: undefined, data: "x" },
];

const STREAMS: [string, string][] = [
  ["LF", LF_STREAM],
  ["CRLF", LF_STREAM.replaceAll("\n", "\r\n")],
  ["CR", LF_STREAM.replaceAll("\n", "\r")],
  ["LF without the final blank line", LF_STREAM.slice(0, -1)],
  ["LF without any final line end", LF_STREAM.slice(0, -2)],
  ["CRLF without the final blank line", LF_STREAM.slice(0, -1).replaceAll("\n", "\r\n")],
  ["CR without any final line end", LF_STREAM.slice(0, -2).replaceAll("\n", "\r")],
  ["LF with leading and doubled blank lines", `\n\n${LF_STREAM.replaceAll("\n\n", "\n\n\n\n")}`],
  ["lines in CRLF, blank lines in LF", LF_STREAM.replace(/([^\n])\n/g, "$1\r\n")],
];

describe.each(STREAMS)("a stream in %s", (_name, text) => {
  const bytes = Buffer.from(text);
  it("gives the same frames at every split point", () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) expect(framesOf(bytes, [cut]), `cut at ${cut}`).toEqual(FRAMES);
  });
  it("gives the same frames byte by byte", () => {
    expect(framesOf(bytes, [...bytes.keys()])).toEqual(FRAMES);
  });
  it("loses no byte", () => {
    const splitter = new SseFrameSplitter(MAX);
    let out = "";
    for (const byte of bytes) out += splitter.push(Buffer.from([byte]));
    expect(Buffer.from(out + splitter.rest(), "latin1").equals(bytes)).toBe(true);
  });
});

describe("SseFrameSplitter", () => {
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
  const line = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, "")}`),
    fc.constantFrom(": comment", "event: x", "id: 3", "data:", "data: [DONE]"),
  );
  const frame = fc.tuple(fc.array(line, { minLength: 1, maxLength: 4 }), lineEnd);

  it("gives the same frames for any chunking as for one piece", () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 20 }),
        lineEnd,
        (frames, cuts, end) => {
          const bytes = Buffer.from(frames.map(([lines]) => lines.join(end) + end + end).join(""));
          const whole = framesOf(bytes, []);
          expect(
            framesOf(
              bytes,
              cuts.filter((cut) => cut <= bytes.length),
            ),
          ).toEqual(whole);
        },
      ),
    );
  });

  it("emits nothing before a frame is whole and everything once it is", () => {
    const splitter = new SseFrameSplitter(MAX);
    expect(splitter.push(Buffer.from("data: 1\n"))).toBe("");
    expect(splitter.push(Buffer.from("\ndata: 2\n\ndata: 3"))).toBe("data: 1\n\ndata: 2\n\n");
    expect(splitter.rest()).toBe("data: 3");
    expect(splitter.push(Buffer.from("\n\n"))).toBe("data: 3\n\n");
    expect(splitter.rest()).toBe("");
  });

  it("takes an empty chunk", () => {
    const splitter = new SseFrameSplitter(MAX);
    expect(splitter.push(Buffer.alloc(0))).toBe("");
    expect(splitter.push(Buffer.from("data: 1\n\n"))).toBe("data: 1\n\n");
    expect(splitter.push(Buffer.alloc(0))).toBe("");
  });

  it.each([1, 3, 50])("throws once an unfinished frame is over-long, in chunks of %i", (size) => {
    const splitter = new SseFrameSplitter(100);
    const feed = (): void => {
      for (let i = 0; i < 200; i += size) splitter.push(Buffer.alloc(size, "x"));
    };
    expect(feed).toThrow(RangeError);
  });

  it("does not count whole frames against the limit", () => {
    const splitter = new SseFrameSplitter(20);
    for (let i = 0; i < 100; i += 1) expect(splitter.push(Buffer.from("data: 123456789\n\n"))).not.toBe("");
    expect(splitter.push(Buffer.from("data: 1\n\n".repeat(50))).length).toBe(9 * 50);
  });

  it("handles a large frame in many chunks in linear time", () => {
    const splitter = new SseFrameSplitter(64 * 1024 * 1024);
    const chunk = Buffer.alloc(1_000, "x");
    const begun = performance.now();
    for (let i = 0; i < 20_000; i += 1) splitter.push(chunk);
    expect(splitter.push(Buffer.from("\n\n")).length).toBe(20_000_002);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  // WHATWG HTML §9.2.6: each line may have its own end.
  it("ends a frame whose last line ends in LF and whose blank line is CRLF", () => {
    expect(new SseFrameSplitter(MAX).push(Buffer.from("data: 1\n\r\n"))).toBe("data: 1\n\r\n");
  });
});

describe("splitFrames", () => {
  it.each([
    ["", []],
    ["data: 1\n\n", ["data: 1\n\n"]],
    ["data: 1\r\n\r\ndata: 2\r\r", ["data: 1\n\n", "data: 2\n\n"]],
    ["\n\n\n\ndata: 1\n\n\n\n", ["data: 1\n\n"]],
    ["data: 1\n\ndata: 2", ["data: 1\n\n", "data: 2\n\n"]],
  ])("%j", (text, frames) => {
    expect(splitFrames(text)).toEqual(frames);
  });
});

describe("readFrame", () => {
  it.each([
    ["data: x\n\n", undefined, "x"],
    ["data:x\n\n", undefined, "x"],
    ["data:  x\n\n", undefined, " x"],
    ["data:\n\n", undefined, ""],
    ["data: a\ndata: b\n\n", undefined, "a\nb"],
    ["event: e\ndata: x\n\n", "e", "x"],
    ["data: x\nevent:e\n\n", "e", "x"],
    [": data: x\n\n", undefined, null],
    ["event: e\n\n", "e", null],
    ["id: 1\nretry: 3\n\n", undefined, null],
    ["database: x\n\n", undefined, null],
    ["\ndata: x\n\n", undefined, "x"],
  ])("%j", (frame, event, data) => {
    expect(readFrame(frame)).toEqual({ event, data });
  });

  // WHATWG HTML §9.2.6: one leading byte order mark is not part of the stream.
  it("reads the first frame after a byte order mark", () => {
    const splitter = new SseFrameSplitter(MAX);
    const [first = ""] = splitFrames(splitter.push(Buffer.from("\ufeffdata: x\n\n")));
    expect(readFrame(first).data).toBe("x");
  });
});
