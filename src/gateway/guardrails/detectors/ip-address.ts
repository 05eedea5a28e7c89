import { isIPv6 } from "node:net";
import { type Detector, tailFrom } from "./detector.ts";
import { isDigit, isWord } from "./text-scan.ts";

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`${OCTET}(?:\\.${OCTET}){3}(?![\\w]|\\.\\d)`, "y");
const V6_MAX = 45;
const V6_CHARS = /[0-9A-Fa-f:.]/;
/** What stands before numbers with four parts that are none: releases, paragraphs, identifiers. */
const NUMBERED =
  /(?:\bv(?:er(?:sion|\.)?)?|\bversione?|\brelease|\bbuild|\brev(?:ision)?|\bsection|\bsec\.|\boid|\bchapter|§)[\s:=]{0,2}$/i;
const NUMBERED_CHARS = 14;
const PRODUCT = /[A-Za-z]\/$/;
/** A word before two colons is the name of a module, not the beginning of an address. */
const TAIL = /[0-9A-Fa-f:.]+$/;
const REACH = V6_MAX + 4;

/** Addresses of IP, both versions. The loopback and the unspecified address say nothing about anybody and stay. */
export const ipAddress: Detector = {
  type: "ip_address",
  find({ text, runStarts, runEnds, colons }, report) {
    for (let run = 0; run < runStarts.length; run += 1) {
      const start = runStarts[run] ?? 0;
      const end = runEnds[run] ?? 0;
      if (end - start > 3 || text.charCodeAt(end) !== 46 || !isDigit(text.charCodeAt(end + 1))) continue;
      const before = text.charCodeAt(start - 1);
      if (isWord(before) || before === 46) continue;
      V4.lastIndex = start;
      if (!V4.test(text)) continue;
      const match = text.slice(start, V4.lastIndex);
      if (match.startsWith("127.") || match === "0.0.0.0" || match.startsWith("255.")) continue;
      const context = text.slice(Math.max(0, start - NUMBERED_CHARS), start);
      if (!NUMBERED.test(context) && !PRODUCT.test(context)) report(start, V4.lastIndex);
    }
    findV6(text, colons, report);
  },
  undecidedFrom: (text) => tailFrom(text, TAIL, REACH),
};

function findV6(text: string, colons: readonly number[], report: (start: number, end: number) => void): void {
  for (let index = 0; index < colons.length; index += 1) {
    const colon = colons[index] ?? 0;
    // Only the first colon of an address begins one.
    let start = colon;
    while (start > 0 && colon - start < 5 && isHex(text.charCodeAt(start - 1))) start -= 1;
    if (start > 0 && (isWord(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 58)) continue;
    if (text.charCodeAt(start - 1) === 46) continue;
    const next = colons[index + 1];
    if (next === undefined || next - colon > 5) continue;
    let end = colon;
    while (end < text.length && end - start <= V6_MAX + 1 && V6_CHARS.test(text.charAt(end))) end += 1;
    if (isWord(text.charCodeAt(end))) continue;
    while (end > start && (text.charCodeAt(end - 1) === 46 || endsWithOneColon(text, end))) end -= 1;
    if (end - start > V6_MAX) continue;
    const match = text.slice(start, end);
    if (isTelling(match) && isIPv6(match)) report(start, end);
  }
}

function endsWithOneColon(text: string, end: number): boolean {
  return text.charCodeAt(end - 1) === 58 && text.charCodeAt(end - 2) !== 58;
}

/** `a::b` is more often the name of something in a program. */
function isTelling(match: string): boolean {
  if (match === "::1" || !/\d/.test(match)) return false;
  return match.split(":").length > 3 || /^[0-9A-Fa-f]{3,4}:/.test(match);
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}
