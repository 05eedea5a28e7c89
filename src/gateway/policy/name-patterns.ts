import { BoundedMap } from "../../bounded-map.ts";

/** Names come from callers; longer ones are matched, but their answer is not kept. */
const KEPT_NAME_MAX = 256;
const KEPT_MAX = 2_048;

/** True for names that one of the patterns means. */
export type NameMatcher = (name: string) => boolean;

/**
 * Compiles patterns of names: `*` stands for any text, also none; everything else for itself, in any case. Linear in
 * the name and never a regular expression, because both sides come from outside.
 */
export function compileNames(patterns: readonly string[]): NameMatcher {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  const exact = new Set(lower.filter((pattern) => !pattern.includes("*")));
  const globs = lower.filter((pattern) => pattern.includes("*")).map(compileGlob);
  if (globs.length === 0) return (name) => exact.has(name.toLowerCase());
  // A plan asks about every offering of the catalogue, and mostly about the same ones.
  const kept = new BoundedMap<string, boolean>(KEPT_MAX);
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const text = name.toLowerCase();
    const found = exact.has(text) || globs.some((glob) => glob(text));
    if (name.length <= KEPT_NAME_MAX) kept.set(name, found);
    return found;
  };
}

/** The pieces between the stars must follow each other; taking each as early as possible is enough to find a way. */
function compileGlob(pattern: string): NameMatcher {
  const pieces = pattern.split("*");
  const head = pieces[0] ?? "";
  const tail = pieces.at(-1) ?? "";
  const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
  return (name) => {
    if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
    let from = head.length;
    for (const piece of middle) {
      const at = name.indexOf(piece, from);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return from <= name.length - tail.length;
  };
}
