import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import * as up from "./index.ts";
import type { RawAnswer } from "./raw-client.ts";
import { rawPost } from "./raw-client.ts";

const upstream = await up.startUpstream();
const wires = {
  openai: { path: "/v1/chat/completions", terminal: "data: [DONE]\n\n" },
  anthropic: { path: "/v1/messages", terminal: 'event: message_stop\ndata: {"type":"message_stop"}\n\n' },
};

async function meet(wire: keyof typeof wires, fault: up.Behaviour, stream = true, timeoutMs = 300): Promise<RawAnswer> {
  upstream.queue(fault);
  return rawPost(upstream.url + wires[wire].path, { model: "m", stream, messages: [] }, timeoutMs);
}

const wordsIn = (text: string): number => (text.match(/word\d+/g) ?? []).length;

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

for (const wire of ["openai", "anthropic"] as const) {
  const { terminal } = wires[wire];

  describe(`connection faults, ${wire}`, () => {
    it("resets or closes before headers", async () => {
      expect(await meet(wire, up.resetBeforeHeaders())).toMatchObject({ ending: "error", head: "" });
      expect(await meet(wire, up.closeBeforeHeaders())).toMatchObject({ ending: "end", head: "" });
    });

    it("is silent before and after headers", async () => {
      expect(await meet(wire, up.neverAnswer())).toMatchObject({ ending: "open", head: "" });
      const silent = await meet(wire, up.headersThenSilence());
      expect(silent).toMatchObject({ ending: "open", body: "" });
      expect(silent.head).toMatch(/^HTTP\/1.1 200 OK[\s\S]*text\/event-stream/);
    });

    it("is slow where told", async () => {
      expect((await meet(wire, up.slowHeaders(500))).head).toBe("");
      const late = await meet(wire, up.slowFirstToken(500));
      expect(late.head).toMatch(/^HTTP\/1.1 200/);
      expect(late.body).toBe("");
      expect((await meet(wire, up.slowFirstToken(100), true, 2000)).body.endsWith(terminal)).toBe(true);
    });
  });

  describe(`stream faults, ${wire}`, () => {
    it("cuts after k chunks", async () => {
      const cut = await meet(wire, up.cutAfter(7));
      expect([wordsIn(cut.body), cut.ending, cut.bytes.includes("\r\n0\r\n")]).toEqual([7, "end", false]);
      const reset = await meet(wire, up.cutAfter(7, "reset"));
      expect([wordsIn(reset.body), reset.ending]).toEqual([7, "error"]);
    });

    it("ends in order after k chunks", async () => {
      const early = await meet(wire, up.endEarlyAfter(7));
      expect([wordsIn(early.body), early.body.includes(terminal)]).toEqual([7, false]);
      expect(early.bytes.subarray(-5).toString()).toBe("0\r\n\r\n");
    });

    it("stalls and goes on, or hangs", async () => {
      const stalled = await meet(wire, up.stallAfter(7, 100), true, 2000);
      expect([wordsIn(stalled.body), stalled.body.endsWith(terminal)]).toEqual([60, true]);
      const unfinished = await meet(wire, up.stallAfter(7, 5000));
      expect([wordsIn(unfinished.body), unfinished.ending]).toEqual([7, "open"]);
      const hung = await meet(wire, up.hangAfter(7));
      expect([wordsIn(hung.body), hung.ending]).toEqual([7, "open"]);
    });

    it("omits only the terminal event", async () => {
      const { body } = await meet(wire, up.withoutTerminal());
      expect([wordsIn(body), body.includes(terminal)]).toEqual([60, false]);
      expect(body).toMatch(wire === "openai" ? /"finish_reason":"stop"/ : /"stop_reason":"end_turn"/);
    });

    it("breaks one event, or stops inside one", async () => {
      const { body } = await meet(wire, up.malformedEventAfter(7));
      const bad = body.split("\n\n").filter((event) => /data: \{/.test(event) && !parses(event));
      expect([bad.length, wordsIn(body), body.endsWith(terminal)]).toEqual([1, 60, true]);
      const half = await meet(wire, up.halfFrameAfter(7));
      expect(half.body.endsWith("\n\n")).toBe(false);
      expect(wordsIn(half.body)).toBeLessThanOrEqual(8);
    });

    it("puts an error event first or later", async () => {
      const first = await meet(wire, up.errorEventAfter(0));
      expect(first.head).toMatch(/^HTTP\/1.1 200/);
      expect(first.body).toMatch(wire === "openai" ? /^data: \{"error":/ : /^event: error\ndata: \{"type":"error"/);
      const later = await meet(wire, up.errorEventAfter(7));
      expect([wordsIn(later.body), later.body.includes(terminal)]).toEqual([7, false]);
      expect(later.body.split("\n\n").at(-2)).toContain('"error":');
    });
  });

  describe(`framing, ${wire}`, () => {
    it("changes only the framing", async () => {
      const healthy = (await meet(wire, up.answer(), true, 2000)).body;
      const one = await meet(wire, up.oneWrite());
      expect([one.chunkSizes.length, one.body === healthy]).toEqual([1, true]);
      const dribbled = await meet(wire, up.dribbled(), true, 8000);
      expect([dribbled.chunkSizes.every((size) => size === 1), dribbled.body === healthy]).toEqual([true, true]);
      expect((await meet(wire, up.crlf())).body.replaceAll("\r\n", "\n")).toBe(healthy);
      expect((await meet(wire, up.bareCr())).body.replaceAll("\r", "\n")).toBe(healthy);
      expect((await meet(wire, up.withComments())).body.replaceAll(": keep-alive\n\n", "")).toBe(healthy);
      expect((await meet(wire, up.noSpaceAfterColon())).body.replaceAll(/^(data|event):/gm, "$1: ")).toBe(healthy);
      expect((await meet(wire, up.dataOverTwoLines())).body.replaceAll("{\ndata: ", "{")).toBe(healthy);
    });
  });

  describe(`bodies, ${wire}`, () => {
    it("sends what is no stream", async () => {
      const html = await meet(wire, up.htmlInsteadOfAnswer());
      expect([/200 OK[\s\S]*text\/html/.test(html.head), html.body.startsWith("<!doctype html>")]).toEqual([
        true,
        true,
      ]);
      const json = await meet(wire, up.jsonErrorWith200());
      expect(JSON.parse(json.body)).toMatchObject({ error: { message: "Upstream exploded" } });
      expect((await meet(wire, up.wrongContentType())).head).toContain("text/plain");
    });

    it("compresses, or only says so", async () => {
      const zipped = await meet(wire, up.compressed("gzip"), false);
      expect(zipped.head).toMatch(/content-encoding: gzip/i);
      const at = zipped.bytes.indexOf(Buffer.from([0x1f, 0x8b]));
      const size = zipped.bytes.length;
      expect(at).toBeGreaterThan(0);
      expect(gunzipSync(zipped.bytes.subarray(at, size - 7)).toString()).toContain(up.SIXTY_WORDS);
      const liar = await meet(wire, up.falselyCompressed(), false);
      expect(liar.head).toMatch(/content-encoding: gzip/i);
      expect(wordsIn(liar.body)).toBe(60);
    });

    it("promises more than it sends", async () => {
      const short = await meet(wire, up.truncatedLength(), false);
      const promised = Number(/content-length: (\d+)/i.exec(short.head)?.[1]);
      expect(promised).toBeGreaterThan(short.body.length);
      expect(short.ending).toBe("end");
      expect(parses(`data: ${(await meet(wire, up.invalidJson(), false)).body}`)).toBe(false);
    });

    it("sends megabytes", async () => {
      const { body } = await meet(wire, up.hugeBody(3_000_000), false, 5000);
      expect(body.length).toBeGreaterThan(3_000_000);
    });

    it("speaks the wire's errors", async () => {
      const long = await meet(wire, up.contextLengthExceeded());
      expect(long.head).toMatch(/^HTTP\/1.1 400/);
      expect(long.body).toContain(wire === "openai" ? '"code":"context_length_exceeded"' : "prompt is too long: 9000");
      const limited = await meet(wire, up.rateLimited(2));
      expect(limited.head).toMatch(/^HTTP\/1.1 429[\s\S]*retry-after: 2/i);
      expect((await meet(wire, up.rateLimited())).head).not.toMatch(/retry-after/i);
    });
  });
}

function parses(event: string): boolean {
  const data = event.replace(/^[\s\S]*?data: /, "");
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
