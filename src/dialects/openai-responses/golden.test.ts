import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, SseFrameSplitter, splitFrames } from "../../framing/sse-frames.ts";
import type { AnswerMeta, EncodeTarget, JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { dataOf, meta, target } from "../test-support.ts";
import { openaiResponses } from "./index.ts";
import { expectLegalResponseStream } from "./testing/legal-stream.ts";

/**
 * Folders as those of `../golden.test.ts`, with this wire on both sides. Streams are replayed whole, cut at every byte,
 * and merged. Run with UPDATE_GOLDENS=1 to write what is missing, then read it.
 */
interface Options {
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
}

const ROOT = path.join(import.meta.dirname, "fixtures");

describe("recordings of this wire, through the canonical form and back", () => {
  it.each(readdirSync(ROOT))("%s", (name) => replay(path.join(ROOT, name)));
});

function replay(folder: string): void {
  const options = (read(folder, "options.json") ?? {}) as Options;
  const quirks = new Set(options.quirks ?? []);
  const request = read(folder, "request-in.json");
  const canonical = request && openaiResponses.decodeRequest(request);
  const labels: Partial<AnswerMeta> = { body: request ?? {}, request: canonical };
  if (request !== undefined && canonical !== undefined) {
    openaiResponses.checkRequest(request);
    const { body, warnings } = openaiResponses.encodeRequest(
      canonical,
      target({ ...options.target, quirks: [...quirks] }),
    );
    expectText(path.join(folder, "request-out.json"), json({ body, warnings }));
    openaiResponses.checkRequest(body);
  }
  const answer = read(folder, "upstream.json");
  if (answer !== undefined) {
    const encoded = openaiResponses.encodeResponse(openaiResponses.decodeResponse(answer, quirks), meta(labels));
    expectText(path.join(folder, "client.json"), json(encoded));
  }
  const stream = path.join(folder, "upstream.sse");
  if (!existsSync(stream)) return;
  const bytes = readFileSync(stream);
  const whole = translate(bytes, bytes.length, quirks, labels);
  expectText(path.join(folder, "client.sse"), whole);
  for (const size of [1, 2, 3, 64]) expect(translate(bytes, size, quirks, labels)).toBe(whole);
  expectLegalResponseStream(dataOf(whole));
}

function translate(bytes: Buffer, size: number, quirks: ReadonlySet<Quirk>, labels: Partial<AnswerMeta>): string {
  const splitter = new SseFrameSplitter(1_000_000);
  const decoder = openaiResponses.openDecoder(quirks);
  const encoder = openaiResponses.openEncoder(meta(labels));
  let out = "";
  for (let at = 0; at < bytes.length; at += size) {
    for (const frame of splitFrames(textOfLatin1(splitter.push(bytes.subarray(at, at + size))))) {
      const { event, data } = readFrame(frame);
      if (data !== null) for (const one of decoder.push({ event, data })) out += encoder.push(one);
    }
  }
  for (const one of decoder.end()) out += encoder.push(one);
  return out + encoder.end('{"request_id":"req_1"}');
}

function read(folder: string, name: string): JsonObject | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JsonObject) : undefined;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function expectText(file: string, actual: string): void {
  if (process.env["UPDATE_GOLDENS"] === "1" && !existsSync(file)) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
