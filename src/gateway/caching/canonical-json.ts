import { MAX_JSON_DEPTH } from "../../framing/json-members.ts";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** Longer texts keep their own spelling of escapes: two spellings are then two requests, which costs a hit at most. */
const MAX_RESPELLED_CHARS = 65_536;

/**
 * JSON text with its members in order, without blanks and with one spelling of strings. Read off the text and not off
 * what was parsed, because parsing loses what a provider may still see: digits of long numbers, `1.0`, a member that
 * stands there twice. Undefined for text that is no JSON or nested too deeply.
 */
export function canonicalJson(text: string): string | undefined {
  const reader = new Reader(text);
  const value = reader.value(0);
  return value !== undefined && reader.atEnd() ? value : undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return Number.isNaN(this.#next());
  }

  value(depth: number): string | undefined {
    switch (this.#next()) {
      case OPEN_BRACE:
        return depth < MAX_JSON_DEPTH ? this.#object(depth + 1) : undefined;
      case OPEN_BRACKET:
        return depth < MAX_JSON_DEPTH ? this.#array(depth + 1) : undefined;
      case QUOTE:
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): string | undefined {
    this.#at += 1;
    const names: string[] = [];
    const members: string[] = [];
    let sorted = true;
    if (this.#next() === CLOSE_BRACE) return this.#closed("{}");
    for (;;) {
      if (this.#next() !== QUOTE) return undefined;
      const name = this.#string();
      if (name === undefined || this.#next() !== COLON) return undefined;
      this.#at += 1;
      const value = this.value(depth);
      if (value === undefined) return undefined;
      const before = names.at(-1);
      if (before !== undefined && before > name) sorted = false;
      names.push(name);
      members.push(`${name}:${value}`);
      const end = this.#next();
      if (end === CLOSE_BRACE) return this.#closed(`{${(sorted ? members : inOrder(names, members)).join(",")}}`);
      if (end !== COMMA) return undefined;
      this.#at += 1;
    }
  }

  #array(depth: number): string | undefined {
    this.#at += 1;
    const items: string[] = [];
    if (this.#next() === CLOSE_BRACKET) return this.#closed("[]");
    for (;;) {
      const value = this.value(depth);
      if (value === undefined) return undefined;
      items.push(value);
      const end = this.#next();
      if (end === CLOSE_BRACKET) return this.#closed(`[${items.join(",")}]`);
      if (end !== COMMA) return undefined;
      this.#at += 1;
    }
  }

  #closed(text: string): string {
    this.#at += 1;
    return text;
  }

  #string(): string | undefined {
    const text = this.#text;
    const start = this.#at;
    let end = text.indexOf('"', start + 1);
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) return undefined;
    this.#at = end + 1;
    const token = text.slice(start, end + 1);
    return token.length > MAX_RESPELLED_CHARS || !token.includes("\\") ? token : respelled(token);
  }

  /** A number, true, false or null as it is spelled. */
  #scalar(): string | undefined {
    const start = this.#at;
    while (!endsScalar(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at === start ? undefined : this.#text.slice(start, this.#at);
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #next(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (!isBlank(code)) return code;
      this.#at += 1;
    }
  }
}

function inOrder(names: readonly string[], members: readonly string[]): string[] {
  const order = [...names.keys()].sort((a, b) => {
    const [left, right] = [names[a] ?? "", names[b] ?? ""];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  return order.map((i) => members[i] ?? "");
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

function respelled(token: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(token));
  } catch {
    return undefined;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function endsScalar(code: number): boolean {
  return (
    code === COMMA ||
    code === CLOSE_BRACE ||
    code === CLOSE_BRACKET ||
    code === COLON ||
    code === QUOTE ||
    code === OPEN_BRACE ||
    code === OPEN_BRACKET ||
    isBlank(code) ||
    Number.isNaN(code)
  );
}
