/**
 * Edits the top-level members of a JSON object in its text and leaves every other character as it was, so that a
 * relayed body keeps number spellings, member order and whatever a vendor added. The text may be latin1 (one
 * character a byte): only ASCII characters have a meaning here.
 */

export interface Member {
  readonly name: string;
  readonly nameStart: number;
  readonly valueStart: number;
  /** One past the value's last character. */
  readonly valueEnd: number;
}

export interface ScannedObject {
  readonly members: readonly Member[];
  /** Position of the object's closing brace. */
  readonly close: number;
}

/** Deeper bodies are refused: no client makes them, and recursion elsewhere would not survive them. */
export const MAX_JSON_DEPTH = 512;

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COLON = 58;
const COMMA = 44;

/**
 * Finds the top-level members of an object. The text must be valid JSON (JSON.parse has seen it); other text gives
 * null, as does an object nested deeper than {@link MAX_JSON_DEPTH}.
 */
export function scanMembers(text: string): ScannedObject | null {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_BRACE) return null;
  const members: Member[] = [];
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const member = readMember(text, at);
    if (member === null) return null;
    members.push(member);
    at = skipSpace(text, member.valueEnd);
    if (text.charCodeAt(at) !== COMMA) break;
    at = skipSpace(text, at + 1);
  }
  return text.charCodeAt(at) === CLOSE_BRACE ? { members, close: at } : null;
}

/**
 * Where the value of one top-level member stands, found without looking at what follows it. Null when the text is not
 * an object or has no such member. A later duplicate is not seen: compare the value with the parsed one.
 */
export function findMember(text: string, name: string): Member | null {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_BRACE) return null;
  do {
    const member = readMember(text, skipSpace(text, at + 1));
    if (member === null || member.name === name) return member;
    at = skipSpace(text, member.valueEnd);
  } while (text.charCodeAt(at) === COMMA);
  return null;
}

/** Applies edits to scanned text: sets a member's value (appending it when absent) and drops members. */
export function editMembers(
  text: string,
  scanned: ScannedObject,
  set: Readonly<Record<string, string>>,
  drop: readonly string[],
): string {
  const { members } = scanned;
  let out = "";
  let from = 0;
  let kept = 0;
  const missing = new Set(Object.keys(set));
  for (const [i, member] of members.entries()) {
    if (drop.includes(member.name)) {
      out += text.slice(from, member.nameStart);
      from = members[i + 1]?.nameStart ?? scanned.close;
      continue;
    }
    kept += 1;
    const value = Object.hasOwn(set, member.name) ? set[member.name] : undefined;
    if (value === undefined) continue;
    out += text.slice(from, member.valueStart) + value;
    from = member.valueEnd;
    missing.delete(member.name);
  }
  out += text.slice(from, scanned.close);
  if (drop.length > 0) out = withoutTrailingComma(out);
  for (const name of missing) {
    out += `${kept > 0 ? "," : ""}${JSON.stringify(name)}:${set[name]}`;
    kept += 1;
  }
  return out + text.slice(scanned.close);
}

/** The text of one member's value, or undefined; the last of several wins, as in JSON.parse. */
export function memberText(text: string, scanned: ScannedObject, name: string): string | undefined {
  const member = scanned.members.findLast((candidate) => candidate.name === name);
  return member && text.slice(member.valueStart, member.valueEnd);
}

function readMember(text: string, nameStart: number): Member | null {
  if (text.charCodeAt(nameStart) !== QUOTE) return null;
  const nameEnd = endOfString(text, nameStart);
  if (nameEnd < 0) return null;
  const colon = skipSpace(text, nameEnd);
  if (text.charCodeAt(colon) !== COLON) return null;
  const valueStart = skipSpace(text, colon + 1);
  const valueEnd = endOfValue(text, valueStart);
  if (valueEnd < 0) return null;
  return { name: nameOf(text, nameStart, nameEnd), nameStart, valueStart, valueEnd };
}

function withoutTrailingComma(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(",") ? trimmed.slice(0, -1) : text;
}

function nameOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : raw;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(at)) at += 1;
  return at;
}

/** One past the closing quote of the string that opens at `start`; -1 when it never closes. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) {
    let slashes = 1;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) break;
    at = text.indexOf('"', at + 1);
  }
  return at < 0 ? -1 : at + 1;
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return endOfString(text, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(text, start);
  let at = start;
  for (let c = first; c > 32 && c !== COMMA && c !== CLOSE_BRACE && c !== CLOSE_BRACKET; c = text.charCodeAt(at))
    at += 1;
  return at > start ? at : -1;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return -1;
      continue;
    }
    at += 1;
    if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) return -1;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}
