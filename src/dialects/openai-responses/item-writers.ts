import type { FrameWriter } from "./frame-writer.ts";
import {
  customCallItem,
  functionCallItem,
  type ItemStatus,
  messageItem,
  type NamedCall,
  reasoningItem,
  refusalPart,
  textPart,
  unwrapInput,
} from "./output-items.ts";
import { summaryOf } from "./reasoning.ts";
import type { WireAnnotation } from "./wire.ts";

/**
 * Writers of the items of a streamed answer: each event of an item in its one legal order. The text is gathered too,
 * because it is repeated whole at the end. (OpenAI API reference, streaming events.)
 */

/** A message with one part: texts that follow each other become one, as OpenAI's own answers have it. */
export class MessageWriter {
  readonly kind: "text" | "refusal";
  readonly #frames: FrameWriter;
  readonly #id: string;
  readonly #annotations: WireAnnotation[] = [];
  #place = "";
  #text = "";

  constructor(frames: FrameWriter, id: string, kind: "text" | "refusal") {
    this.#frames = frames;
    this.#id = id;
    this.kind = kind;
  }

  get length(): number {
    return this.#text.length;
  }

  open(): string {
    const { frame, place } = this.#frames.added(messageItem(this.#id, "in_progress", []));
    this.#place = `${place},"content_index":0`;
    const part = JSON.stringify(this.#part());
    return frame + this.#frames.frame("response.content_part.added", `${this.#place},"part":${part}`);
  }

  text(piece: string): string {
    this.#text += piece;
    const delta = `${this.#place},"delta":${JSON.stringify(piece)}`;
    return this.kind === "text"
      ? this.#frames.frame("response.output_text.delta", `${delta},"logprobs":[]`)
      : this.#frames.frame("response.refusal.delta", delta);
  }

  annotate(annotation: WireAnnotation): string {
    const members = `"annotation_index":${this.#annotations.length},"annotation":${JSON.stringify(annotation)}`;
    this.#annotations.push(annotation);
    return this.#frames.frame("response.output_text.annotation.added", `${this.#place},${members}`);
  }

  end(status: ItemStatus): string {
    const text = JSON.stringify(this.#text);
    const said =
      this.kind === "text"
        ? this.#frames.frame("response.output_text.done", `${this.#place},"text":${text},"logprobs":[]`)
        : this.#frames.frame("response.refusal.done", `${this.#place},"refusal":${text}`);
    const part = this.#part();
    const done = this.#frames.frame("response.content_part.done", `${this.#place},"part":${JSON.stringify(part)}`);
    return said + done + this.#frames.done(messageItem(this.#id, status, [part]));
  }

  #part() {
    return this.kind === "text" ? textPart(this.#text, this.#annotations) : refusalPart(this.#text);
  }
}

/** Reasoning: one part of a summary, or none for what is opaque alone. */
export class ReasoningWriter {
  readonly #frames: FrameWriter;
  readonly #id: string;
  #place = "";
  #text = "";

  constructor(frames: FrameWriter, id: string) {
    this.#frames = frames;
    this.#id = id;
  }

  open(): string {
    const { frame, place } = this.#frames.added(reasoningItem(this.#id, "", undefined));
    this.#place = `${place},"summary_index":0`;
    return frame;
  }

  text(piece: string): string {
    const first = this.#text === "";
    this.#text += piece;
    const added = first ? this.#partFrame("added", "") : "";
    const delta = `${this.#place},"delta":${JSON.stringify(piece)}`;
    return added + this.#frames.frame("response.reasoning_summary_text.delta", delta);
  }

  end(encrypted: string | undefined): string {
    let out = "";
    if (this.#text !== "") {
      const text = `${this.#place},"text":${JSON.stringify(this.#text)}`;
      out += this.#frames.frame("response.reasoning_summary_text.done", text) + this.#partFrame("done", this.#text);
    }
    return out + this.#frames.done(reasoningItem(this.#id, this.#text, encrypted));
  }

  #partFrame(state: "added" | "done", text: string): string {
    const part = JSON.stringify(text === "" ? { type: "summary_text", text } : summaryOf(text)[0]);
    return this.#frames.frame(`response.reasoning_summary_part.${state}`, `${this.#place},"part":${part}`);
  }
}

/** What kind of call is written; `unwrapped` is free text that comes inside JSON and is known at its end only. */
export type CallKind = "function" | "custom" | "unwrapped";

/** A call of a tool. */
export class CallWriter {
  readonly #frames: FrameWriter;
  readonly #id: string;
  readonly #call: NamedCall;
  readonly #kind: CallKind;
  #place = "";
  #text = "";

  constructor(frames: FrameWriter, id: string, call: NamedCall, kind: CallKind) {
    this.#frames = frames;
    this.#id = id;
    this.#call = call;
    this.#kind = kind;
  }

  open(): string {
    const { frame, place } = this.#frames.added(this.#item("in_progress", ""));
    this.#place = place;
    return frame;
  }

  text(piece: string): string {
    this.#text += piece;
    return this.#kind === "unwrapped" ? "" : this.#delta(piece);
  }

  end(): string {
    const text = this.#whole();
    const delta = text !== this.#text || (this.#kind === "unwrapped" && text !== "") ? this.#delta(text) : "";
    const done =
      this.#kind === "function"
        ? this.#frames.frame(
            "response.function_call_arguments.done",
            `${this.#place},"arguments":${JSON.stringify(text)}`,
          )
        : this.#frames.frame("response.custom_tool_call_input.done", `${this.#place},"input":${JSON.stringify(text)}`);
    return delta + done + this.#frames.done(this.#item("completed", text));
  }

  #delta(piece: string): string {
    const type =
      this.#kind === "function" ? "response.function_call_arguments.delta" : "response.custom_tool_call_input.delta";
    return this.#frames.frame(type, `${this.#place},"delta":${JSON.stringify(piece)}`);
  }

  /** A call without arguments still needs a JSON object, or the client's parse fails. */
  #whole(): string {
    if (this.#kind === "function") return this.#text === "" ? "{}" : this.#text;
    return this.#kind === "custom" ? this.#text : unwrapInput(this.#text);
  }

  #item(status: ItemStatus, text: string) {
    const make = this.#kind === "function" ? functionCallItem : customCallItem;
    return make(this.#id, status, this.#call, text);
  }
}
