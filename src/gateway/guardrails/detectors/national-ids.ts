import { type Detector, tailFrom } from "./detector.ts";
import { joinedAfter, joinedBefore } from "./text-scan.ts";

/** A number that a state gives to people: where it begins beside a run of digits, its shape, its check. */
interface NationalId {
  readonly type: string;
  /** Letters before the first digits. */
  readonly before: number;
  /** Digits of the first run; absent: any. */
  readonly run?: readonly number[];
  /** Sticky; matches the whole. */
  readonly shape: RegExp;
  /** Gets the match without separators, in capitals. */
  readonly check: (compact: string) => boolean;
  /** The end of a text that may become one. */
  readonly tail: RegExp;
  readonly reach: number;
}

function detectorOf(id: NationalId): Detector {
  return {
    type: id.type,
    find({ text, runStarts, runEnds }, report) {
      for (let index = 0; index < runStarts.length; index += 1) {
        const digits = runStarts[index] ?? 0;
        const start = digits - id.before;
        if (start < 0) continue;
        if (id.run !== undefined && !id.run.includes((runEnds[index] ?? 0) - digits)) continue;
        id.shape.lastIndex = start;
        if (!id.shape.test(text)) continue;
        const end = id.shape.lastIndex;
        if (joinedBefore(text, start) || joinedAfter(text, end)) continue;
        if (
          id.check(
            text
              .slice(start, end)
              .replace(/[\s.-]/g, "")
              .toUpperCase(),
          )
        )
          report(start, end);
      }
    },
    undecidedFrom: (text) => tailFrom(text, id.tail, id.reach),
  };
}

const BEFORE = "(?<![A-Za-z0-9_])";

/** Codice fiscale (D.M. 23/12/1976): check letter over the weighed characters before it. */
export const italianFiscalCode = detectorOf({
  type: "it_fiscal_code",
  before: 6,
  shape:
    /[A-Za-z]{6}[\dLMNPQRSTUVlmnpqrstuv]{2}[A-EHLMPRSTa-ehlmprst][\dLMNPQRSTUVlmnpqrstuv]{2}[A-Za-z][\dLMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]/y,
  check: (code) => {
    let sum = 0;
    for (let at = 0; at < 15; at += 1) {
      const char = code.charCodeAt(at);
      const value = char < 58 ? char - 48 : char - 65;
      sum += at % 2 === 0 ? (ITALIAN_ODD[value] ?? 0) : value;
    }
    return code.charCodeAt(15) - 65 === sum % 26;
  },
  tail: new RegExp(`${BEFORE}(?:[A-Za-z]{1,6}|[A-Za-z]{6}\\d[A-Za-z0-9]{0,9})[.,-]?$`),
  reach: 20,
});

const ITALIAN_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";

/** DNI (Spain): eight digits and the letter of their rest by 23. */
export const spanishDni = detectorOf({
  type: "es_dni",
  before: 0,
  run: [8],
  shape: /\d{8}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]/y,
  check: (id) => SPANISH[Number(id.slice(0, 8)) % 23] === id[8],
  tail: /\d{1,8}[ -]?[A-Za-z]?[.,-]?$/,
  reach: 13,
});

/** NIE (Spain): as a DNI, with a letter for the first digit. */
export const spanishNie = detectorOf({
  type: "es_nie",
  before: 1,
  run: [7],
  shape: /[XYZxyz]\d{7}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]/y,
  check: (id) => SPANISH[Number("XYZ".indexOf(id.charAt(0)) + id.slice(1, 8)) % 23] === id[8],
  tail: new RegExp(`${BEFORE}[XYZxyz](?:\\d{1,7}[ -]?[A-Za-z]?[.,-]?)?$`),
  reach: 14,
});

/** NIR (France): sex, year, month, place, order and the key 97 - number mod 97; Corsica's letters count as 19 and 18. */
export const frenchNir = detectorOf({
  type: "fr_nir",
  before: 0,
  shape: /[12][ ]?\d{2}[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d{2}|2[ABab])[ ]?\d{3}[ ]?\d{3}[ ]?\d{2}/y,
  check: (nir) => {
    const number = nir.slice(0, 13).replace("2A", "19").replace("2B", "18");
    return 97 - Number(BigInt(number) % 97n) === Number(nir.slice(13));
  },
  tail: /[12](?: ?[\dABab])*[ .,-]?$/,
  reach: 26,
});

/** National insurance number (HMRC NIM39110): prefixes that are not given out are left out. */
export const britishNino = detectorOf({
  type: "uk_nino",
  before: 2,
  shape: /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{2}(?:\d{4}|(?: \d{2}){2}) ?[A-D]/y,
  check: () => true,
  tail: new RegExp(`${BEFORE}[A-Z]{1,2}(?:\\d[\\d ]*[A-D]?[.,-]?)?$`),
  reach: 18,
});

/** The same in groups throughout: `AB 12 34 56 C`. */
export const britishNinoInGroups = detectorOf({
  type: "uk_nino",
  before: 3,
  run: [2],
  shape: /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2}(?: \d{2}){2} [A-D]/y,
  check: () => true,
  tail: new RegExp(`${BEFORE}[A-Z](?:[A-Z](?: (?:\\d[\\d ]*[A-D]?[.,-]?)?)?)?$`),
  reach: 20,
});

/** Steuerliche Identifikationsnummer (Germany): one digit of the first ten twice or thrice, ISO 7064 MOD 11,10. */
export const germanTaxId = detectorOf({
  type: "de_tax_id",
  before: 0,
  shape: /[1-9]\d(?:\d{9}| \d{3} \d{3} \d{3})/y,
  check: (id) => {
    const counts = new Map<string, number>();
    for (const digit of id.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    const repeated = [...counts.values()].filter((count) => count > 1);
    if (repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false;
    let product = 10;
    for (const digit of id.slice(0, 10)) {
      const sum = (Number(digit) + product) % 10 || 10;
      product = (sum * 2) % 11;
    }
    return (11 - product) % 10 === Number(id[10]);
  },
  tail: /\d[\d ]*[.,-]?$/,
  reach: 18,
});
