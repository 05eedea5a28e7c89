const QUOTE = 0x22;
const BACKSLASH = 0x5c;
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
    let at = 0;
    while (at < text.length && !this.#whole) at = this.#inString ? this.#afterString(text, at) : this.#step(text, at);
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

  /** One past what of a string is here. */
  #afterString(text: string, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        if (at + 1 >= text.length) this.#escaped = true;
        at += 1;
      } else if (code === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
    }
    return text.length;
  }
}
