import { count, emptyUsage } from "../../canonical/usage.ts";
import { fail } from "../../errors/gateway-error.ts";
import { memberText } from "../../framing/json-members.ts";
import type { InboundDialect, JsonObject } from "../dialect.ts";
import { readError, readErrorObject, writeError } from "../openai-chat/errors.ts";

/** The OpenAI embeddings wire: relayed only. (OpenAI API reference, create embeddings.) */
export const openaiEmbeddings: InboundDialect = {
  id: "openai-embeddings",
  checkRequest,
  relayEdits: () => ({ set: {}, drop: [] }),
  readAnswer: (text, scanned) => {
    const raw = memberText(text, scanned, "usage");
    const error = memberText(text, scanned, "error");
    const usage = raw?.startsWith("{") ? (JSON.parse(raw) as JsonObject) : undefined;
    return {
      meaningful: true,
      terminal: true,
      usage: usage && { ...emptyUsage(), inputTokens: count(usage["prompt_tokens"]) },
      finish: { reason: "stop" },
      error: error?.startsWith("{") ? readErrorObject(200, { error: JSON.parse(error) as JsonObject }) : undefined,
    };
  },
  readError,
  writeError,
  modelMember: "model",
};

function checkRequest(body: JsonObject): void {
  const { input } = body;
  const valid = typeof input === "string" || (Array.isArray(input) && input.length > 0 && input.every(isInput));
  if (!valid) {
    throw fail("invalid_parameters", {
      param: "input",
      message: "'input' must be a string, an array of strings, or an array of token ids.",
    });
  }
}

function isInput(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || Array.isArray(value);
}
