import type { JsonObject } from "./dialect.ts";

export type TextRole = "system" | "user" | "assistant" | "tool";
export type TextKind = "text" | "tool-arguments" | "tool-result" | "reasoning" | "input" | "prompt";

/** A place in a body where text stands that people or models wrote. */
export interface TextSlot {
  /** Where it stands in the body, such as `messages[2].content[0].text`. */
  readonly path: string;
  readonly role: TextRole;
  readonly kind: TextKind;
  readonly text: string;
  /**
   * Set where a signature stands for the text: it may be read, and a check may refuse it, but `replace` does nothing.
   */
  readonly readonly?: true;
  /**
   * Set where the text is JSON that comes in pieces; the stream filter takes its strings out one by one. Whole JSON
   * never comes as such a slot: each string in it is a slot of its own.
   */
  readonly json?: true;
  /** Writes into the body that the slot came from, and takes away what would repeat the former text beside it. */
  replace(text: string): void;
}

/** Text in one frame of a stream. */
export interface FrameText extends TextSlot {
  /** Texts of one channel follow each other, such as `choices[0].content`. */
  readonly channel: string;
  /** True: the channel's whole text repeated at its end, not a piece of it. */
  readonly whole: boolean;
  /** Set: the channel ends with this text, so what is held goes into it. */
  readonly last?: true;
}

/** One frame, read. */
export interface FrameTexts {
  /** In the order of the wire. */
  readonly texts: readonly FrameText[];
  /**
   * Channels that end before the texts of this frame. `all`: every channel ends with it; what is held goes into its last
   * text in this frame, or out before it.
   */
  readonly ends: readonly string[] | "all";
}

/** Reads the texts of one stream. It has state: every frame goes through `read`, in order. */
export interface StreamTexts {
  read(frame: { readonly event?: string | undefined; readonly json: JsonObject }): FrameTexts;
  /**
   * A frame (latin1, ASCII JSON) that carries more text of a channel, modelled on the last frame of it, to be sent
   * before the one that ends it. Undefined for a channel that was never read.
   */
  carry(channel: string, text: string): string | undefined;
  /**
   * Renumbers a frame that follows carried ones, on wires that number frames. True when it changed. Called once for
   * each frame that goes out, in order.
   */
  renumber?(json: JsonObject): boolean;
}

export interface StreamTextsOptions {
  /**
   * The answer is translated from another wire, so no signature of this wire's own vendor stands for its reasoning, which
   * may then be replaced. Matters where signatures come after the text they are for (Anthropic).
   */
  readonly translated?: boolean;
}

/** Where texts stand in one wire, as callers speak it. Bodies of any shape are taken: what is no text is left out. */
export interface DialectTexts {
  /** Texts of a request. Those written by replace are seen by a later call. */
  requestTexts(body: JsonObject): TextSlot[];
  /** Texts of a whole answer. */
  answerTexts(body: JsonObject): TextSlot[];
  /** Absent where the wire has no streams of text. */
  openStream?(options?: StreamTextsOptions): StreamTexts;
  /**
   * Texts of a whole answer that is no JSON object, such as subtitles; undefined where that type holds no text. Joined
   * in order they are the body, as `write` gives it back.
   */
  rawTexts?(contentType: string, text: string): RawTexts | undefined;
}

/** An answer that is no JSON object. */
export interface RawTexts {
  readonly slots: readonly TextSlot[];
  /** The body with what was replaced, as UTF-16 text. */
  write(): string;
}
