import { type Detector, tailFrom } from "./detector.ts";
import { isDigit, isWord } from "./text-scan.ts";

/** Lengths by country (SWIFT, IBAN registry). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 " +
    "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 " +
    "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 " +
    "RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const TAIL = /(?<![A-Za-z0-9])(?:[A-Za-z]{2}\d{2}[A-Za-z0-9 \u00a0-]*|[A-Za-z]{2}\d?|[A-Za-z])$/;
const REACH = 72;

/** Account numbers of ISO 13616: the country's length and the check digits; compact, or in groups. */
export const iban: Detector = {
  type: "iban",
  find({ text, runStarts, runEnds }, report) {
    for (let run = 0; run < runStarts.length; run += 1) {
      const digits = runStarts[run] ?? 0;
      if ((runEnds[run] ?? 0) - digits < 2 || digits < 2) continue;
      const start = digits - 2;
      const length = LENGTHS.get(text.slice(start, digits).toUpperCase());
      if (length === undefined || isWord(text.charCodeAt(start - 1))) continue;
      const end = ibanEnd(text, start, length);
      if (end !== -1) report(start, end);
    }
  },
  undecidedFrom: (text) => tailFrom(text, TAIL, REACH),
};

function ibanEnd(text: string, start: number, length: number): number {
  let compact = "";
  let at = start;
  for (; compact.length < length; at += 1) {
    const code = text.charCodeAt(at);
    if (isWord(code) && code !== 95) compact += text.charAt(at);
    else if (!(code === 32 || code === 0xa0 || code === 45) || !isWord(text.charCodeAt(at - 1))) return -1;
  }
  return !isWord(text.charCodeAt(at)) && checks(compact.toUpperCase()) ? at : -1;
}

/** ISO 7064 MOD 97-10 over the number with its first four characters at the end. */
function checks(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const code = char.charCodeAt(0);
    rest = isDigit(code) ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}
