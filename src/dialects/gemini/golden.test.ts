import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../canonical/request.ts";
import { SseFrameSplitter } from "../../framing/sse-frames.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { openaiChat } from "../openai-chat/index.ts";
import type { Quirk } from "../quirks.ts";
import { decodeAll, encodeAll, meta, target } from "../test-support.ts";
import { gemini } from "./index.ts";

/**
 * `fixtures/`: callers of this wire at providers of the chat wire, as in the other dialects. `provider/fixtures/`: this
 * wire's providers, against the canonical form: `request.json` becomes `request-out.json`, `upstream.sse` becomes
 * `events.json`, `upstream.json` becomes `response.json`. Run with UPDATE_GOLDENS=1 to write what is missing, then read
 * it.
 */
interface Options {
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
}

const callers = path.join(import.meta.dirname, "fixtures");
const providers = path.join(import.meta.dirname, "provider", "fixtures");

describe("callers of gemini at providers of openai-chat", () => {
  it.each(readdirSync(callers))("%s", (name) => {
    const folder = path.join(callers, name);
    const { quirks, chosen } = optionsOf(folder);
    const request = readJson(folder, "request-in.json");
    if (request !== undefined) {
      gemini.checkRequest(request);
      const { body, warnings } = openaiChat.encodeRequest(gemini.decodeRequest(request), chosen);
      expectJson(folder, "request-out.json", { body, warnings });
    }
    const answer = readJson(folder, "upstream.json");
    if (answer !== undefined) {
      expectJson(folder, "client.json", gemini.encodeResponse(openaiChat.decodeResponse(answer, quirks), meta()));
    }
    expectStream(folder, "client.sse", (sse) =>
      encodeAll(gemini.openEncoder(meta()), decodeAll(openaiChat.openDecoder(quirks), sse)),
    );
  });
});

describe("providers of gemini", () => {
  it.each(readdirSync(providers))("%s", (name) => {
    const folder = path.join(providers, name);
    const { quirks, chosen } = optionsOf(folder);
    const request = readJson(folder, "request.json");
    if (request !== undefined) {
      const { body, warnings } = gemini.encodeRequest(request as unknown as ChatRequest, chosen);
      expectJson(folder, "request-out.json", { body, warnings });
      gemini.checkRequest({ ...body, model: "m" });
    }
    const answer = readJson(folder, "upstream.json");
    if (answer !== undefined) expectJson(folder, "response.json", gemini.decodeResponse(answer, quirks));
    expectStream(folder, "events.json", (sse) => pretty(decodeAll(gemini.openDecoder(quirks), sse)));
  });
});

function optionsOf(folder: string): { quirks: ReadonlySet<Quirk>; chosen: EncodeTarget } {
  const { quirks = [], target: changes = {} } = (readJson(folder, "options.json") ?? {}) as Options;
  return { quirks: new Set(quirks), chosen: target({ ...changes, quirks }) };
}

/** The same however the bytes are cut. */
function expectStream(folder: string, name: string, replay: (sse: string) => string): void {
  const file = path.join(folder, "upstream.sse");
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  const whole = replay(bytes.toString("utf8"));
  expectText(path.join(folder, name), whole);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const splitter = new SseFrameSplitter(1_000_000);
    const frames = splitter.push(bytes.subarray(0, cut)) + splitter.push(bytes.subarray(cut)) + splitter.rest();
    if (replay(Buffer.from(frames, "latin1").toString("utf8")) !== whole) expect.fail(`differs when cut at ${cut}`);
  }
}

function readJson(folder: string, name: string): JsonObject | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JsonObject) : undefined;
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function expectJson(folder: string, name: string, actual: unknown): void {
  expectText(path.join(folder, name), pretty(actual));
}

function expectText(file: string, actual: string): void {
  if (process.env["UPDATE_GOLDENS"] === "1" && !existsSync(file)) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
