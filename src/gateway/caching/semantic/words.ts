import { BoundedMap } from "../../../bounded-map.ts";
import { GROUPS_OF } from "./data/synonyms.ts";

/** A word or a number of a text. */
export interface Token {
  /** In lower case. */
  readonly text: string;
  readonly number: boolean;
  /** Begins with a capital within a sentence. */
  readonly capital: boolean;
  /** Is followed by a genitive `'s`. */
  readonly genitive: boolean;
  /** Right behind a number, as in `5km`. */
  readonly attached: boolean;
  /** How many sentences have ended before it. */
  readonly sentence: number;
}

const TOKEN =
  /(?<![\p{L}\p{N}])[-−](?=\d)|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?|[$€£¥%]|°[CFcf]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}])(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}])*(?:\+\+|#(?!\w))?|'s\b|'|[.!?\n]/gu;

/** What stands before an apostrophe in French and Italian. A single letter elsewhere is a name: "the language C". */
const ELIDED = new Map(Object.entries({ d: "de", l: "le", n: "ne", j: "je", qu: "que", c: "ce", s: "se", t: "te" }));

/** The words and numbers of a text in order, in one pass. */
export function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  let fresh = true;
  let sentence = 0;
  let sign = "";
  let end = -1;
  for (const { 0: raw, index } of text.matchAll(TOKEN)) {
    if (raw === "." || raw === "!" || raw === "?" || raw === "\n") {
      if (!fresh && (index + 1 >= text.length || /\s/.test(text[index + 1] ?? ""))) {
        fresh = true;
        sentence += 1;
      }
      continue;
    }
    if (raw === "-" || raw === "−") {
      sign = "-";
      continue;
    }
    if (raw === "'") continue;
    if (raw === "'s") {
      const last = found.at(-1);
      if (last !== undefined) found[found.length - 1] = { ...last, genitive: true };
      continue;
    }
    const number = /^\d/.test(raw);
    const lower = (text[index + raw.length] === "'" ? ELIDED.get(raw.toLowerCase()) : undefined) ?? raw.toLowerCase();
    const attached = end === index && found.at(-1)?.number === true && !number;
    found.push({
      text: number ? sign + plainNumber(lower) : lower,
      number,
      capital: !fresh && /^\p{Lu}/u.test(raw),
      genitive: false,
      attached,
      sentence,
    });
    sign = "";
    fresh = false;
    end = index + raw.length;
  }
  return found;
}

/** `1,000` is 1000 and `2nd` is 2th; versions, times and dates stay as they are. */
function plainNumber(text: string): string {
  const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  return grouped.replace(/(?:st|nd|rd|th)$/, "th");
}

const KEEP = new Set(
  "news this is us was has does always less unless physics series species process access".split(" "),
);

/** Words come again and again; finding their forms is most of reading a text. */
const known = new BoundedMap<string, readonly string[]>(10_000);

/** Forms under which a word may match another: itself, its stems, and the groups of words it is in. Never empty. */
export function formsOf(word: string): readonly string[] {
  let forms = known.get(word);
  if (forms === undefined) {
    forms = findForms(word);
    known.set(word, forms);
  }
  return forms;
}

function findForms(word: string): string[] {
  const forms = [word];
  if (word.length > 3 && /^[a-zà-ÿ]+$/.test(word) && !KEEP.has(word)) addStems(word, forms);
  for (let at = forms.length - 1; at >= 0; at -= 1) forms.push(...(GROUPS_OF.get(forms[at] as string) ?? []));
  return forms;
}

function addStems(word: string, forms: string[]): void {
  const stem = (cut: number, tail = ""): void => {
    const rest = word.slice(0, -cut) + tail;
    if (rest.length > 2 && /[aeiouyà-ÿ]/.test(rest)) forms.push(rest);
  };
  if (word.endsWith("ies")) stem(3, "y");
  else if (/(?:ss|x|ch|sh|z)es$/.test(word)) stem(2);
  else if (/[^siu]s$/.test(word)) stem(1);
  for (const ending of ["ing", "ed"]) {
    if (!word.endsWith(ending) || word.endsWith("eed")) continue;
    stem(ending.length);
    stem(ending.length, "e");
    if (/([^aeiouls])\1(?:ing|ed)$/.test(word)) stem(ending.length + 1);
  }
}
