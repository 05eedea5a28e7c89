import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AwsEventStreamSplitter, encodeEventStream } from "../../framing/aws-event-stream.ts";
import { latin1OfText, textOfLatin1 } from "../../framing/latin1.ts";
import { anthropicMessages } from "../anthropic-messages/index.ts";
import type { EncodeTarget, InboundChatDialect, JsonObject } from "../dialect.ts";
import { openaiChat } from "../openai-chat/index.ts";
import type { Quirk } from "../quirks.ts";
import { decodeAll, encodeAll, meta, target } from "../test-support.ts";
import { bedrockConverse } from "./index.ts";

/**
 * One folder a case, as in `../golden.test.ts`: a caller's request becomes Bedrock's, and Bedrock's answer the caller's
 * (`client.*`) or what it means (`response.json`, `events.json`). `upstream.sse` stands for binary messages: it is
 * replayed whole, cut at every byte, and byte by byte. Run with UPDATE_GOLDENS=1 to write what is missing.
 */
interface Options {
  readonly caller?: "openai-chat" | "anthropic-messages";
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
  readonly includeUsage?: boolean;
}

const root = path.join(import.meta.dirname, "fixtures");

describe("callers at providers of bedrock-converse", () => {
  it.each(readdirSync(root))("%s", (name) => {
    const folder = path.join(root, name);
    const options = (read(folder, "options.json") ?? {}) as Options;
    const caller = options.caller === "anthropic-messages" ? anthropicMessages : openaiChat;
    replayRequest(folder, options, caller);
    replayWhole(folder, options, caller);
    replayStream(folder, options, caller);
  });
});

function replayRequest(folder: string, options: Options, caller: InboundChatDialect): void {
  const request = read(folder, "request-in.json");
  if (request === undefined) return;
  caller.checkRequest(request);
  const chosen = target({ ...options.target, quirks: options.quirks ?? [] });
  const { body, warnings } = bedrockConverse.encodeRequest(caller.decodeRequest(request), chosen);
  expectText(folder, "request-out.json", json({ body, warnings }));
  // What we send can be read again: the wire's own reader knows every member of it.
  bedrockConverse.decodeRequest({ ...body, model: "m" });
}

function replayWhole(folder: string, options: Options, caller: InboundChatDialect): void {
  const answer = read(folder, "upstream.json");
  if (answer === undefined) return;
  const response = bedrockConverse.decodeResponse(answer, new Set());
  if (expected(folder, "response.json")) expectText(folder, "response.json", json(response));
  if (expected(folder, "client.json")) {
    expectText(folder, "client.json", json(caller.encodeResponse(response, answerMeta(options))));
  }
}

function replayStream(folder: string, options: Options, caller: InboundChatDialect): void {
  const file = path.join(folder, "upstream.sse");
  if (!existsSync(file)) return;
  const bytes = encodeEventStream(latin1OfText(readFileSync(file, "utf8")));
  const frames = framesOf(bytes, []);
  for (let cut = 1; cut < bytes.length; cut += 1) expect(framesOf(bytes, [cut]), `cut at ${cut}`).toBe(frames);
  expect(framesOf(bytes, [...bytes.keys()])).toBe(frames);
  const events = decodeAll(bedrockConverse.openDecoder(new Set()), textOfLatin1(frames));
  if (expected(folder, "events.json")) expectText(folder, "events.json", json(events));
  if (expected(folder, "client.sse")) {
    expectText(folder, "client.sse", encodeAll(caller.openEncoder(answerMeta(options)), events));
  }
}

function answerMeta({ includeUsage = false }: Options) {
  return meta({ includeUsage });
}

function framesOf(bytes: Buffer, cuts: readonly number[]): string {
  const splitter = new AwsEventStreamSplitter(1_000_000);
  const places = [0, ...cuts, bytes.length];
  let text = "";
  for (let i = 1; i < places.length; i += 1) text += splitter.push(bytes.subarray(places[i - 1], places[i]));
  return text + splitter.rest();
}

/** Which of the outputs a case has is told by its files, so that a case can be about one of them. */
function expected(folder: string, name: string): boolean {
  return existsSync(path.join(folder, name));
}

function read(folder: string, name: string): JsonObject | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JsonObject) : undefined;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function expectText(folder: string, name: string, actual: string): void {
  const file = path.join(folder, name);
  const fresh = !existsSync(file) || readFileSync(file, "utf8") === "";
  if (process.env["UPDATE_GOLDENS"] === "1" && fresh) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
