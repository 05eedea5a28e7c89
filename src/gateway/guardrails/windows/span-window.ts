import { CONTEXT_CHARS, type Detector, type Span } from "../detectors/detector.ts";
import { scanText } from "../detectors/text-scan.ts";
import type { TextWindow } from "../text-window-type.ts";
import { type VisibleText, visibleTextOf } from "./visible-text.ts";

/** A run of overlapping matches ends here, so that it ends at all. */
const REGION_MAX = 1_024;
/** Most that is held back where some of it cannot be seen. */
const HELD_MAX = 8_192;

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
    const visible = visibleTextOf(text);
    const decided = final ? text.length : Math.max(from, decidedUntil(detectors, text, visible));
    let released = "";
    let at = from;
    for (const region of regionsOf(allSpansIn(detectors, { text, visible }, from, decided))) {
      // A match that begins within it may follow.
      if (region.end > decided && region.end - region.start < REGION_MAX) {
        released += text.slice(at, region.start);
        at = region.start;
        return released + forget(at, visible);
      }
      released += text.slice(at, region.start);
      released += replace(text.slice(region.start, region.end), region.type, gone + region.start);
      at = region.end;
    }
    if (decided > at) {
      released += text.slice(at, decided);
      at = decided;
    }
    return released + forget(at, visible);
  };

  const forget = (at: number, visible: VisibleText | undefined): "" => {
    const cut = visible === undefined ? Math.max(0, at - CONTEXT_CHARS) : contextFrom(visible, at);
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

/** What is hidden within a match is part of it; but nobody waits for the end of a text without end that none can see. */
function decidedUntil(detectors: readonly Detector[], text: string, visible: VisibleText | undefined): number {
  const decided = undecidedFrom(detectors, text);
  if (visible === undefined) return decided;
  const seen = visible.places[undecidedFrom(detectors, visible.text)] ?? text.length;
  const first = Math.min(decided, seen);
  return text.length - first > HELD_MAX ? text.length : first;
}

/** Matches in the text as it is, and as it is seen. */
function allSpansIn(
  detectors: readonly Detector[],
  { text, visible }: { readonly text: string; readonly visible: VisibleText | undefined },
  from: number,
  before: number,
): Span[] {
  const spans = spansIn(detectors, text, from, before);
  if (visible === undefined) return spans;
  const { places } = visible;
  for (const { start, end, type } of spansIn(detectors, visible.text, 0, visible.text.length)) {
    const place = places[start] ?? 0;
    if (place >= from && place < before) spans.push({ start: place, end: (places[end - 1] ?? place) + 1, type });
  }
  return spans.sort(inOrder);
}

/** So that as much is seen of what stands before a place as detectors look at. */
function contextFrom({ places }: VisibleText, at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low <= CONTEXT_CHARS ? 0 : (places[low - CONTEXT_CHARS] ?? 0);
}

function inOrder(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end;
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
  return spans.sort(inOrder);
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
