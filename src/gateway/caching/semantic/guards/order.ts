import type { ContentWord, Features } from "../features.ts";
import type { Guard } from "./guard.ts";

/** Directions that say the same of a word: "miles to kilometers" and "miles in kilometers", "books on" and "about". */
const ALIKE: readonly ReadonlySet<string>[] = [
  new Set(["of", "in", "for", "to", "on", "with"]),
  new Set(["of", "on", "about"]),
];
/** Texts with more words in common must have them in one order. */
const COMPARED_MAX = 40;
/** A word that stands in one of these here must not stand in none there. */
const FIRM: ReadonlySet<string> = new Set(["by", "not", "without"]);

/** The same words in the same directions, and no words that changed places, as in "dog bites man". */
export const order: Guard = {
  name: "order",
  conflicts: (a, b) => {
    if (a.symmetric && b.symmetric) return false;
    const pairs = pairsOf(a, b);
    return pairs.some(turned) || namesDiffer(a, b) || moved(pairs);
  },
};

/** A word of one text and the same word of the other, with its place there. */
interface Pair {
  readonly here: ContentWord;
  readonly there: ContentWord;
  readonly place: number;
}

function pairsOf(a: Features, b: Features): Pair[] {
  const places = new Map<string, number>();
  for (const [at, { forms }] of b.content.entries()) {
    for (const form of forms) if (!places.has(form)) places.set(form, at);
  }
  return a.content.flatMap((here) => {
    const place = places.get(here.forms.find((form) => places.has(form)) ?? "");
    return place === undefined ? [] : [{ here, there: b.content[place] as ContentWord, place }];
  });
}

/** From here and to there; or done by it here and doing it there. */
function turned({ here: { role: one }, there: { role: other } }: Pair): boolean {
  if (one === other) return false;
  if (one === undefined || other === undefined) return FIRM.has(one ?? other ?? "");
  return !ALIKE.some((alike) => alike.has(one) && alike.has(other));
}

/** Both say from, and of nothing in common. */
function namesDiffer(a: Features, b: Features): boolean {
  const right = byRole(b);
  for (const [role, forms] of byRole(a)) {
    const others = right.get(role);
    if (others !== undefined && !forms.some((form) => others.includes(form))) return true;
  }
  return false;
}

function byRole({ content }: Features): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { role, forms } of content) {
    if (role === undefined) continue;
    const list = found.get(role);
    if (list === undefined) found.set(role, [...forms]);
    else list.push(...forms);
  }
  return found;
}

/** Words that stand in one direction in both texts keep their order; those in none do not swap. */
function moved(pairs: readonly Pair[]): boolean {
  const last = new Map<string, number>();
  for (const { here, there, place } of pairs) {
    if (here.role === undefined || here.role !== there.role) continue;
    if (place < (last.get(here.role) ?? -1)) return true;
    last.set(here.role, place);
  }
  return swapped(pairs.filter(({ here, there }) => here.role === undefined && there.role === undefined));
}

/**
 * Two words changed places round a third, or they alone did. Moving a phrase to the front or the end does neither: "raw
 * eggs: safe to eat?" is "safe to eat: raw eggs?".
 */
function swapped(pairs: readonly Pair[]): boolean {
  const places = [...new Set(pairs.map(({ place }) => place))];
  // Too long to look at each pair: only the same order will do.
  if (places.length > COMPARED_MAX) return places.some((place, at) => at > 0 && place < (places[at - 1] ?? 0));
  const sorted = [...places].sort((a, b) => a - b);
  if (places.length > 2 && places.filter((place, at) => place !== sorted[at]).length === 2) return true;
  return places.some((x, i) =>
    places.some((z, k) => k > i + 1 && x > z && places.slice(i + 1, k).some((y) => y < x && y > z)),
  );
}
