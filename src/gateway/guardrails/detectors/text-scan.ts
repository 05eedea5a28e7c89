/** A text with the places at which matches can begin, found in one pass that all detectors share. */
export interface TextScan {
  readonly text: string;
  /** Where runs of digits begin. */
  readonly runStarts: readonly number[];
  /** Where the same runs end, one behind the last digit. */
  readonly runEnds: readonly number[];
  /** Places of `@`. */
  readonly ats: readonly number[];
  /** Places of `:`. */
  readonly colons: readonly number[];
}

const ZERO = 48;
const NINE = 57;
const COLON = 58;
const AT = 64;

/** Reads a text once. */
export function scanText(text: string): TextScan {
  const runStarts: number[] = [];
  const runEnds: number[] = [];
  const ats: number[] = [];
  const colons: number[] = [];
  const length = text.length;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > AT) continue;
    if (code <= NINE) {
      runStarts.push(at);
      do at += 1;
      while (at < length && isDigit(text.charCodeAt(at)));
      runEnds.push(at);
      at -= 1;
    } else if (code === COLON) colons.push(at);
    else if (code === AT) ats.push(at);
  }
  return { text, runStarts, runEnds, ats, colons };
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** A letter or a digit of ASCII, or `_`; false for the `NaN` of a place outside the text. */
export function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** True when a character before or after makes what lies between a piece of something longer: a word, a decimal, a path. */
export function joinedBefore(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (isWord(before)) return true;
  return (before === 45 || before === 46 || before === 44) && isWord(text.charCodeAt(start - 2));
}

/** The same behind; looks at two characters. */
export function joinedAfter(text: string, end: number): boolean {
  const after = text.charCodeAt(end);
  if (isWord(after)) return true;
  return (after === 45 || after === 46 || after === 44) && isDigit(text.charCodeAt(end + 1));
}
