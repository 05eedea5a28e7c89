import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as anthropic from "./anthropic-messages/index.ts";
import type { EncodeTarget, InboundChatDialect, JsonObject } from "./dialect.ts";
import * as openai from "./openai-chat/index.ts";
import type { Quirk } from "./quirks.ts";
import { decodeAll, encodeAll, meta, target } from "./test-support.ts";

/**
 * One folder a case: `request-in.json` (caller) becomes `request-out.json` (upstream, with `warnings`); `upstream.sse`
 * or `upstream.json` becomes `client.sse` or `client.json`. `options.json` changes the target. A new case is a new
 * folder; run with UPDATE_GOLDENS=1 to write what is missing, then read it.
 */
interface Options {
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
  readonly includeUsage?: boolean;
}

const wires: readonly { caller: InboundChatDialect; upstream: InboundChatDialect }[] = [
  { caller: openai.openaiChat, upstream: anthropic.anthropicMessages },
  { caller: anthropic.anthropicMessages, upstream: openai.openaiChat },
];

for (const { caller, upstream } of wires) {
  const root = path.join(import.meta.dirname, caller.id, "fixtures");
  describe(`callers of ${caller.id} at providers of ${upstream.id}`, () => {
    it.each(readdirSync(root))("%s", (name) => replay(path.join(root, name), caller, upstream));
  });
}

function replay(folder: string, caller: InboundChatDialect, upstream: InboundChatDialect): void {
  const options = (read(folder, "options.json") ?? {}) as Options;
  const quirks = new Set(options.quirks ?? []);
  const answerMeta = meta(options.includeUsage === undefined ? {} : { includeUsage: options.includeUsage });
  const request = read(folder, "request-in.json");
  if (request !== undefined) {
    caller.checkRequest(request);
    const chosen = target({ ...options.target, quirks: [...quirks] });
    const { body, warnings } = upstream.encodeRequest(caller.decodeRequest(request), chosen);
    expectJson(folder, "request-out.json", { body, warnings });
    upstream.checkRequest(body);
  }
  const answer = read(folder, "upstream.json");
  if (answer !== undefined) {
    const encoded = caller.encodeResponse(upstream.decodeResponse(answer, quirks), answerMeta);
    expectJson(folder, "client.json", encoded);
  }
  const stream = path.join(folder, "upstream.sse");
  if (existsSync(stream)) {
    const events = decodeAll(upstream.openDecoder(quirks), readFileSync(stream, "utf8"));
    expectText(path.join(folder, "client.sse"), encodeAll(caller.openEncoder(answerMeta), events));
  }
}

function read(folder: string, name: string): JsonObject | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JsonObject) : undefined;
}

function expectJson(folder: string, name: string, actual: unknown): void {
  expectText(path.join(folder, name), `${JSON.stringify(actual, null, 2)}\n`);
}

function expectText(file: string, actual: string): void {
  if (process.env["UPDATE_GOLDENS"] === "1" && !existsSync(file)) writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
