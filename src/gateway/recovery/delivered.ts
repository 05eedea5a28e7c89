import type { StreamEvent } from "../../canonical/response.ts";
import type { ChatDialect } from "../../dialects/dialect.ts";
import type { Quirk } from "../../dialects/quirks.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";

/** More than this is not gone through again. */
const MAX_CHARS = 4 * 1024 * 1024;

/** What the caller has of a stream, as it was written: kept so that the stream can go on when it breaks. */
export class Delivered {
  #pieces: string[] = [];
  #chars = 0;

  /** Latin1 text as it went out. */
  add(text: string): void {
    this.#chars += text.length;
    if (this.#chars <= MAX_CHARS) this.#pieces.push(text);
    else this.#pieces = [];
  }

  /** The events of what was delivered; undefined when it was too much to keep. */
  events(dialect: ChatDialect, quirks: ReadonlySet<Quirk>): StreamEvent[] | undefined {
    if (this.#chars > MAX_CHARS) return undefined;
    const decoder = dialect.openDecoder(quirks);
    return splitFrames(textOfLatin1(this.#pieces.join(""))).flatMap((frame) => {
      const { event, data } = readFrame(frame);
      return data === null ? [] : decoder.push({ event, data });
    });
  }
}

/** A broken answer that can go on: reasoning that was told whole, then one text that was cut. */
export interface Cut {
  readonly events: readonly StreamEvent[];
  /** Id of the answer as the upstream gave it. */
  readonly id: string | undefined;
  /** Index of the text's block; undefined when it had not begun. */
  readonly textIndex: number | undefined;
  /** The text so far. */
  readonly text: string;
  /** Blocks that were opened so far. */
  readonly blocks: number;
}

/** Where an answer was cut; undefined when nothing may be put after it: a tool call, a refusal or its end was told. */
export function cutOf(events: readonly StreamEvent[]): Cut | undefined {
  let id: string | undefined;
  let textIndex: number | undefined;
  let blocks = 0;
  const text: string[] = [];
  for (const event of events) {
    if (event.type === "finish" || event.type === "error") return undefined;
    if (event.type === "start") id = event.id;
    else if (event.type === "block-start") {
      const { kind } = event.block;
      if (kind !== "text" && kind !== "reasoning") return undefined;
      // A second text, or reasoning after text: where its counterpart would stand in another answer cannot be told.
      if (textIndex !== undefined) return undefined;
      if (kind === "text") textIndex = event.index;
      blocks = Math.max(blocks, event.index + 1);
    } else if (event.type === "block-end" && event.index === textIndex) return undefined;
    else if (event.type === "block-delta" && event.index === textIndex) text.push(event.text);
  }
  return { events, id, textIndex, text: text.join(""), blocks };
}
