import type { JsonObject } from "../dialect.ts";
import { arrayAt, booleanAt, invalid, isObject, nameAt, numberAt, objectAt, optional, required } from "../read.ts";

const ROLES = new Set(["user", "assistant", "system"]);

const NUMBERS = ["temperature", "top_p", "top_k"];

/**
 * Checks what the gateway relies on in a body that is relayed as it is; the rest is the provider's to judge. One step
 * a message, no walk through content. (Anthropic API reference, create a message.)
 */
export function checkRequest(body: JsonObject): void {
  checkMessages(body);
  required(body, "max_tokens", numberAt);
  optional(body, "stream", booleanAt);
  for (const name of NUMBERS) optional(body, name, numberAt);
}

/** The checks that token counting shares: everything but the output. */
export function checkMessages(body: JsonObject): void {
  required(body, "model", nameAt);
  const messages = required(body, "messages", arrayAt);
  if (messages.length === 0) throw invalid("messages", "must have at least one message.");
  for (const [i, message] of messages.entries()) checkMessage(message, `messages[${i}]`);
  const { system } = body;
  if (!isAbsent(system) && typeof system !== "string" && !Array.isArray(system)) {
    throw invalid("system", "must be a string or an array of text blocks.");
  }
  for (const [i, tool] of (optional(body, "tools", arrayAt) ?? []).entries()) objectAt(tool, `tools[${i}]`);
}

function checkMessage(message: unknown, path: string): void {
  if (!isObject(message)) throw invalid(path, "must be an object.");
  const { role, content } = message;
  if (typeof role !== "string" || !ROLES.has(role)) {
    throw invalid(`${path}.role`, `must be one of ${[...ROLES].map((r) => `'${r}'`).join(", ")}.`);
  }
  if (typeof content !== "string" && !Array.isArray(content)) {
    throw invalid(`${path}.content`, "must be a string or an array of blocks.");
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
