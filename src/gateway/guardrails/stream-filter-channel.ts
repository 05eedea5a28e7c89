import type { FrameText } from "../../dialects/text-slots.ts";
import { JsonText, type LeafCall } from "./stream-filter-json.ts";
import type { AsyncTextWindow, TextWindow } from "./text-window-type.ts";

/** Opens the window through which the texts of a channel go; of JSON text, each string in it. */
export type OpenWindow<W extends TextWindow | AsyncTextWindow> = (slot: FrameText) => W;

/** What a filter asks of a window, and waits for: with and without somebody else's answer alike. */
export type WindowCall<W> =
  | { readonly window: W; readonly do: "push"; readonly text: string }
  | { readonly window: W; readonly do: "end" };

/** Yields calls of windows and takes what they gave. */
export type Steps<W, T> = Generator<WindowCall<W>, T, string>;

/** One channel of a stream: what came in, what went out, and the window between. */
export class ChannelFilter<W extends TextWindow | AsyncTextWindow> {
  /** All that came in. */
  seen = "";
  /** All that went out. */
  released = "";
  ended = true;
  readonly slot: FrameText;
  readonly #open: OpenWindow<W>;
  #window: W | undefined;
  #json: JsonText | undefined;

  constructor(slot: FrameText, open: OpenWindow<W>) {
    this.slot = slot;
    this.#open = open;
  }

  *push(text: string): Steps<W, string> {
    const window = this.begun();
    let out = "";
    if (window !== undefined) out = yield { window, do: "push", text };
    else if (this.#json !== undefined) out = yield* this.#leaves(this.#json.push(text));
    this.took(text, out);
    return out;
  }

  /** The window that takes the next piece; undefined for JSON text, which goes through many. */
  begun(): W | undefined {
    if (this.ended) this.#begin();
    return this.#json === undefined ? this.#window : undefined;
  }

  /** What the window made of a piece. */
  took(text: string, out: string): void {
    this.seen += text;
    this.released += out;
  }

  /** What was held back. The channel may begin again, with another window. */
  *end(): Steps<W, string> {
    if (this.ended) return "";
    this.ended = true;
    const out = this.#json === undefined ? yield* this.#ask("end", "") : yield* this.#leaves(this.#json.end());
    this.released += out;
    return out;
  }

  #begin(): void {
    this.ended = false;
    if (this.slot.json === true) this.#json = new JsonText();
    else this.#window = this.#open(this.slot);
  }

  *#ask(what: "push" | "end", text: string): Steps<W, string> {
    const window = this.#window;
    if (window === undefined) return "";
    return yield what === "push" ? { window, do: "push", text } : { window, do: "end" };
  }

  *#leaves(calls: Generator<LeafCall, string, string>): Steps<W, string> {
    let step = calls.next("");
    while (step.done !== true) {
      const call = step.value;
      let given = "";
      if (call.do === "open") this.#window = this.#open(this.slot);
      else given = yield* this.#ask(call.do, call.do === "push" ? call.text : "");
      step = calls.next(given);
    }
    return step.value;
  }
}
