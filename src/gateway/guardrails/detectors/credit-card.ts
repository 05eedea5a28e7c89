import { type Detector, tailFrom } from "./detector.ts";
import { isDigit, isWord, joinedAfter } from "./text-scan.ts";

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
const REACH = 42;
const TAIL = /\d(?:[\d]|[ .,\u00a0\u2010-\u2013-](?=[\d]|$))*$/;

/** First digits and lengths of the issuers in use (ISO/IEC 7812 ranges as the networks publish them). */
const ISSUERS: readonly { readonly digits: RegExp; readonly lengths: readonly number[] }[] = [
  { digits: /^4/, lengths: [16, 19] },
  { digits: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { digits: /^3[47]/, lengths: [15] },
  { digits: /^(?:6011|64[4-9]|65|60|8[12]|508)/, lengths: [16, 17, 18, 19] },
  { digits: /^(?:30[0-5]|3095|3[689])/, lengths: [14, 16, 19] },
  { digits: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { digits: /^62/, lengths: [16, 17, 18, 19] },
  { digits: /^220[0-4]/, lengths: [16, 17, 18, 19] },
  { digits: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

/** Numbers of payment cards: an issuer's digits and length, and the check digit (Luhn). Groups may be separated. */
export const creditCard: Detector = {
  type: "credit_card",
  find({ text, runStarts, runEnds }, report) {
    for (let run = 0; run < runStarts.length; run += 1) {
      const start = runStarts[run] ?? 0;
      const first = text.charCodeAt(start);
      if (first < 50 || first > 56 || first === 55) continue;
      if (startsInside(text, start)) continue;
      const end = cardEnd(text, run, runStarts, runEnds);
      if (end !== -1) report(start, end);
    }
  },
  undecidedFrom: (text) => tailFrom(text, TAIL, REACH),
};

/** The end of the longest card that begins with this run of digits; -1 without one. */
function cardEnd(text: string, first: number, starts: readonly number[], ends: readonly number[]): number {
  let digits = "";
  let found = -1;
  let separator = 0;
  for (let run = first; run < starts.length; run += 1) {
    const start = starts[run] ?? 0;
    const end = ends[run] ?? 0;
    if (run > first) {
      const between = text.charCodeAt(start - 1);
      if (start - (ends[run - 1] ?? 0) !== 1 || !isSeparator(between)) break;
      if (separator !== 0 && between !== separator) break;
      separator = between;
    }
    if (digits.length + end - start > DIGITS_MAX) break;
    // A run that is longer than any group of a card begins none that goes on.
    digits += text.slice(start, end);
    if (digits.length >= DIGITS_MIN && !joinedAfter(text, end) && isCard(digits)) found = end;
  }
  return found;
}

function isSeparator(code: number): boolean {
  return code === 32 || code === 45 || code === 46 || code === 0xa0 || (code >= 0x2010 && code <= 0x2013);
}

/** True when the digits before belong to the same number, by anything but a blank. */
function startsInside(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (isWord(before)) return true;
  return (before === 45 || before === 46 || before === 44) && isDigit(text.charCodeAt(start - 2));
}

function isCard(digits: string): boolean {
  return passesLuhn(digits) && ISSUERS.some((one) => one.lengths.includes(digits.length) && one.digits.test(digits));
}

/** The check digit of ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const weighed = at % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
