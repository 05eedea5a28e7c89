/** Characters that nobody sees and models read over: soft hyphens, joiners, marks of direction. */
const INVISIBLE = /(?:\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff])+/;

/** What of a text can be seen, and where each of its units stands in it. */
export interface VisibleText {
  readonly text: string;
  readonly places: Uint32Array;
}

/** Undefined where all of a text can be seen, which is nearly always. */
export function visibleTextOf(text: string): VisibleText | undefined {
  if (!INVISIBLE.test(text)) return undefined;
  const places = new Uint32Array(text.length);
  const pieces: string[] = [];
  let count = 0;
  let at = 0;
  for (const piece of text.split(new RegExp(`(${INVISIBLE.source})`))) {
    if (!INVISIBLE.test(piece)) {
      pieces.push(piece);
      for (let i = 0; i < piece.length; i += 1) places[count + i] = at + i;
      count += piece.length;
    }
    at += piece.length;
  }
  return { text: pieces.join(""), places: places.subarray(0, count) };
}
