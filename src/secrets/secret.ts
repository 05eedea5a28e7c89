import { inspect } from "node:util";

const MASK = "[secret]";

/**
 * A secret in memory. Printing it, logging it or making JSON of it gives `[secret]`; only {@link Secret.reveal} gives
 * the text, so that every place which uses one can be found.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself. Hand it to what needs it, and keep it nowhere. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
