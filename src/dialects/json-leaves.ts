import type { JsonObject } from "./dialect.ts";

/**
 * Whether a number, as JSON writes it, is looked at like a text: cards, phones and account numbers come as bare whole
 * numbers too. Fractions are measures, scores and coordinates.
 */
export function isNumberText(number: string): boolean {
  return /^\d{6,}$/.test(number);
}

/** A string or a long whole number in a JSON value. */
export interface Leaf {
  /** Its place, such as `.city` or `.list[2]`; empty for a value that is itself a leaf. */
  readonly path: string;
  readonly text: string;
  /** Puts a string in its place. */
  replace(text: string): void;
}

/**
 * The strings and long whole numbers of a JSON value that stands in a member, in order. Members that `skip` names are left
 * out, with all below them. Names of members are no leaves.
 */
export function leavesOf(holder: JsonObject, member: string, skip?: RegExp): Leaf[] {
  const leaves: Leaf[] = [];
  const todo: { holder: JsonObject; key: string; path: string }[] = [{ holder, key: member, path: "" }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { holder: owner, key, path } = next;
    const value = owner[key];
    if (typeof value === "object" && value !== null) {
      if (Buffer.isBuffer(value)) continue;
      const list = Array.isArray(value);
      const keys = Object.keys(value).filter((name) => list || skip === undefined || !skip.test(name));
      for (const name of keys.toReversed()) {
        todo.push({ holder: value as JsonObject, key: name, path: list ? `${path}[${name}]` : `${path}.${name}` });
      }
      continue;
    }
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string" || text === "" || (typeof value === "number" && !isNumberText(text))) continue;
    leaves.push({ path, text, replace: (changed) => put(owner, key, changed) });
  }
  return leaves;
}

/** A member named `__proto__` is a member like any other. */
function put(owner: JsonObject, key: string, value: unknown): void {
  if (Object.hasOwn(owner, key)) {
    Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * The strings and long whole numbers in a JSON text, which is left as it is around them: numbers keep all their digits.
 * Undefined for what is no JSON object or array. `write` gets the changed text, made when it is asked for.
 */
export function leavesOfText(json: string, write: (text: () => string) => void): Leaf[] | undefined {
  if (!isContainer(json)) return undefined;
  const leaves: Leaf[] = [];
  /** The text in pieces: what stands between leaves, and leaves. */
  const pieces: string[] = [];
  let from = 0;
  let known: string | undefined;
  const joined = (): string => {
    known ??= pieces.join("");
    return known;
  };
  const add = (start: number, end: number, text: string): void => {
    pieces.push(json.slice(from, start), json.slice(start, end));
    from = end;
    const piece = pieces.length - 1;
    leaves.push({
      path: "",
      text,
      replace: (changed) => {
        pieces[piece] = JSON.stringify(changed);
        known = undefined;
        write(joined);
      },
    });
  };
  for (const [start, end] of valueTokens(json)) {
    const token = json.slice(start, end);
    const text = token.startsWith('"') ? (JSON.parse(token) as string) : token;
    if (text !== "" && (token !== text || isNumberText(token))) add(start, end, text);
  }
  pieces.push(json.slice(from));
  return leaves;
}

function isContainer(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** Where strings that are no names, and numbers, stand in valid JSON. */
function* valueTokens(json: string): Generator<readonly [start: number, end: number]> {
  const token = /["\-\d]/g;
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    const start = match.index;
    if (json.charCodeAt(start) !== QUOTE) {
      let end = start + 1;
      while (/[\d.eE+-]/.test(json.charAt(end))) end += 1;
      token.lastIndex = end;
      yield [start, end];
      continue;
    }
    const end = endOfString(json, start);
    token.lastIndex = end;
    let next = end;
    while (json.charCodeAt(next) <= 32) next += 1;
    if (json[next] !== ":") yield [start, end];
  }
}

/** One past the closing quote; the text is valid JSON, so there is one. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let c = text.charCodeAt(at); c !== QUOTE && at < text.length; c = text.charCodeAt(at)) {
    at += c === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}
