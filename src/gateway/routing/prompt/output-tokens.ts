import { CATEGORY_FACTS, type Category } from "./categories.ts";
import type { Scan } from "./scan.ts";

const TOKENS_PER_WORD = 1.35;
const CHARS_PER_TOKEN = 4;
const MIN_TOKENS = 5;
const MAX_TOKENS = 8_000;

/** Tokens that the answer is expected to take: what the question asks for, else what its kind usually takes. */
export function outputTokensOf(
  category: Category,
  scan: Scan,
  facts: { readonly chars: number; readonly maxOutputTokens: number | undefined; readonly reasons: boolean },
): number {
  const tokens = scan.wordsAsked > 0 ? scan.wordsAsked * TOKENS_PER_WORD : usual(category, scan, facts.chars);
  const all = facts.reasons ? tokens * 2 + CATEGORY_FACTS.reasoning.outputTokens : tokens;
  return Math.round(Math.min(Math.max(all, MIN_TOKENS), MAX_TOKENS, facts.maxOutputTokens ?? MAX_TOKENS));
}

function usual(category: Category, { cues }: Scan, chars: number): number {
  // A translation is about as long as what is translated.
  if (category === "translation") return chars / CHARS_PER_TOKEN;
  let tokens = CATEGORY_FACTS[category].outputTokens;
  if (cues.brief > 0) tokens *= 0.4;
  if (cues.long > 0) tokens *= 2;
  return tokens;
}
