import { LANGUAGES_OF } from "./data/function-words.ts";
import type { Token } from "./words.ts";

/** The language most of a text's function words belong to; undefined when it has none or two are level. */
export function languageOf(tokens: readonly Token[]): string | undefined {
  const votes = new Map<string, number>();
  for (const { text } of tokens) {
    const spoken = LANGUAGES_OF.get(text) ?? [];
    // A word of one language alone says more than one that several share.
    for (const language of spoken) votes.set(language, (votes.get(language) ?? 0) + 1 / spoken.length);
  }
  const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
  return first === undefined || first[1] === second?.[1] ? undefined : first[0];
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["latin", /\p{Script=Latin}/u],
  ["cyrillic", /\p{Script=Cyrillic}/u],
  ["han", /\p{Script=Han}/u],
  ["kana", /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ["hangul", /\p{Script=Hangul}/u],
  ["arabic", /\p{Script=Arabic}/u],
  ["hebrew", /\p{Script=Hebrew}/u],
  ["greek", /\p{Script=Greek}/u],
  ["devanagari", /\p{Script=Devanagari}/u],
  ["thai", /\p{Script=Thai}/u],
];

/** The scripts of a text, as one name to compare. */
export function scriptsOf(text: string): string {
  return SCRIPTS.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : [])).join("+");
}
