import { CONTEXT_CHARS, type Detector, type Span } from "../detectors/detector.ts";
import { scanText } from "../detectors/text-scan.ts";
import type { TextWindow } from "../text-window-type.ts";

/** A run of overlapping matches ends here, so that it ends at all. */
const REGION_MAX = 1_024;

/** What takes the place of a match: itself where it may stay. May throw. */
export type Replace = (match: string, type: string, at: number) => string;

/**
 * Lets a text pass with every match replaced. Matches that overlap count as one, of the type of the longest, so that no
 * part of any is left over. Holds back only what text that follows could still change.
 */
export function openSpanWindow(detectors: readonly Detector[], replace: Replace): TextWindow {
  /** What went out last, for detectors to look at, then what was not decided. */
  let text = "";
  /** Where what was not decided begins. */
  let from = 0;
  /** Characters of the whole before `text`. */
  let gone = 0;

  const advance = (final: boolean): string => {
    const decided = final ? text.length : Math.max(from, undecidedFrom(detectors, text));
    let released = "";
    let at = from;
    for (const region of regionsOf(spansIn(detectors, text, from, decided))) {
      // A match that begins within it may follow.
      if (region.end > decided && region.end - region.start < REGION_MAX) {
        released += text.slice(at, region.start);
        at = region.start;
        return released + forget(at);
      }
      released += text.slice(at, region.start);
      released += replace(text.slice(region.start, region.end), region.type, gone + region.start);
      at = region.end;
    }
    if (decided > at) {
      released += text.slice(at, decided);
      at = decided;
    }
    return released + forget(at);
  };

  const forget = (at: number): "" => {
    const cut = Math.max(0, at - CONTEXT_CHARS);
    text = text.slice(cut);
    gone += cut;
    from = at - cut;
    return "";
  };

  return {
    push(piece) {
      if (piece === "") return "";
      text += piece;
      return advance(false);
    },
    end: () => advance(true),
  };
}

function undecidedFrom(detectors: readonly Detector[], text: string): number {
  let first = text.length;
  for (const detector of detectors) first = Math.min(first, detector.undecidedFrom(text));
  return first;
}

/** Matches that begin in this range, by their beginning; of several the longest first. */
export function spansIn(detectors: readonly Detector[], text: string, from: number, before: number): Span[] {
  if (from >= before) return [];
  const spans: Span[] = [];
  const scan = scanText(text);
  for (const { type, find } of detectors) {
    find(scan, (start, end) => {
      if (start >= from && start < before) spans.push({ start, end, type });
    });
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Overlapping matches joined; each region is of the type of its longest match, of the first one of several. */
export function regionsOf(spans: readonly Span[]): Span[] {
  const regions: Span[] = [];
  let current: Span | undefined;
  let longest = 0;
  for (const span of spans) {
    const length = span.end - span.start;
    if (current !== undefined && span.start < current.end) {
      if (current.end - current.start >= REGION_MAX) continue;
      const type = length > longest ? span.type : current.type;
      current = { start: current.start, end: Math.max(current.end, span.end), type };
      regions[regions.length - 1] = current;
    } else {
      current = span;
      longest = 0;
      regions.push(current);
    }
    longest = Math.max(longest, length);
  }
  return regions;
}
