import { segmentEnd } from "../segments.ts";
import type { TextWindow } from "../text-window-type.ts";

/** Of the segment before, so that what stands across a border is seen. */
const OVERLAP_CHARS = 300;

/** Lets segments pass that a check has seen; `trigger` is called for each that it finds something in, and may throw. */
export function openScoreWindow(isHit: (text: string) => boolean, trigger: (at: number) => void): TextWindow {
  let text = "";
  let before = "";
  let gone = 0;
  const see = (segment: string): string => {
    if (isHit(before + segment)) {
      trigger(gone);
      before = "";
    } else before = (before + segment).slice(-OVERLAP_CHARS);
    gone += segment.length;
    return segment;
  };
  return {
    push(piece) {
      text += piece;
      let released = "";
      let start = 0;
      for (let end = segmentEnd(text, 0); end !== -1; end = segmentEnd(text, start)) {
        released += see(text.slice(start, end));
        start = end;
      }
      text = text.slice(start);
      return released;
    },
    end: () => (text === "" ? "" : see(text)),
  };
}
