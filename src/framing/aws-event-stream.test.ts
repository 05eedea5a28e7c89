import { EventStreamCodec } from "@smithy/eventstream-codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsEventStreamSplitter, encodeEventStream } from "./aws-event-stream.ts";

const MAX = 1_000_000;

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

const frame = (event: string, data: unknown): string => utf8(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

const STREAM =
  frame("messageStart", { role: "assistant", p: "abc" }) +
  frame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "né日👩 \n" } }) +
  frame("throttlingException", { message: "Too many tokens" });

/** The text of a byte stream cut at the given places. */
function textOf(bytes: Buffer, cuts: readonly number[], max = MAX): string {
  const splitter = new AwsEventStreamSplitter(max);
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  let text = "";
  for (let i = 1; i < places.length; i += 1) text += splitter.push(bytes.subarray(places[i - 1], places[i]));
  return text + splitter.rest();
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
);

const string = (value: string) => ({ type: "string" as const, value });

function message(headers: Record<string, string>, body: string): Buffer {
  const typed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, string(value)]));
  return Buffer.from(codec.encode({ headers: typed, body: Buffer.from(body) }));
}

describe("AwsEventStreamSplitter", () => {
  const bytes = encodeEventStream(STREAM);

  it("gives the same frames at every split point", () => {
    for (let cut = 0; cut <= bytes.length; cut += 1) expect(textOf(bytes, [cut]), `cut at ${cut}`).toBe(STREAM);
  });

  it("gives the same frames byte by byte", () => {
    expect(textOf(bytes, [...bytes.keys()])).toBe(STREAM);
  });

  it("gives each message as soon as it is whole, and not before", () => {
    const splitter = new AwsEventStreamSplitter(MAX);
    const [first, second] = [frame("a", {}), frame("b", { x: 1 })].map((text) => encodeEventStream(text)) as [
      Buffer,
      Buffer,
    ];
    expect(splitter.push(first.subarray(0, -1))).toBe("");
    expect(splitter.push(Buffer.alloc(0))).toBe("");
    expect(splitter.push(Buffer.concat([first.subarray(-1), second.subarray(0, 3)]))).toBe(frame("a", {}));
    expect(splitter.push(second.subarray(3))).toBe(frame("b", { x: 1 }));
  });

  it("says nothing of half a message at the end", () => {
    expect(textOf(bytes.subarray(0, -1), [])).toBe(STREAM.slice(0, STREAM.indexOf("event: throttling")));
  });

  it("gives any frames for any chunking, and encoding is its inverse", () => {
    const name = fc.stringMatching(/^[a-z]{1,20}(Exception)?$/).filter((text) => text !== "error");
    const sent = fc.array(fc.tuple(name, fc.jsonValue()), { maxLength: 8 });
    fc.assert(
      fc.property(sent, fc.array(fc.nat(2_000), { maxLength: 20 }), (frames, cuts) => {
        const text = frames.map(([event, data]) => frame(event, data)).join("");
        const encoded = encodeEventStream(text);
        expect(
          textOf(
            encoded,
            cuts.filter((cut) => cut <= encoded.length),
          ),
        ).toBe(text);
      }),
    );
  });

  it.each<[string, Buffer, string]>([
    ["an event", message({ ":message-type": "event", ":event-type": "e" }, '{"a":1}'), 'event: e\ndata: {"a":1}\n\n'],
    [
      "an exception",
      message({ ":message-type": "exception", ":exception-type": "xException" }, '{"message":"m"}'),
      'event: xException\ndata: {"message":"m"}\n\n',
    ],
    [
      "an error without a shape",
      message({ ":message-type": "error", ":error-code": "InternalFailure", ":error-message": "Größe" }, ""),
      utf8('event: error\ndata: {"__type":"InternalFailure","message":"Größe"}\n\n'),
    ],
    ["no payload", message({ ":event-type": "e" }, ""), "event: e\ndata: {}\n\n"],
    ["a payload over lines", message({ ":event-type": "e" }, '{\r\n "a": 1\n}'), 'event: e\ndata: {   "a": 1 }\n\n'],
    ["a name with a line break", message({ ":event-type": "e\ndata: x" }, "{}"), "event: e data: x\ndata: {}\n\n"],
    ["no type", message({ ":message-type": "event" }, "{}"), ""],
    [
      "headers named like members of all objects",
      message({ constructor: "x", ":event-type": "e" }, "{}"),
      "event: e\ndata: {}\n\n",
    ],
  ])("reads %s", (_name, encoded, text) => {
    expect(textOf(encoded, [])).toBe(text);
  });

  it("throws when any byte is wrong", () => {
    const one = encodeEventStream(frame("e", { a: 1 }));
    for (let i = LENGTH_BYTES; i < one.length; i += 1) {
      const wrong = Buffer.from(one);
      wrong[i] = (wrong[i] ?? 0) ^ 1;
      expect(() => textOf(wrong, []), `byte ${i}`).toThrow(RangeError);
    }
  });

  it.each([
    ["a length of nothing", Buffer.alloc(20)],
    ["JSON", Buffer.from('{"message":"not a stream"}')],
    ["HTML", Buffer.from("<html></html>")],
  ])("throws for %s", (_name, wrong) => {
    expect(() => textOf(wrong, [])).toThrow(RangeError);
  });

  it("throws for a message beyond the bound as soon as its length is known", () => {
    const long = encodeEventStream(frame("e", { text: "x".repeat(200) }));
    expect(() => new AwsEventStreamSplitter(100).push(long.subarray(0, 4))).toThrow("exceeds 100 bytes");
    expect(textOf(long, [], long.length)).not.toBe("");
  });

  it("does not count whole messages against the bound", () => {
    const one = encodeEventStream(frame("e", {}));
    const splitter = new AwsEventStreamSplitter(one.length);
    expect(splitter.push(Buffer.concat(Array.from({ length: 50 }, () => one)))).toBe(frame("e", {}).repeat(50));
  });

  it("takes a large message in many chunks", () => {
    const text = frame("e", { text: "x".repeat(4_000_000) });
    const encoded = encodeEventStream(text);
    const cuts = Array.from({ length: 40_000 }, (_, i) => i * 100);
    expect(textOf(encoded, cuts, 8_000_000)).toBe(text);
  });
});

const LENGTH_BYTES = 4;

describe("encodeEventStream", () => {
  it("names errors in headers", () => {
    const text = frame("error", { __type: "InternalFailure", message: "m" });
    expect(textOf(encodeEventStream(text), [])).toBe(text);
  });
  it("leaves out comments and frames without a name", () => {
    expect(encodeEventStream(": ping\n\ndata: {}\n\n").length).toBe(0);
  });
});
