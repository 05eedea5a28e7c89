/**
 * Finds where a text stops being JSON. V8's own message quotes the text and mostly names no place, so it can be neither
 * repeated nor searched: what it quotes is the caller's content.
 */

/** Deeper errors are not looked for: the stack kept here must stay small whatever a caller sends. */
const MAX_DEPTH = 10_000;

const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_START = /[-\d]/;
const SPACE = /[ \t\n\r]*/y;
const WORDS = ["true", "false", "null"];

/** Position of the first character that cannot stand there; the text's length when it ends too early. Null: none. */
export function jsonErrorAt(text: string): number | null {
  return new Finder(text).find();
}

/** Reads values without recursion; `#at` stops at the error. */
class Finder {
  readonly #text: string;
  readonly #closers: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  find(): number | null {
    for (;;) {
      this.#skip(SPACE);
      if (!this.#value()) return this.#at;
      if (!this.#afterValue()) return this.#at;
      if (this.#closers.length === 0) return this.#at === this.#text.length ? null : this.#at;
    }
  }

  /** Reads a scalar, or opens containers up to the place of their first value; an empty container is a whole value. */
  #value(): boolean {
    for (;;) {
      const char = this.#text[this.#at];
      if (char !== "{" && char !== "[") return this.#scalar(char);
      if (this.#closers.length === MAX_DEPTH) return false;
      const closer = char === "{" ? "}" : "]";
      this.#at += 1;
      this.#skip(SPACE);
      if (this.#text[this.#at] === closer) {
        this.#at += 1;
        return true;
      }
      this.#closers.push(closer);
      if (closer === "}" && !this.#name()) return false;
    }
  }

  /** Closes what ends here and goes over to the next value. */
  #afterValue(): boolean {
    for (;;) {
      this.#skip(SPACE);
      const closer = this.#closers.at(-1);
      if (closer === undefined) return true;
      const char = this.#text[this.#at];
      if (char === ",") {
        this.#at += 1;
        this.#skip(SPACE);
        return closer === "]" || this.#name();
      }
      if (char !== closer) return false;
      this.#closers.pop();
      this.#at += 1;
    }
  }

  /** A member's name, its colon and the space behind. */
  #name(): boolean {
    if (this.#text[this.#at] !== '"' || !this.#string()) return false;
    this.#skip(SPACE);
    if (this.#text[this.#at] !== ":") return false;
    this.#at += 1;
    this.#skip(SPACE);
    return true;
  }

  #scalar(char: string | undefined): boolean {
    if (char === undefined) return false;
    if (char === '"') return this.#string();
    if (NUMBER_START.test(char)) return this.#skip(NUMBER);
    const word = WORDS.find((one) => one[0] === char);
    if (word === undefined) return false;
    return [...word].every((letter) => {
      if (this.#text[this.#at] !== letter) return false;
      this.#at += 1;
      return true;
    });
  }

  /** Piece by piece: one pattern for a whole string would need stack for each character of a long one. */
  #string(): boolean {
    this.#at += 1;
    do this.#skip(PLAIN);
    while (this.#skip(ESCAPE));
    if (this.#text[this.#at] !== '"') return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
