import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { InProcessProvider } from "../../providers/provider.ts";

/** Longer text is estimated. */
const MAX_EXACT_CHARS = 20_000;
/**
 * The tokenizer's time grows with the square of unbroken text, and meanwhile nobody else is served. Counted in pieces
 * it stays linear; a piece's edge costs a token at most.
 */
const PIECE_CHARS = 512;
const CHARS_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;

/** Answers token counting for models whose provider has no such endpoint; `member` names the count in the answer. */
export function localCountTokens(member: "input_tokens" | "totalTokens"): InProcessProvider {
  return (request, answer) => {
    const tokens = tokensOf(JSON.parse(request.body) as Record<string, unknown>);
    answer.head(200, { "content-type": "application/json" });
    answer.write(JSON.stringify({ [member]: tokens }));
    answer.end();
  };
}

/** Members of requests in which text stands, whatever the wire. */
const SPOKEN = ["system", "systemInstruction", "system_instruction", "messages", "contents", "tools"];
const WHOLE = ["generateContentRequest", "generate_content_request"];

/** An estimate from all text of system, messages and tools. */
function tokensOf(body: Record<string, unknown>): number {
  const texts: string[] = [];
  const whole = WHOLE.map((name) => body[name]).find((value) => typeof value === "object" && value !== null);
  const request = (whole ?? body) as Record<string, unknown>;
  collectText(
    SPOKEN.map((name) => request[name]),
    texts,
  );
  const text = texts.join("\n");
  const turns = request["messages"] ?? request["contents"];
  const messages = Array.isArray(turns) ? turns.length : 0;
  const counted = text.length <= MAX_EXACT_CHARS ? countInPieces(text) : Math.ceil(text.length / CHARS_PER_TOKEN);
  return counted + messages * TOKENS_PER_MESSAGE;
}

function countInPieces(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; ) {
    const end = endOfPiece(text, at);
    tokens += countTokens(text.slice(at, end), { allowedSpecial: "all" });
    at = end;
  }
  return tokens;
}

/** Before the last blank within the piece's size, where a token begins anyway; in unbroken text anywhere. */
function endOfPiece(text: string, from: number): number {
  const limit = from + PIECE_CHARS;
  if (limit >= text.length) return text.length;
  const blank = text.lastIndexOf(" ", limit);
  return blank > from ? blank : limit;
}

/** Without recursion: how deep a body is nested is the caller's choice. */
function collectText(root: unknown, into: string[]): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") into.push(value);
    else if (Array.isArray(value)) for (const one of value) open.push(one);
    else if (typeof value === "object" && value !== null) {
      for (const one of textMembers(value as Record<string, unknown>)) open.push(one);
    }
  }
}

/** The members in which text may stand, whatever the user named them: all but media and marks. */
function textMembers(value: Record<string, unknown>): unknown[] {
  if (isCacheMark(value)) return [];
  if (isEncoded(value)) return Object.entries(value).flatMap(([name, member]) => (name === "data" ? [] : [member]));
  return Object.values(value);
}

/** Base64 data is no text: images are counted by the provider, not by their length. */
function isEncoded(value: Record<string, unknown>): boolean {
  const { type, data } = value;
  const mediaType = value["media_type"] ?? value["mimeType"] ?? value["mime_type"];
  if (typeof data !== "string") return false;
  return type === "base64" || type === "redacted_thinking" || (type === undefined && typeof mediaType === "string");
}

function isCacheMark({ type, ...others }: Record<string, unknown>): boolean {
  return type === "ephemeral" && Object.keys(others).every((name) => name === "ttl");
}
