import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../canonical/request.ts";
import type { StreamEvent } from "../canonical/response.ts";
import { AwsEventStreamSplitter, encodeEventStream } from "../framing/aws-event-stream.ts";
import { latin1OfText, textOfLatin1 } from "../framing/latin1.ts";
import { SseFrameSplitter } from "../framing/sse-frames.ts";
import { anthropicMessages } from "./anthropic-messages/index.ts";
import { bedrockConverse } from "./bedrock-converse/index.ts";
import { cohereV2 } from "./cohere-v2/index.ts";
import type { AnswerMeta, ChatDialect, EncodeTarget, InboundChatDialect, JsonObject } from "./dialect.ts";
import { gemini } from "./gemini/index.ts";
import { openaiChat } from "./openai-chat/index.ts";
import { openaiResponses } from "./openai-responses/index.ts";
import type { Quirk } from "./quirks.ts";
import { decodeAll, encodeAll, meta, target } from "./test-support.ts";

/**
 * One folder a case: `request-in.json` (caller) becomes `request-out.json` (upstream, with `warnings`); `upstream.sse`
 * or `upstream.json` becomes `client.sse` or `client.json` (caller), or what it means: `events.json`, `response.json`.
 * Which outputs a case has is told by its files. `options.json` changes the target, and names the `caller` or the
 * `upstream` where it is not the folder's usual one. A new case is a new folder: put its inputs there and empty files
 * for its outputs, run with UPDATE_GOLDENS=1, then read what was written.
 */
interface Options {
  readonly caller?: string;
  readonly upstream?: string;
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
  readonly includeUsage?: boolean;
}

/** Wires that callers speak. */
const CALLERS = wires<InboundChatDialect>(openaiChat, anthropicMessages, gemini, openaiResponses);
const ALL = wires<ChatDialect>(...CALLERS.values(), bedrockConverse, cohereV2);

/** Folders of cases, and who speaks in them. */
const FOLDERS: readonly { readonly of: ChatDialect; readonly caller: string; readonly upstream: string }[] = [
  { of: openaiChat, caller: "openai-chat", upstream: "anthropic-messages" },
  { of: anthropicMessages, caller: "anthropic-messages", upstream: "openai-chat" },
  { of: gemini, caller: "gemini", upstream: "openai-chat" },
  { of: openaiResponses, caller: "openai-responses", upstream: "openai-responses" },
  { of: bedrockConverse, caller: "openai-chat", upstream: "bedrock-converse" },
  { of: cohereV2, caller: "openai-chat", upstream: "cohere-v2" },
];

describe.each(FOLDERS)("cases of $of.id", ({ of, ...usual }) => {
  const root = path.join(import.meta.dirname, of.id, "fixtures");
  it.each(readdirSync(root))("%s", (name) => {
    const folder = path.join(root, name);
    const options: Options = { ...usual, ...(readJson(folder, "options.json") as Options | undefined) };
    new Case(folder, options).replay();
  });
});

class Case {
  readonly #folder: string;
  readonly #options: Options;
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #caller: InboundChatDialect;
  readonly #upstream: ChatDialect;

  constructor(folder: string, options: Options) {
    this.#folder = folder;
    this.#options = options;
    this.#quirks = new Set(options.quirks ?? []);
    this.#caller = wireOf(CALLERS, options.caller);
    this.#upstream = wireOf(ALL, options.upstream);
  }

  replay(): void {
    const body = readJson(this.#folder, "request-in.json");
    const request = body && this.#replayRequest(body);
    const { includeUsage = false } = this.#options;
    const labels = meta({ includeUsage, ...(body === undefined ? {} : { body, request }) });
    this.#replayWhole(labels);
    this.#replayStream(labels);
  }

  #replayRequest(body: JsonObject): ChatRequest {
    this.#caller.checkRequest(body);
    const request = this.#caller.decodeRequest(body);
    const chosen = target({ ...this.#options.target, quirks: [...this.#quirks] });
    const sent = this.#upstream.encodeRequest(request, chosen);
    expect(this.#compare("request-out.json", json(sent)), "request-out.json is missing").toBe(true);
    // What we send can be read again: the wire's own reader knows every member of it.
    this.#upstream.decodeRequest({ model: "m", ...(JSON.parse(JSON.stringify(sent.body)) as JsonObject) });
    return request;
  }

  #replayWhole(labels: AnswerMeta): void {
    const answer = readJson(this.#folder, "upstream.json");
    if (answer === undefined) return;
    const response = this.#upstream.decodeResponse(answer, this.#quirks);
    const meant = this.#compare("response.json", json(response));
    const told = this.#compare("client.json", () => json(this.#caller.encodeResponse(response, labels)));
    expect(meant || told, "client.json and response.json are missing").toBe(true);
  }

  #replayStream(labels: AnswerMeta): void {
    const file = path.join(this.#folder, "upstream.sse");
    if (!existsSync(file)) return;
    const bytes = this.#bytesOf(readFileSync(file, "utf8"));
    const events = this.#events(bytes, []);
    const meant = this.#compare("events.json", json(events));
    const told = this.#compare("client.sse", () => this.#told(events, labels));
    expect(meant || told, "client.sse and events.json are missing").toBe(true);
    const said = (given: readonly StreamEvent[]) => (told ? this.#told(given, labels) : json(given));
    const whole = said(events);
    const everyByte = [...bytes.keys()].slice(1);
    for (const cuts of [...everyByte.map((cut) => [cut]), everyByte]) {
      if (said(this.#events(bytes, cuts)) !== whole) expect.fail(`differs when cut at ${cuts.slice(0, 2).join()}`);
    }
  }

  /** The bytes of a stream, whose fixture is text also where its wire is binary. */
  #bytesOf(text: string): Buffer {
    if (this.#upstream.framing !== "aws-event-stream") return Buffer.from(text);
    return encodeEventStream(latin1OfText(text));
  }

  #events(bytes: Buffer, cuts: readonly number[]): StreamEvent[] {
    const binary = this.#upstream.framing === "aws-event-stream";
    const splitter = binary ? new AwsEventStreamSplitter(1_000_000) : new SseFrameSplitter(1_000_000);
    const places = [0, ...cuts, bytes.length];
    let frames = "";
    for (let i = 1; i < places.length; i += 1) frames += splitter.push(bytes.subarray(places[i - 1], places[i]));
    return decodeAll(this.#upstream.openDecoder(this.#quirks), textOfLatin1(frames + splitter.rest()));
  }

  #told(events: readonly StreamEvent[], labels: AnswerMeta): string {
    return encodeAll(this.#caller.openEncoder(labels), events);
  }

  /** Compares an output that the case has; false for one that it has not. */
  #compare(name: string, actual: string | (() => string)): boolean {
    const file = path.join(this.#folder, name);
    if (!existsSync(file)) return false;
    const text = typeof actual === "string" ? actual : actual();
    const given = readFileSync(file, "utf8");
    if (process.env["UPDATE_GOLDENS"] === "1" && given === "") writeFileSync(file, text);
    else expect(text).toBe(given);
    return true;
  }
}

function wires<D extends ChatDialect>(...dialects: readonly D[]): ReadonlyMap<string, D> {
  return new Map(dialects.map((dialect) => [dialect.id, dialect]));
}

function wireOf<D>(known: ReadonlyMap<string, D>, id: string | undefined): D {
  const dialect = known.get(id ?? "");
  if (dialect === undefined) throw new Error(`There is no wire '${id}' of this kind.`);
  return dialect;
}

function readJson(folder: string, name: string): JsonObject | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JsonObject) : undefined;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
