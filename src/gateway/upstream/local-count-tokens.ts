import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { InProcessProvider } from "../../providers/provider.ts";

/** Longer text is estimated: the tokenizer's time is not linear in unbroken text. */
const MAX_EXACT_CHARS = 20_000;
const CHARS_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;

/** Answers Anthropic's token counting for models whose provider has no such endpoint. */
export const localCountTokens: InProcessProvider = (request, answer) => {
  const tokens = tokensOf(JSON.parse(request.body) as Record<string, unknown>);
  answer.head(200, { "content-type": "application/json" });
  answer.write(JSON.stringify({ input_tokens: tokens }));
  answer.end();
};

/** An estimate from all text of system, messages and tools. */
function tokensOf(body: Record<string, unknown>): number {
  const texts: string[] = [];
  collectText([body["system"], body["messages"], body["tools"]], texts);
  const text = texts.join("\n");
  const messages = Array.isArray(body["messages"]) ? body["messages"].length : 0;
  const counted = text.length <= MAX_EXACT_CHARS ? countTokens(text, { allowedSpecial: "all" }) : Math.ceil(text.length / CHARS_PER_TOKEN);
  return counted + messages * TOKENS_PER_MESSAGE;
}

function collectText(value: unknown, into: string[]): void {
  if (typeof value === "string") {
    into.push(value);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    // Base64 data is no text: images are counted by the provider, not by their length.
    if (name === "data" || name === "type" || name === "cache_control") continue;
    collectText(member, into);
  }
}
