import type { RE2JS } from "re2js";
import type { TextWindow } from "../text-window-type.ts";
import type { Replace } from "./span-window.ts";

/** A pattern and the longest match that is looked for. */
export interface BoundedPattern {
  readonly pattern: RE2JS;
  /** Characters. A longer match may be found in part, or not at all. */
  readonly matchMax: number;
}

/** Characters before a view that the pattern may look at: one, which may be a pair. */
const CONTEXT = 2;

/**
 * Lets a text pass with every match replaced. Looks at twice the longest match from where the last decision ended, and
 * decides for the first half: so decisions do not depend on how the text was cut, and each costs the same.
 */
export function openRegexWindow({ pattern, matchMax }: BoundedPattern, type: string, replace: Replace): TextWindow {
  const viewMax = matchMax * 2;
  let text = "";
  /** Where what was not decided begins in `text`. */
  let from = 0;
  let gone = 0;

  const advance = (final: boolean): string => {
    let released = "";
    let at = from;
    // Most texts have no match: then one pass tells.
    const clean = text.length - at > 2 * viewMax && !pattern.test(text);
    while (at < text.length && (final || text.length - at > viewMax)) {
      const match = clean ? null : nextMatch(pattern, text, at, viewMax);
      const until = Math.min(text.length, at + matchMax);
      if (match === null || match.start >= until) {
        released += text.slice(at, until);
        at = until;
      } else {
        released += text.slice(at, match.start);
        released += replace(text.slice(match.start, match.end), type, gone + match.start);
        at = match.end;
      }
    }
    const cut = Math.max(0, at - CONTEXT);
    text = text.slice(cut);
    gone += cut;
    from = at - cut;
    return released;
  };

  return {
    push(piece) {
      text += piece;
      return advance(false);
    },
    end: () => advance(true),
  };
}

/** The first match that is not empty; null also where it reaches the end of the view, as it may be cut short there. */
function nextMatch(
  pattern: RE2JS,
  text: string,
  from: number,
  viewMax: number,
): { readonly start: number; readonly end: number } | null {
  const before = Math.max(0, from - CONTEXT);
  const to = Math.min(text.length, from + viewMax + 1);
  const isWhole = to - from <= viewMax;
  const matcher = pattern.matcher(text.slice(before, to));
  for (let at = from - before; before + at <= to && matcher.find(at); at = matcher.end() + 1) {
    const start = before + matcher.start();
    const end = before + matcher.end();
    if (end > start) return isWhole || end < to ? { start, end } : null;
  }
  return null;
}
