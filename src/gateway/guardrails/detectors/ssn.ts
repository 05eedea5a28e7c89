import { type Detector, tailFrom } from "./detector.ts";
import { joinedAfter, joinedBefore } from "./text-scan.ts";

const SEPARATED = /(?!000|666|9)\d{3}([- \u2010-\u2013])(?!00)\d{2}\1(?!0000)\d{4}/y;
const PLAIN = /(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}/y;
const NAMED = /(?:\bssns?\b|\bsocial[ -]security|\bsoc\.? sec\b)[^\d]{0,24}$/i;
const NAMED_CHARS = 44;
const TAIL = /\d[\d \u2010-\u2013.,-]*$/;
const REACH = 16;

/**
 * Social security numbers of the USA, by the ranges that are given out (SSA: no area 000, 666 or 900-999, no group 00, no
 * serial 0000). Nine digits without separators count only behind words that name them.
 */
export const ssn: Detector = {
  type: "ssn",
  find({ text, runStarts, runEnds }, report) {
    for (let run = 0; run < runStarts.length; run += 1) {
      const start = runStarts[run] ?? 0;
      const length = (runEnds[run] ?? 0) - start;
      if (length !== 3 && length !== 9) continue;
      const pattern = length === 3 ? SEPARATED : PLAIN;
      pattern.lastIndex = start;
      if (!pattern.test(text)) continue;
      const end = pattern.lastIndex;
      if (joinedBefore(text, start) || joinedAfter(text, end)) continue;
      if (length === 9 && !NAMED.test(text.slice(Math.max(0, start - NAMED_CHARS), start))) continue;
      report(start, end);
    }
  },
  undecidedFrom: (text) => tailFrom(text, TAIL, REACH),
};
