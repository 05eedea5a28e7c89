const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** More pieces than this are read at once, so that few are kept. */
const MOST_PIECES = 256;

/**
 * Tells whether the text of a JSON object that comes in pieces is whole, reading each character once at most, and none
 * before somebody asks. It counts brackets outside of strings, which is all that ill-formed text allows anyway.
 */
export class JsonProgress {
  #unread: string[] = [];
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The first bracket was closed again. */
  #whole = false;

  push(text: string): void {
    if (this.#whole) return;
    this.#unread.push(text);
    if (this.#unread.length >= MOST_PIECES) this.#read();
  }

  get whole(): boolean {
    this.#read();
    return this.#whole;
  }

  #read(): void {
    if (this.#unread.length === 0) return;
    const text = this.#unread.length === 1 ? (this.#unread[0] ?? "") : this.#unread.join("");
    this.#unread = [];
    const escapes = new Finder(text, "\\");
    let at = 0;
    while (at < text.length && !this.#whole) {
      at = this.#inString ? this.#afterString(text, at, escapes) : this.#step(text, at);
    }
  }

  #step(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.#depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      this.#depth -= 1;
      this.#whole = this.#depth <= 0;
    }
    return at + 1;
  }

  /** One past what of a string is here. Most arguments are long strings, so it is searched and not walked through. */
  #afterString(text: string, from: number, escapes: Finder): number {
    let at = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    let quote = text.indexOf('"', at);
    for (let slash = escapes.from(at); slash >= 0 && (quote < 0 || slash < quote); slash = escapes.from(at)) {
      at = slash + 2;
      if (at > text.length) {
        this.#escaped = true;
        return text.length;
      }
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
    }
    if (quote < 0) return text.length;
    this.#inString = false;
    return quote + 1;
  }
}

/** Finds one character from ascending positions on, looking at each position once. */
class Finder {
  readonly #text: string;
  readonly #character: string;
  #found: number;

  constructor(text: string, character: string) {
    this.#text = text;
    this.#character = character;
    this.#found = text.indexOf(character);
  }

  /** The first place at or after `at`; -1 when there is none. */
  from(at: number): number {
    if (this.#found >= 0 && this.#found < at) this.#found = this.#text.indexOf(this.#character, at);
    return this.#found;
  }
}
