import type { Detector } from "./detector.ts";
import { foldCase } from "./fold-case.ts";

/** How texts are compared. */
export interface LiteralOptions {
  readonly ignoreCase: boolean;
  /** Only where a word begins and ends; scripts that write no blanks have no such places. */
  readonly wholeWords: boolean;
}

interface Node {
  readonly next: Map<number, Node>;
  ends: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}_]/u;
/** Scripts that write words without blanks between them. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Finds texts out of a list, thousands at no more cost than one: a step for each character that still agrees. */
export function literals(type: string, values: readonly string[], options: LiteralOptions): Detector {
  const root: Node = { next: new Map(), ends: false };
  let longest = 0;
  for (const value of values) {
    longest = Math.max(longest, value.length);
    insert(root, options.ignoreCase ? foldCase(value) : value);
  }
  const fold = (text: string): string => (options.ignoreCase ? foldCase(text) : text);
  return {
    type,
    find({ text }, report) {
      const folded = fold(text);
      for (let start = 0; start < folded.length; start += 1) {
        const first = root.next.get(folded.charCodeAt(start));
        if (first === undefined) continue;
        if (options.wholeWords && !isEdge(folded, start)) continue;
        const end = longestFrom(first, folded, start, options.wholeWords);
        if (end !== -1) report(start, end);
      }
    },
    undecidedFrom(text) {
      const cut = Math.max(0, text.length - longest - 2);
      const folded = fold(text.slice(cut));
      for (let start = 0; start < folded.length; start += 1) {
        if (goesOn(root, folded, start, options.wholeWords)) return cut + start;
      }
      return text.length;
    },
  };
}

function insert(root: Node, value: string): void {
  let node = root;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    let next = node.next.get(code);
    if (next === undefined) {
      next = { next: new Map(), ends: false };
      node.next.set(code, next);
    }
    node = next;
  }
  node.ends = value.length > 0;
}

function longestFrom(first: Node, text: string, start: number, wholeWords: boolean): number {
  let found = -1;
  let node: Node | undefined = first;
  for (let at = start + 1; node !== undefined; at += 1) {
    if (node.ends && (!wholeWords || isEdge(text, at))) found = at;
    node = node.next.get(text.charCodeAt(at));
  }
  return found;
}

/** True when the text ends within a match that may begin here, or right behind one whose end shows only then. */
function goesOn(root: Node, text: string, start: number, wholeWords: boolean): boolean {
  let node: Node | undefined = root;
  let at = start;
  for (; at < text.length && node !== undefined; at += 1) {
    node = node.next.get(text.charCodeAt(at));
    // Half of a pair may be the beginning of a letter.
    if (wholeWords && node?.ends === true && text.length - at - 1 < 2) return true;
  }
  return node !== undefined && node.next.size > 0;
}

/** True where no word goes on from one side to the other. */
function isEdge(text: string, at: number): boolean {
  if (at === 0 || at >= text.length) return true;
  const before = charBefore(text, at);
  const after = String.fromCodePoint(text.codePointAt(at) ?? 32);
  if (!WORD.test(before) || !WORD.test(after)) return true;
  return UNSPACED.test(before) || UNSPACED.test(after);
}

function charBefore(text: string, at: number): string {
  const code = text.charCodeAt(at - 1);
  const isLow = code >= 0xdc00 && code <= 0xdfff && at >= 2;
  return isLow ? text.slice(at - 2, at) : text.charAt(at - 1);
}
