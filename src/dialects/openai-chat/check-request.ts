import type { JsonObject } from "../dialect.ts";
import { arrayAt, booleanAt, invalid, isObject, nameAt, numberAt, objectAt, optional, required } from "../read.ts";

const ROLES = new Set(["developer", "system", "user", "assistant", "tool", "function"]);

const NUMBERS = [
  "temperature",
  "top_p",
  "max_tokens",
  "max_completion_tokens",
  "n",
  "seed",
  "presence_penalty",
  "frequency_penalty",
];

/**
 * Checks what the gateway relies on in a body that is relayed as it is; the rest is the provider's to judge. One step
 * a message, no walk through content. (OpenAI API reference, create chat completion.)
 */
export function checkRequest(body: JsonObject): void {
  required(body, "model", nameAt);
  const messages = required(body, "messages", arrayAt);
  if (messages.length === 0) throw invalid("messages", "must have at least one message.");
  for (const [i, message] of messages.entries()) checkMessage(message, `messages[${i}]`);
  optional(body, "stream", booleanAt);
  optional(body, "stream_options", objectAt);
  for (const name of NUMBERS) optional(body, name, numberAt);
  for (const [i, tool] of (optional(body, "tools", arrayAt) ?? []).entries()) objectAt(tool, `tools[${i}]`);
}

function checkMessage(message: unknown, path: string): void {
  if (!isObject(message)) throw invalid(path, "must be an object.");
  const { role, content } = message;
  if (typeof role !== "string" || !ROLES.has(role)) {
    throw invalid(`${path}.role`, `must be one of ${[...ROLES].map((r) => `'${r}'`).join(", ")}.`);
  }
  if (content === undefined || content === null || typeof content === "string" || Array.isArray(content)) return;
  throw invalid(`${path}.content`, "must be a string or an array of parts.");
}
