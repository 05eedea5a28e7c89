import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { DialectId, EncodeTarget, FileContent, JsonObject } from "./dialect.ts";
import type { Quirk } from "./quirks.ts";
import { inboundDialectById, operationCallerById, operationProviderById } from "./registry.ts";
import { meta, target } from "./test-support.ts";

/**
 * Operations that are translated: one folder a case in the provider's wire. `options.json` names the caller's wire.
 * `request-in.json` (caller) becomes `request-out.json` (provider, with `warnings`); `upstream.json` becomes
 * `client.json`. Run with UPDATE_GOLDENS=1 to write what is missing, then read it.
 */
interface Options {
  readonly caller: DialectId;
  readonly quirks?: readonly Quirk[];
  readonly target?: Partial<Omit<EncodeTarget, "quirks">>;
}

const PROVIDERS: readonly DialectId[] = [
  "openai-embeddings",
  "gemini-embeddings",
  "cohere-embeddings",
  "bedrock-embeddings",
  "gemini-images",
  "gemini-speech",
];

for (const id of PROVIDERS) {
  const root = path.join(import.meta.dirname, id, "fixtures");
  describe(`at providers of ${id}`, () => {
    it.each(readdirSync(root))("%s", (name) => replay(path.join(root, name), id));
  });
}

function replay(folder: string, id: DialectId): void {
  const options = read(folder, "options.json") as unknown as Options;
  const inbound = inboundDialectById(options.caller);
  const caller = operationCallerById(options.caller);
  const provider = operationProviderById(id);
  if (caller === undefined || provider === undefined) throw new Error("these wires are not translated");
  const quirks = new Set(options.quirks ?? []);
  const request = read(folder, "request-in.json");
  inbound.checkRequest(request);
  const chosen = target({ ...options.target, quirks: [...quirks] });
  expectJson(folder, "request-out.json", provider.encodeRequest(caller.decodeRequest(request), chosen));
  const text = readFileSync(path.join(folder, "upstream.json")).toString("latin1");
  const decoded = provider.decodeAnswer({ contentType: "application/json", text }, quirks);
  const told =
    decoded.error ?? caller.encodeAnswer(decoded.answer, meta({ body: request }), decoded.usage ?? undefined);
  const usage = decoded.error === undefined ? (decoded.usage ?? null) : null;
  expectJson(folder, "client.json", { answer: shown(told), usage });
}

/** Files as text that can be compared. */
function shown(told: object): unknown {
  if (!("bytes" in told)) return told;
  const { contentType, bytes } = told as FileContent;
  return { contentType, base64: bytes.toString("base64") };
}

function read(folder: string, name: string): JsonObject {
  return JSON.parse(readFileSync(path.join(folder, name), "utf8")) as JsonObject;
}

function expectJson(folder: string, name: string, actual: unknown): void {
  const file = path.join(folder, name);
  const text = `${JSON.stringify(actual, null, 2)}\n`;
  if (process.env["UPDATE_GOLDENS"] === "1" && !existsSync(file)) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}
