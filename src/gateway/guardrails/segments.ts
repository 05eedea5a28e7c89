/** A piece that is judged by itself ends at the first sentence's end after this many characters… */
const SEGMENT_MIN = 200;
/** …or here. */
export const SEGMENT_MAX = 1_000;

const LINE_FEED = 10;
const WIDE_STOPS = "。！？";
const STOPS = ".!?";

/** One behind the end of the segment that begins here; -1 while it is not known. The same however the text arrives. */
export function segmentEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + SEGMENT_MAX);
  for (let at = start + SEGMENT_MIN; at < limit; at += 1) {
    const char = text.charAt(at);
    if (char.charCodeAt(0) === LINE_FEED || WIDE_STOPS.includes(char)) return at + 1;
    if (STOPS.includes(char) && at + 1 < limit && /\s/.test(text.charAt(at + 1))) return at + 1;
  }
  if (text.length <= start + SEGMENT_MAX) return -1;
  const last = text.charCodeAt(start + SEGMENT_MAX - 1);
  return start + SEGMENT_MAX + (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
}

/** Cuts a text as a stream of it would be cut. */
export function segmentsOf(text: string): string[] {
  const segments: string[] = [];
  let start = 0;
  for (let end = segmentEnd(text, start); end !== -1; end = segmentEnd(text, start)) {
    segments.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) segments.push(text.slice(start));
  return segments;
}
