import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { FormPart, JsonObject } from "../../dialects/dialect.ts";
import { dataOf } from "../../dialects/test-support.ts";
import { mock } from "./index.ts";

interface Told {
  status: number | undefined;
  type: string | undefined;
  bytes: Buffer;
  end: "ended" | "destroyed" | undefined;
}

/** Asks the mock with JSON or a form, and waits until it has ended, at most so long. */
async function ask(path: string, body: JsonObject | readonly FormPart[], waitMs = 1_000): Promise<Told> {
  const told: Told = { status: undefined, type: undefined, bytes: Buffer.alloc(0), end: undefined };
  const request = Array.isArray(body)
    ? { body: "", form: body as readonly FormPart[] }
    : { body: JSON.stringify(body) };
  await new Promise<void>((resolve) => {
    const done = (how: Told["end"]) => (): void => {
      told.end = how;
      resolve();
    };
    setTimeout(resolve, waitMs);
    mock.inProcess?.(
      { path: `/v1${path}`, ...request },
      {
        head: (status, headers) => Object.assign(told, { status, type: headers["content-type"] }),
        write: (data) => {
          told.bytes = Buffer.concat([told.bytes, Buffer.from(data)]);
        },
        end: done("ended"),
        destroy: done("destroyed"),
        onAbort: () => {},
      },
    );
  });
  return told;
}

const json = ({ bytes }: Told): JsonObject => JSON.parse(bytes.toString("utf8")) as JsonObject;
const AUDIO = { contentType: "audio/wav", fileName: "talk.wav", bytes: Buffer.from("RIFF1234") };
const TALK: readonly FormPart[] = [
  { name: "model", value: "transcribe" },
  { name: "file", value: AUDIO },
];

describe("pictures", () => {
  it("are PNG files that depend on the prompt alone", async () => {
    const first = json(await ask("/images/generations", { prompt: "a fox", n: 2 }));
    const data = first["data"] as { b64_json: string }[];
    expect(data).toHaveLength(2);
    expect(data[0]).not.toEqual(data[1]);
    const png = Buffer.from(data[0]?.b64_json ?? "", "base64");
    expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    const idat = png.indexOf("IDAT");
    const rows = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
    expect(rows.length).toBe(16 * (1 + 3 * 16));
    expect(json(await ask("/images/generations", { prompt: "a fox", n: 2 }))).toEqual(first);
  });

  it("are streamed with partial ones first", async () => {
    const told = await ask("/images/edits", { prompt: "x", stream: true, partial_images: 2 });
    const types = dataOf(told.bytes.toString()).map(({ type }) => type);
    expect(types).toEqual(["image_edit.partial_image", "image_edit.partial_image", "image_edit.completed"]);
  });
});

describe("speech", () => {
  it.each([
    ["wav", "audio/wav", "RIFF"],
    ["mp3", "audio/mpeg", "\xff\xfb\x10\xc4"],
    [undefined, "audio/mpeg", "\xff\xfb\x10\xc4"],
  ])("as %s is a file of %s", async (format, type, magic) => {
    const told = await ask("/audio/speech", { input: "Hello", response_format: format });
    expect([told.type, told.bytes.toString("latin1", 0, 4), told.end]).toEqual([type, magic, "ended"]);
  });
  it("of a format that it lacks is refused by its name", async () => {
    const told = await ask("/audio/speech", { input: "Hello", response_format: "flac" });
    expect([told.status, json(told)["error"]]).toEqual([400, expect.objectContaining({ param: "response_format" })]);
  });
  it("can be had in events", async () => {
    const told = await ask("/audio/speech", { input: "Hello", response_format: "pcm", stream_format: "sse" });
    const events = dataOf(told.bytes.toString());
    const sound = events.map(({ audio }) => Buffer.from(typeof audio === "string" ? audio : "", "base64"));
    expect(Buffer.concat(sound).length).toBe(24_000 * 2 * 0.1);
    expect(events.at(-1)).toMatchObject({ type: "speech.audio.done" });
  });
});

describe("transcripts", () => {
  const text = "The file talk.wav has 8 bytes.";
  it.each([
    [undefined, "application/json", new RegExp(`"text":"${text}"`)],
    ["text", "text/plain; charset=utf-8", new RegExp(`^${text}\n$`)],
    ["srt", "text/plain; charset=utf-8", /^1\n00:00:00,000 --> 00:00:00,001\n/],
    ["vtt", "text/vtt; charset=utf-8", /^WEBVTT\n\n00:00:00\.000 --> 00:00:00\.001\n/],
    ["verbose_json", "application/json", /"duration":0\.001/],
  ])("as %s are %s", async (format, type, shape) => {
    const told = await ask("/audio/transcriptions", [
      ...TALK,
      ...(format === undefined ? [] : [{ name: "response_format", value: format }]),
    ]);
    expect(told.type).toBe(type);
    expect(told.bytes.toString("utf8")).toMatch(shape);
  });
  it("take their options from the form, and stream", async () => {
    const told = await ask("/audio/transcriptions", [
      ...TALK,
      { name: "stream", value: "true" },
      { name: "mock", value: '{"reply":"one two"}' },
    ]);
    expect(dataOf(told.bytes.toString()).map(({ delta, text: whole }) => delta ?? whole)).toEqual([
      "one",
      " two",
      "one two",
    ]);
  });
});

describe("judgements", () => {
  it("flag by the words they are given", async () => {
    const told = await ask("/moderations", { input: ["I HATE it", "fine"], mock: { flag_words: ["hate", "", 7] } });
    const results = json(told)["results"] as { flagged: boolean }[];
    expect(results.map(({ flagged }) => flagged)).toEqual([true, false]);
    const parts = await ask("/moderations", { input: [{ type: "text", text: "x" }, { type: "image_url" }] });
    expect(json(parts)["results"]).toMatchObject([{ flagged: false }]);
  });
  it("rank by the words that are shared", async () => {
    const body = { query: "red fox", documents: ["blue dog", { text: "A RED fox!" }, "red"], top_n: 2 };
    expect(json(await ask("/rerank", body))).toMatchObject({
      results: [
        { index: 1, relevance_score: 1 },
        { index: 2, relevance_score: 0.5 },
      ],
      meta: { billed_units: { search_units: 1 } },
    });
    const shown = json(await ask("/rerank", { ...body, return_documents: true }));
    expect(shown["results"]).toMatchObject([{ document: { text: "A RED fox!" } }, { document: { text: "red" } }]);
  });
});

describe("faults", () => {
  it.each([
    ["/audio/speech", { input: "Hello" }, "reset", 1, "destroyed"],
    ["/audio/speech", { input: "Hello ".repeat(40), response_format: "wav" }, "cut", 1, "destroyed"],
    ["/images/generations", { prompt: "x", stream: true, partial_images: 3 }, "cut", 2, "ended"],
    ["/images/generations", { prompt: "x", stream: true, partial_images: 3 }, "error", 2, "ended"],
    ["/images/generations", { prompt: "x" }, "stall", 0, undefined],
    ["/moderations", { input: "x" }, "reset", 0, "destroyed"],
  ])("of %s (%j): %s after %i", async (path, body, fault, after, end) => {
    const told = await ask(path, { ...body, mock: { fault, fault_after_chunks: after } }, 150);
    expect(told.end).toBe(end);
    expect(told.bytes.toString("latin1")).not.toContain(".completed");
    expect(told.bytes.includes('{"error"')).toBe(fault === "error");
  });
  it("refuse with a status", async () => {
    const told = await ask("/rerank", { mock: { status: 503, message: "gone" } });
    expect([told.status, json(told)["message"]]).toEqual([503, "gone"]);
  });
  it.each([
    "/images/generations",
    "/images/edits",
    "/moderations",
    "/rerank",
    "/audio/speech",
    "/audio/transcriptions",
  ])("%s takes an empty body and odd values", async (path) => {
    expect((await ask(path, {})).end).toBe("ended");
    const odd = { prompt: 1, n: {}, input: [[{}]], documents: [null, 1, {}], query: [], top_n: -1, file: "x", mock: 7 };
    expect((await ask(path, odd)).end).toBe("ended");
  });
});
