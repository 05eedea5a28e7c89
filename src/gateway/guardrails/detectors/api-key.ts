import { KEY_MAX, KEY_SHAPES } from "./api-key-shapes.ts";
import { type Detector, tailFrom } from "./detector.ts";
import { PEM_START, pemBlock } from "./pem-block.ts";
import { isWord } from "./text-scan.ts";

const PREFIX = new RegExp(
  KEY_SHAPES.map(({ prefix }) => prefix.replace(/[.]/g, "\\$&"))
    .concat(PEM_START)
    .join("|"),
  "g",
);
/** A name that says that a secret follows, and an assignment. */
const NAMED =
  /(?<![A-Za-z0-9])(?:api[_ -]?key|secret(?:[_-]?access)?[_-]?key|client[_-]?secret|access[_-]?token|auth[_-]?token|private[_-]?key|secret|password|passwd|bearer)["']?(?:\s{0,3}(?:=>|:=|[:=])\s{0,3}|(?<=[Bb]earer) )["']?/gi;
const SECRET = /[\w\-+/.~]{16,256}/y;
/** Bits a character below which a text is taken for words. */
const ENTROPY_MIN = 3;

/** Longer than every key but tokens of three parts. */
const WORD_MAX = 600;
const NAME_TAIL = /(?:key|secret|token|password|passwd|bearer)["']?\s{0,3}(?:=>?|:=?)?\s{0,3}["']?[\w\-+/=.~]{0,260}$/i;
const NAME_TAIL_MAX = 300;
const DASHES = /-{1,5}(?:B(?:E(?:G(?:I)?)?)?)?$/;

/** Secrets of programs: shapes that services give their keys, private keys in PEM, and what is assigned to a key's name. */
export const apiKey: Detector = {
  type: "api_key",
  find({ text }, report) {
    findShapes(text, report);
    findNamed(text, report);
  },
  undecidedFrom: (text) =>
    Math.min(openBlock(text), openWord(text), tailFrom(text, NAME_TAIL, NAME_TAIL_MAX), tailFrom(text, DASHES, 10)),
};

function findShapes(text: string, report: (start: number, end: number) => void): void {
  PREFIX.lastIndex = 0;
  for (let match = PREFIX.exec(text); match !== null; match = PREFIX.exec(text)) {
    const start = match.index;
    PREFIX.lastIndex = start + 1;
    const end = match[0] === PEM_START ? pemBlock(text, start).end : shapeEnd(text, start);
    if (end !== -1) report(start, end);
  }
}

function shapeEnd(text: string, start: number): number {
  if (isInside(text, start)) return -1;
  for (const { prefix, rest } of KEY_SHAPES) {
    if (!text.startsWith(prefix, start)) continue;
    rest.lastIndex = start + prefix.length;
    if (rest.test(text)) return rest.lastIndex;
  }
  return -1;
}

/** True in the middle of a word. */
function isInside(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return isWord(before) || before === 45;
}

function findNamed(text: string, report: (start: number, end: number) => void): void {
  NAMED.lastIndex = 0;
  while (NAMED.test(text)) {
    const start = NAMED.lastIndex;
    SECRET.lastIndex = start;
    if (!SECRET.test(text)) continue;
    const secret = text.slice(start, SECRET.lastIndex).replace(/\.+$/, "");
    if (isSecret(secret)) report(start, start + secret.length);
  }
}

/** Words, paths and placeholders are no secrets: a secret has letters and digits, and no order. */
function isSecret(text: string): boolean {
  return text.length >= 16 && /[A-Za-z]/.test(text) && /\d/.test(text) && entropyOf(text) >= ENTROPY_MIN;
}

/** Shannon entropy, bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** The first private key that may go on. */
function openBlock(text: string): number {
  for (let at = text.indexOf(PEM_START); at !== -1; at = text.indexOf(PEM_START, at + 1)) {
    if (pemBlock(text, at).open) return at;
  }
  return text.length;
}

/** The last word, which may be a key; of one longer than keys are, the token of three parts in it. */
function openWord(text: string): number {
  let start = text.length;
  while (start > 0 && text.length - start < KEY_MAX && isKeyChar(text.charCodeAt(start - 1))) start -= 1;
  if (text.length - start <= WORD_MAX) return start;
  for (let at = text.indexOf("eyJ", start); at !== -1; at = text.indexOf("eyJ", at + 1)) {
    if (!isInside(text, at)) return Math.min(at, text.length - WORD_MAX);
  }
  return text.length - WORD_MAX;
}

function isKeyChar(code: number): boolean {
  // Also + - . / = ~, which keys and secrets have.
  return isWord(code) || code === 43 || (code >= 45 && code <= 47) || code === 61 || code === 126;
}
