import { CATEGORIES } from "./categories.ts";
import { addChar, type Cue, LEXICON, WORD_SEED, type Word } from "./lexicon.ts";

/** What one pass over a text finds. */
export interface Scan {
  /** By category, what the words speak for. */
  readonly scores: Float64Array;
  readonly cues: Record<Cue, number>;
  readonly languages: Record<string, number>;
  words: number;
  digits: number;
  mathSigns: number;
  codeSigns: number;
  fences: number;
  listLines: number;
  questions: number;
  /** Characters of scripts that are not Latin, by script. */
  readonly scripts: Record<"cjk" | "kana" | "hangul" | "cyrillic" | "arabic" | "devanagari" | "other", number>;
  /** Words that the text asks for; 0: it does not say. */
  wordsAsked: number;
  /** Of the whole text, for telling the same prompt again. */
  fingerprint: number;
}

/** Instructions stand at the beginning and at the end; what is between is mostly what they are about. */
const EDGE_CHARS = 300;
const MIDDLE_SHARE = 0.3;
const WORDS_IN: Partial<Record<Cue, number>> = { "unit-words": 1, "unit-sentences": 18, "unit-paragraphs": 90 };
const MAX_ASKED = 20_000;

/** Reads a text in one pass, in time linear in its length. */
export function scanText(text: string): Scan {
  const scan = emptyScan();
  const { length } = text;
  let hash = WORD_SEED;
  let inWord = 0;
  let number = 0;
  let lastNumber = 0;
  let lineStart = true;
  let fingerprint = WORD_SEED;
  for (let i = 0; i <= length; i += 1) {
    const char = i < length ? text.charCodeAt(i) : 32;
    fingerprint = addChar(fingerprint, char);
    const lower = char >= 65 && char <= 90 ? char | 32 : char;
    if ((lower >= 97 && lower <= 122) || (char >= 0xc0 && char < 0x250) || char === 45) {
      if (lineStart && char === 45) scan.listLines += 1;
      hash = addChar(hash, char >= 0xc0 && char <= 0xde ? char + 32 : lower);
      inWord += 1;
      lineStart = false;
      continue;
    }
    if (inWord > 0) {
      scan.words += 1;
      const word = LEXICON.get(hash);
      if (word !== undefined) note(scan, word, i < EDGE_CHARS || i > length - EDGE_CHARS, lastNumber);
      hash = WORD_SEED;
      inWord = 0;
      lastNumber = 0;
    }
    if (char >= 48 && char <= 57) {
      scan.digits += 1;
      number = number < MAX_ASKED ? number * 10 + char - 48 : number;
      continue;
    }
    if (number > 0) {
      lastNumber = number;
      number = 0;
      if (lineStart && (char === 46 || char === 41)) scan.listLines += 1;
    }
    if (char === 10) lineStart = true;
    else if (char !== 32 && char !== 9) {
      lineStart = noteSign(scan, text, i, char) && lineStart;
    }
  }
  scan.fingerprint = fingerprint >>> 0;
  return scan;
}

function note(scan: Scan, { category, weight, cue, language }: Word, atEdge: boolean, number: number): void {
  if (category >= 0) {
    scan.scores[category] = (scan.scores[category] as number) + weight * (atEdge ? 1 : MIDDLE_SHARE);
  }
  if (language !== undefined) scan.languages[language] = (scan.languages[language] ?? 0) + 1;
  if (cue === undefined) return;
  scan.cues[cue] += 1;
  const unit = WORDS_IN[cue];
  if (unit !== undefined && number > 0 && scan.wordsAsked === 0) scan.wordsAsked = Math.min(number * unit, MAX_ASKED);
}

/** Gives whether a list may still begin on this line. */
function noteSign(scan: Scan, text: string, at: number, char: number): boolean {
  if (char > 0x24f) {
    noteScript(scan, char);
    return false;
  }
  switch (char) {
    case 42: // *
      scan.listLines += at === 0 || text.charCodeAt(at - 1) === 10 ? 1 : 0;
      scan.mathSigns += 1;
      break;
    case 43: // +
    case 47: // /
    case 60: // <
    case 61: // =
    case 62: // >
    case 94: // ^
      scan.mathSigns += 1;
      break;
    case 59: // ;
    case 91: // [
    case 93: // ]
    case 95: // _
    case 123: // {
    case 125: // }
      scan.codeSigns += 1;
      break;
    case 96: // `
      if (text.charCodeAt(at + 1) === 96 && text.charCodeAt(at + 2) === 96) scan.fences += 1;
      break;
    case 63: // ?
      scan.questions += 1;
      break;
    default:
  }
  return false;
}

function noteScript({ scripts }: Scan, char: number): void {
  if (char >= 0x4e00 && char <= 0x9fff) scripts.cjk += 1;
  else if (char >= 0x3040 && char <= 0x30ff) scripts.kana += 1;
  else if (char >= 0xac00 && char <= 0xd7af) scripts.hangul += 1;
  else if (char >= 0x400 && char <= 0x52f) scripts.cyrillic += 1;
  else if (char >= 0x600 && char <= 0x6ff) scripts.arabic += 1;
  else if (char >= 0x900 && char <= 0x97f) scripts.devanagari += 1;
  else scripts.other += 1;
}

function emptyScan(): Scan {
  return {
    scores: new Float64Array(CATEGORIES.length),
    cues: {
      constraint: 0,
      depth: 0,
      ease: 0,
      brief: 0,
      long: 0,
      "unit-words": 0,
      "unit-sentences": 0,
      "unit-paragraphs": 0,
    },
    languages: {},
    words: 0,
    digits: 0,
    mathSigns: 0,
    codeSigns: 0,
    fences: 0,
    listLines: 0,
    questions: 0,
    scripts: { cjk: 0, kana: 0, hangul: 0, cyrillic: 0, arabic: 0, devanagari: 0, other: 0 },
    wordsAsked: 0,
    fingerprint: 0,
  };
}
