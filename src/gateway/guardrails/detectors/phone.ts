import { type Detector, tailFrom } from "./detector.ts";
import { isInternational, isNational } from "./phone-plans.ts";
import { isDigit, isWord } from "./text-scan.ts";

/** Where a number without its country is taken to be from, when nothing else is said. */
export const DEFAULT_REGIONS: readonly string[] = "US GB DE FR IT ES NL BE CH AT SE AU JP KR BR IN MX".split(" ");

const DIGITS_MIN = 7;
const DIGITS_MAX = 15;
const LENGTH_MAX = 32;
const NAMED_CHARS = 40;
const NAMED =
  /(?:^|[^\p{L}])(?:tel|tél|telephone|téléphone|telefono?|teléfono|telefoon|telefone|telefonnummer|rufnummer|phone|cell|cellphone|cellulare|mobile?|móvil|movil|handy|portable|celular|fax|whats ?app|hotline|call|dial|ring|телефон|тел)(?:[^\p{L}\d][^\d\n]{0,12})?$/iu;
const NAMED_CJK = /(?:电话|手机|電話|携帯|전화)[^\d\n]{0,6}$/iu;
const DATE = /^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?![./-]?\d)/;
const TAIL = /[+(\d](?:[\d()./\-\u00a0\u2010-\u2013 x+,:])*$/;

interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** Sizes of the groups. */
  readonly groups: readonly number[];
  readonly separators: string;
}

/**
 * Telephone numbers: with `+` or `00` when the country's plan has them; without, in the written forms of these regions;
 * plain digits only behind words such as "phone".
 */
export function phone(regions: readonly string[] = DEFAULT_REGIONS): Detector {
  return {
    type: "phone",
    find({ text, runStarts, runEnds }, report) {
      for (let run = 0; run < runStarts.length; run += 1) {
        const start = candidateStart(text, runStarts[run] ?? 0);
        if (start === -1) continue;
        const end = phoneEnd(text, start, run, { runStarts, runEnds }, regions);
        // A bracket that closes behind the number is not its own.
        if (end !== -1) report(text[start] === "(" && !text.slice(start, end).includes(")") ? start + 1 : start, end);
      }
    },
    undecidedFrom: (text) => tailFrom(text, TAIL, LENGTH_MAX + 8),
  };
}

/** Where a number begins whose first digits are here, with its `+` and bracket; -1 when it is a piece of something. */
function candidateStart(text: string, digits: number): number {
  let start = digits;
  if (text.charCodeAt(start - 1) === 40) start -= 1;
  if (text.charCodeAt(start - 1) === 43) start -= 1;
  if (start < digits && text.charCodeAt(start - 1) === 40 && text.charCodeAt(start) === 43) start -= 1;
  const before = text.charCodeAt(start - 1);
  if (isWord(before) || "+.,-/#$€£¥%@\\~^&".includes(text.charAt(start - 1) || " ")) return -1;
  return start;
}

/** The end of the longest number from here; -1 without one. */
function phoneEnd(
  text: string,
  start: number,
  firstRun: number,
  runs: { readonly runStarts: readonly number[]; readonly runEnds: readonly number[] },
  regions: readonly string[],
): number {
  const { runStarts, runEnds } = runs;
  const international = text.charCodeAt(start) === 43 || text.charCodeAt(start + 1) === 43;
  const groups: number[] = [];
  let digits = "";
  let separators = "";
  let found = -1;
  let named: boolean | undefined;
  for (let run = firstRun; run < runStarts.length; run += 1) {
    const from = runStarts[run] ?? 0;
    const end = runEnds[run] ?? 0;
    if (end - start > LENGTH_MAX || digits.length + end - from > DIGITS_MAX) break;
    if (run > firstRun) {
      const between = text.slice(runEnds[run - 1] ?? 0, from);
      if (!isBetween(between)) break;
      separators += between;
      // Lists of figures are not read to their end.
      if (!international && end - from === 1) break;
    }
    digits += text.slice(from, end);
    groups.push(end - from);
    if (digits.length < DIGITS_MIN || !endsHere(text, end)) continue;
    const candidate: Candidate = { start, end, digits, groups, separators };
    if (international ? isInternational(digits) : isWritten(text, candidate, regions)) found = end;
    else if (!international && isPlainShape(text, candidate)) {
      named ??= isNamed(text, start);
      if (named && isKnown(digits, regions)) found = end;
    }
  }
  return found;
}

function isBetween(text: string): boolean {
  if (text.length === 0 || text.length > 3) return false;
  for (const char of text) if (!" -./()\u00a0\u2010\u2011\u2012\u2013".includes(char)) return false;
  return !text.includes("  ");
}

/** False before a letter (but for an extension), a decimal, another group that is tied to this one, a unit. */
function endsHere(text: string, end: number): boolean {
  const after = text.charCodeAt(end);
  if (after === 120) return isDigit(text.charCodeAt(end + 1));
  if (isWord(after) || after === 37 || after === 64) return false;
  const tied = after === 45 || after === 46 || after === 44 || after === 47 || after === 58;
  return !(tied && isDigit(text.charCodeAt(end + 1)));
}

function isNamed(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - NAMED_CHARS), start);
  return NAMED.test(before) || NAMED_CJK.test(before);
}

/** Plain digits or groups that a word before may make a number of. */
function isPlainShape(text: string, { start, end, digits }: Candidate): boolean {
  return digits.length <= 12 && !DATE.test(text.slice(start, end + 1));
}

function isKnown(digits: string, regions: readonly string[]): boolean {
  if (digits.length === 7) return /^[2-9]/.test(digits);
  if (/^1?[2-9]\d{2}[2-9]\d{6}$/.test(digits)) return true;
  return regions.some((region) => isNational(digits, region));
}

/** True for the forms in which numbers are written without a country. */
function isWritten(text: string, candidate: Candidate, regions: readonly string[]): boolean {
  const { digits, groups, separators, start, end } = candidate;
  if (groups.length < 2) return false;
  if (digits.startsWith("00") && digits.length >= 11) return isInternational(digits.slice(2));
  const shape = groups.join("-");
  if (shape === "3-3-4" || (shape === "1-3-3-4" && digits.startsWith("1"))) {
    return isNorthAmerican(digits, separators) && regions.some((region) => NORTH_AMERICA.has(region));
  }
  // A social security number is no telephone number.
  if (shape === "3-2-4" || !isOneWay(separators) || DATE.test(text.slice(start, end + 1))) return false;
  if (digits.length < 9 || digits.length > 12 || digits.startsWith("000")) return false;
  const bracketed = text.charCodeAt(start) === 40 && separators.includes(")");
  if (!bracketed && (!digits.startsWith("0") || (groups[0] ?? 0) < 2 || isDigit(text.charCodeAt(start - 2))))
    return false;
  return regions.some((region) => isNational(digits, region));
}

const NORTH_AMERICA: ReadonlySet<string> = new Set(["US", "CA"]);

/** Area and exchange begin with 2 to 9; what is written as a number all the same is taken for one, such as an example. */
function isNorthAmerican(digits: string, separators: string): boolean {
  const isWrittenSo = /[-.()]/.test(separators);
  return (isWrittenSo ? /^1?[1-9]\d{2}[1-9]\d{6}$/ : /^1?[2-9]\d{2}[2-9]\d{6}$/).test(digits);
}

/** One kind of separator throughout, or another one after the area code: "030/123 45 67", "(011) 4321-5678". */
function isOneWay(separators: string): boolean {
  const kinds = new Set(separators.replace(/[()]/g, ""));
  if (kinds.size <= 1) return true;
  if (separators.startsWith(")")) return true;
  const rest = new Set(separators.slice(1));
  return !separators.includes(".") && rest.size <= 1;
}
