import type { JsonObject } from "../../dialects/dialect.ts";
import { parseObject } from "../../dialects/read.ts";
import type { FrameText, StreamTexts } from "../../dialects/text-slots.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame } from "../../framing/sse-frames.ts";
import { ChannelFilter, type OpenWindow, type Steps, type WindowCall } from "./stream-filter-channel.ts";
import type { AsyncTextWindow, TextWindow } from "./text-window-type.ts";

/** Lets the frames of one stream pass with their texts checked. Text is latin1, whole SSE frames, in and out alike. */
export interface FrameFilter {
  /** Throws what a window threw: the stream must end then, with {@link FrameFilter.endBadly}. */
  push(frames: string): string;
  /** The stream is over: what was held back. Empty where the last frames said that it is over. */
  end(): string;
  /** The last frames of a stream that died, without what was held back: they may repeat texts that came before. */
  endBadly(frames: string): string;
}

/** The same with windows that wait for others. Calls are answered in their order, each after the one before. */
export interface AsyncFrameFilter {
  push(frames: string): Promise<string>;
  end(): Promise<string>;
  endBadly(frames: string): Promise<string>;
}

/** Opens the filter of a stream in the wire that `texts` knows. */
export function openStreamFilter(texts: StreamTexts, open: OpenWindow<TextWindow>): FrameFilter {
  const filter = new Filter(texts, open);
  const run = <T>(steps: Steps<TextWindow, T>): T => {
    try {
      let step = steps.next("");
      while (step.done !== true) step = steps.next(asked(step.value));
      return step.value;
    } catch (error) {
      filter.over = true;
      throw error;
    }
  };
  return {
    push: (frames) => run(filter.push(frames)),
    end: () => run(filter.end()),
    endBadly: (frames) => run(filter.endBadly(frames)),
  };
}

function asked({ window, ...call }: WindowCall<TextWindow>): string {
  return call.do === "push" ? window.push(call.text) : window.end();
}

/** Opens a filter whose windows ask somebody else. */
export function openAsyncStreamFilter(texts: StreamTexts, open: OpenWindow<AsyncTextWindow>): AsyncFrameFilter {
  const filter = new Filter(texts, open);
  let before: Promise<unknown> = Promise.resolve();
  const run = async <T>(steps: Steps<AsyncTextWindow, T>): Promise<T> => {
    try {
      let step = steps.next("");
      while (step.done !== true) {
        const { window, ...call } = step.value;
        step = steps.next(call.do === "push" ? await window.push(call.text) : await window.end());
      }
      return step.value;
    } catch (error) {
      filter.over = true;
      throw error;
    }
  };
  const inOrder = (steps: () => Steps<AsyncTextWindow, string>): Promise<string> => {
    const answer = before.then(() => run(steps()));
    before = answer.catch(() => {});
    return answer;
  };
  return {
    push: (frames) => inOrder(() => filter.push(frames)),
    end: () => inOrder(() => filter.end()),
    endBadly: (frames) => inOrder(() => filter.endBadly(frames)),
  };
}

const SENTINEL = "[DONE]";
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
const BEYOND_ASCII = /[\u0080-\u00ff]/;

class Filter<W extends TextWindow | AsyncTextWindow> {
  readonly #texts: StreamTexts;
  readonly #open: OpenWindow<W>;
  readonly #channels = new Map<string, ChannelFilter<W>>();
  /** Set when a window threw: nothing more goes out but the last frames. */
  over = false;
  /** Set for the last frames: what they repeat is what went out, and nothing new is said. */
  #failing = false;

  constructor(texts: StreamTexts, open: OpenWindow<W>) {
    this.#texts = texts;
    this.#open = open;
  }

  *push(frames: string): Steps<W, string> {
    return this.over ? "" : yield* this.#frames(frames);
  }

  *end(): Steps<W, string> {
    return this.over ? "" : yield* this.#endAll(this.#channels.keys());
  }

  *endBadly(frames: string): Steps<W, string> {
    this.#failing = true;
    return yield* this.#frames(frames);
  }

  *#frames(frames: string): Steps<W, string> {
    const text = frames.includes("\r") ? frames.replace(/\r\n?/g, "\n") : frames;
    let out = "";
    for (let at = 0; at < text.length; ) {
      const blank = text.indexOf("\n\n", at);
      const end = blank < 0 ? text.length : blank + 2;
      out += yield* this.#frame(text.slice(at, end));
      at = end;
    }
    return out;
  }

  *#frame(frame: string): Steps<W, string> {
    const { event, data } = readFrame(frame);
    if (data === null) return frame;
    if (data === SENTINEL) return (yield* this.#endAll(this.#channels.keys())) + frame;
    const json = parseObject(BEYOND_ASCII.test(data) ? textOfLatin1(data) : data);
    // Nobody can tell what it says.
    if (json === undefined) return "";
    const { texts, ends } = this.#texts.read({ event, json });
    let before = ends === "all" || ends.length === 0 ? "" : yield* this.#endAll(ends);
    let changed = false;
    for (const [i, text] of texts.entries()) {
      const passed = text.whole ? yield* this.#whole(text) : yield* this.#piece(text, endsWith(texts, i, ends));
      if (typeof passed !== "string") before += passed.before;
      const now = typeof passed === "string" ? passed : passed.text;
      if (text.readonly === true || now === text.text) continue;
      text.replace(now);
      changed = true;
    }
    if (ends === "all") before += yield* this.#endAll(this.#channels.keys());
    if (this.#texts.renumber?.(json) === true) changed = true;
    return before + (changed ? rewritten(frame, json) : frame);
  }

  /** A piece of a channel's text, with what is held where nothing more comes. */
  *#piece(text: FrameText, last: boolean): Steps<W, string> {
    if (this.#failing) return text.readonly === true ? text.text : "";
    const known = this.#channels.get(text.channel);
    const channel = known ?? new ChannelFilter(text, this.#open);
    const window = channel.begun();
    let out: string;
    if (window === undefined) out = yield* channel.push(text.text);
    else {
      // As `push` does it: this runs once a token.
      out = yield { window, do: "push", text: text.text };
      channel.took(text.text, out);
    }
    if (last) return out + (yield* channel.end());
    if (known === undefined) this.#channels.set(text.channel, channel);
    return out;
  }

  /** All text of a channel again: what went out of it, and first what is held, if any is. */
  *#whole(text: FrameText): Steps<W, string | { readonly text: string; readonly before: string }> {
    const channel = this.#channels.get(text.channel);
    if (this.#failing) return channel?.released ?? "";
    // Said for the first time, or not what was said before.
    if (channel === undefined || !text.text.startsWith(channel.seen)) return yield* this.#afresh(text);
    const rest = text.text.slice(channel.seen.length);
    if (channel.ended) return rest === "" ? channel.released : yield* this.#afresh(text);
    const out = (rest === "" ? "" : yield* channel.push(rest)) + (yield* channel.end());
    if (out === rest) return channel.released;
    return { text: channel.released, before: this.#carry(channel, out) };
  }

  *#afresh(text: FrameText): Steps<W, string> {
    const channel = new ChannelFilter(text, this.#open);
    yield* channel.push(text.text);
    yield* channel.end();
    if (!this.#channels.has(text.channel)) this.#channels.set(text.channel, channel);
    return channel.released;
  }

  /** Ends channels; gives the frames that carry what was held. */
  *#endAll(names: Iterable<string>): Steps<W, string> {
    let out = "";
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (channel !== undefined && !this.#failing) out += this.#carry(channel, yield* channel.end());
    }
    return out;
  }

  #carry({ slot }: ChannelFilter<W>, text: string): string {
    if (text === "" || slot.readonly === true) return "";
    return this.#texts.carry(slot.channel, text) ?? "";
  }
}

/** Whether a text is the last of its channel in this stream. */
function endsWith(texts: readonly FrameText[], place: number, ends: readonly string[] | "all"): boolean {
  const text = texts[place];
  if (text === undefined || text.last === true) return text?.last === true;
  if (ends !== "all") return false;
  return !texts.some((later, i) => i > place && later.channel === text.channel);
}

/** The frame with other data, on one line; its other lines stay. */
function rewritten(given: string, json: JsonObject): string {
  // A byte order mark would hide the line behind it.
  const frame = given.startsWith(BYTE_ORDER_MARK) ? given.slice(BYTE_ORDER_MARK.length) : given;
  const data = `data: ${asciiJson(json)}`;
  const at = frame.startsWith("data:") ? 0 : frame.indexOf("\ndata:") + 1;
  if (frame.indexOf("\n", at) === frame.length - 2) return `${frame.slice(0, at)}${data}\n\n`;
  let written = false;
  const lines = frame.split("\n").flatMap((line) => {
    if (!line.startsWith("data:")) return [line];
    if (written) return [];
    written = true;
    return [data];
  });
  const text = lines.join("\n");
  return text.endsWith("\n\n") ? text : `${text}\n\n`;
}
