import type { ContentWord, Features } from "../features.ts";
import type { Guard } from "./guard.ts";

/**
 * The same words of matter, be they names, things or deeds: of each, the other text has a form or a synonym. It needs
 * no list of names, so another city, product or language is seen in any language. Words that are not known to be
 * light are taken to matter, and a light one may be left out but not exchanged.
 */
export const content: Guard = {
  name: "content",
  conflicts: (a, b) => {
    const [left, right] = [missing(a, b), missing(b, a)];
    // A light word on either side is one word for another.
    if (left.length > 0 && right.length > 0) return true;
    if ([...left, ...right].some(({ light }) => !light)) return true;
    return repeats(a) !== repeats(b) || isBare(a) || isBare(b);
  },
};

/** Words of one text that the other has in no form. */
function missing({ content: words }: Features, other: Features): ContentWord[] {
  const known = new Set(other.content.flatMap(({ forms }) => forms));
  return words.filter(({ forms }) => !forms.some((form) => known.has(form)));
}

/** How many of a text's words were there before: "a website on my website". */
function repeats({ content: words }: Features): number {
  const seen = new Set<string>();
  let again = 0;
  for (const { forms } of words) {
    // Synonyms are other words: "make a new one" repeats nothing.
    const own = forms.filter((form) => !form.startsWith("~"));
    if (own.some((form) => seen.has(form))) again += 1;
    for (const form of own) seen.add(form);
  }
  return again;
}

/** Nothing but grammar: too little to tell what is asked. */
function isBare({ content: words, numbers, verbatim }: Features): boolean {
  return words.length === 0 && numbers.length === 0 && verbatim.length === 0;
}
