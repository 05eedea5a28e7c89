import { describe, expect, it } from "vitest";
import { SseFrameSplitter } from "../framing/sse-frames.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "./dialect.ts";
import { openaiImages } from "./openai-images/index.ts";
import { openaiSpeech } from "./openai-speech/index.ts";
import { openaiTranscriptions } from "./openai-transcriptions/index.ts";

let sealed: AnswerFacts | undefined;

function open(dialect: { openTap?(options: TapOptions): StreamTap }, body: JsonObject = {}): StreamTap {
  sealed = undefined;
  const seal = (facts: AnswerFacts): string => {
    sealed = { ...facts };
    return '{"request_id":"req_1"}';
  };
  const tap = dialect.openTap?.({ model: "p/m", body, includeUsage: false, quirks: new Set(), seal });
  if (tap === undefined) throw new Error("this wire has no streams");
  return tap;
}

const frame = (data: JsonObject): string => `event: ${String(data["type"])}\ndata: ${JSON.stringify(data)}\n\n`;
const partial = frame({ type: "image_generation.partial_image", b64_json: "AA" });
const done = frame({
  type: "image_generation.completed",
  b64_json: "AB",
  usage: { input_tokens: 1, output_tokens: 8 },
});

describe("a stream of images", () => {
  it("is whole with its completed image, cut at any byte", () => {
    const bytes = Buffer.from(partial + done);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const tap = open(openaiImages);
      const splitter = new SseFrameSplitter(10_000);
      const out = [bytes.subarray(0, cut), bytes.subarray(cut)].map((piece) => tap.push(splitter.push(piece))).join("");
      expect(out.startsWith(partial)).toBe(true);
      expect(out).toContain('"x-llm-gateway":{"request_id":"req_1"}');
      expect(tap.facts).toMatchObject({ terminal: true, usage: { media: { images: 1, imageOutputTokens: 8 } } });
    }
  });

  it("is whole with as many as were asked for", () => {
    const tap = open(openaiImages, { n: 2 });
    tap.push(done);
    expect(tap.facts.terminal).toBe(false);
    tap.push(done);
    expect(tap.facts).toMatchObject({ terminal: true, usage: { media: { images: 2, imageOutputTokens: 16 } } });
  });

  it("with fewer is whole when it ended well, and not when it broke", () => {
    for (const broken of [false, true]) {
      const tap = open(openaiImages, { n: 2 });
      tap.push(done);
      tap.end(broken);
      expect(tap.facts.terminal).toBe(!broken);
    }
  });

  it.each([
    frame({ type: "error", message: "broke", code: "503" }),
    'data: {"error":{"message":"broke","code":"503"}}\n\n',
  ])("ends with an error event: %j", (bad) => {
    const tap = open(openaiImages);
    expect(tap.push(partial + bad)).toBe(partial);
    expect(tap.facts.error).toMatchObject({ message: "broke", status: 503 });
  });

  it("without its end is not whole", () => {
    const tap = open(openaiImages);
    tap.push(partial);
    expect(tap.end(false)).toBe("");
    expect(tap.facts.terminal).toBe(false);
  });
});

describe("a transcript's stream", () => {
  it.each(["transcript.text.done", "transcription.done"])("is whole with %s", (type) => {
    const tap = open(openaiTranscriptions);
    expect(tap.push(frame({ type: "transcript.text.delta", delta: "é" }))).toContain("é");
    expect(tap.facts.meaningful).toBe(true);
    tap.push(frame({ type, text: "é", usage: { input_tokens: 3, output_tokens: 1 } }));
    expect(tap.facts).toMatchObject({ terminal: true, usage: { inputTokens: 3, outputTokens: 1 } });
  });
});

describe("speech", () => {
  const body = { input: "Hello" };
  it("passes bytes as they are and is whole when the connection ends well", () => {
    const tap = open(openaiSpeech, body);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString("latin1");
    expect(tap.framing).toBe("raw");
    expect(tap.push(bytes)).toBe(bytes);
    expect(tap.facts).toMatchObject({ meaningful: true, terminal: false });
    expect(tap.end(false)).toBe("");
    expect(tap.facts).toMatchObject({ terminal: true, usage: { media: { characters: 5 } } });
    expect(sealed?.finish).toEqual({ reason: "stop" });
  });

  it.each([true, false])("that broke or never began is not whole (%s)", (broken) => {
    const tap = open(openaiSpeech, body);
    if (broken) tap.push("x");
    tap.end(broken);
    expect(tap.facts).toMatchObject({ terminal: false, finish: undefined });
    expect(sealed).toBeUndefined();
  });

  it.each([
    ["audio/mpeg", true],
    ["audio/wav; rate=24000", true],
    ["video/mp4", true],
    ["application/octet-stream", true],
    ["", true],
    ["text/html; charset=utf-8", false],
    ["application/json", false],
    ["text/plain", false],
  ])("of type '%s' is audio: %s", (type, is) => {
    expect(open(openaiSpeech, body).takesType?.(type)).toBe(is);
  });

  it("in events is whole with the last of them", () => {
    const tap = open(openaiSpeech, { ...body, stream_format: "sse" });
    expect(tap.framing).toBeUndefined();
    tap.push(frame({ type: "speech.audio.delta", audio: "AA" }));
    const last = tap.push(frame({ type: "speech.audio.done", usage: { input_tokens: 2, output_tokens: 30 } }));
    expect(last).toContain("x-llm-gateway");
    expect(tap.facts.usage).toMatchObject({ inputTokens: 2, media: { audioOutputTokens: 30, characters: 5 } });
  });
});
