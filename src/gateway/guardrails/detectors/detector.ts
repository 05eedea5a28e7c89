import type { TextScan } from "./text-scan.ts";

/** Characters before a match that a detector may look at. */
export const CONTEXT_CHARS = 64;

/**
 * Finds one kind of thing. Whether something is found at a place depends only on {@link CONTEXT_CHARS} characters before
 * it and on what `undecidedFrom` waits for, never on what was found elsewhere: so a text that comes in pieces is found
 * the same things in as the whole.
 */
export interface Detector {
  /** Names the kind in replacements and findings, such as `email`. */
  readonly type: string;
  /** Reports every match, overlapping ones included, in any order. */
  find(scan: TextScan, report: (start: number, end: number) => void): void;
  /**
   * The first place at which text that follows could still begin, end or change a match; the text's length when there is
   * none. Too early is slow, too late is wrong.
   */
  undecidedFrom(text: string): number;
}

/** A match of a detector; places are UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** Where the match of a pattern that ends with `$` begins in the last `reach` characters; the text's length without one. */
export function tailFrom(text: string, pattern: RegExp, reach: number): number {
  const cut = Math.max(0, text.length - reach);
  const match = pattern.exec(cut === 0 ? text : text.slice(cut));
  return match === null ? text.length : cut + match.index;
}
