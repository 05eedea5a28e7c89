/**
 * Lets a text that comes in pieces pass, changed or not. What may still become part of a match is held back: all that
 * `push` and `end` gave, joined, is what the whole text becomes. Either throws where the text must not pass; what was
 * given before has gone out by then, and nothing after it does.
 */
export interface TextWindow {
  /** The next piece in, what may go out now. */
  push(text: string): string;
  /** No more comes: what was held back. Called at most once, and `push` never after it. */
  end(): string;
}

/** The same for checks that ask somebody else. Calls never overlap: each is awaited before the next is made. */
export interface AsyncTextWindow {
  push(text: string): Promise<string>;
  end(): Promise<string>;
}
