import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { BlockHead } from "../../canonical/response.ts";
import type { AnswerMeta } from "../dialect.ts";
import { CallerTools } from "./caller-tools.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { ItemIds } from "./item-ids.ts";
import { CallWriter, MessageWriter, ReasoningWriter } from "./item-writers.ts";
import { annotationOf, type ItemStatus, imageItem, reasoningItem } from "./output-items.ts";
import { sealedCallState, sealedReasoning, sealedTextState } from "./reasoning.ts";

/** A block that is written or waits for its turn. */
export interface PendingBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Pieces that wait for the blocks before this one. */
  text: string;
  /** State that has not been written. */
  carry: Carry | undefined;
  readonly citations: Citation[];
  /** Something of it is out. */
  begun: boolean;
  ended: boolean;
}

/** Writes blocks as items, one after the other. A message stays open until something else begins. */
export class BlockWriter {
  readonly #meta: AnswerMeta;
  readonly #frames: FrameWriter;
  readonly #ids: ItemIds;
  readonly #tools: CallerTools;
  #message: MessageWriter | undefined;
  /** Where the present block's text begins in the message. */
  #start = 0;
  #item: ReasoningWriter | CallWriter | undefined;

  constructor(meta: AnswerMeta, frames: FrameWriter) {
    this.#meta = meta;
    this.#frames = frames;
    this.#ids = new ItemIds(meta.id);
    this.#tools = new CallerTools(meta);
  }

  /** The next piece of the block that has begun. */
  text(piece: string): string {
    return (this.#item ?? this.#message)?.text(piece) ?? "";
  }

  /** Begins the block once there is something to write of it, with what has come so far. */
  advance(block: PendingBlock): string {
    if (block.begun || !isDue(block)) return "";
    block.begun = true;
    const opened = this.#open(block);
    const { text } = block;
    block.text = "";
    return text === "" ? opened : opened + this.text(text);
  }

  /** Ends a block; nothing more of it comes. */
  finish(block: PendingBlock): string {
    const { head, carry, begun } = block;
    switch (head.kind) {
      case "text":
        return (begun ? this.#annotate(block.citations) : "") + this.#textState(carry);
      case "refusal":
      case "image":
        return "";
      case "reasoning":
        return begun ? this.#endItem(carry && sealedReasoning(carry, head.redacted === true)) : "";
      case "tool-call":
        return this.#endItem(undefined) + (carry === undefined ? "" : this.#opaque(sealedCallState(carry, head.id)));
    }
  }

  /** Ends the message that may be open. */
  close(status: ItemStatus): string {
    const out = this.#message?.end(status) ?? "";
    this.#message = undefined;
    return out;
  }

  #open(block: PendingBlock): string {
    const { head, carry } = block;
    switch (head.kind) {
      case "text":
      case "refusal":
        return this.#openMessage(head.kind);
      case "reasoning": {
        const closed = this.close("completed");
        const item = new ReasoningWriter(this.#frames, this.#nextId("reasoning"));
        this.#item = item;
        return closed + item.open();
      }
      case "tool-call": {
        let out = this.close("completed");
        if (carry !== undefined) out += this.#opaque(sealedCallState(carry, head.id));
        block.carry = undefined;
        const kind = this.#tools.kindOf(head.name, head.custom);
        const id = this.#nextId(kind === "function" ? "function_call" : "custom_tool_call");
        const item = new CallWriter(this.#frames, id, { callId: head.id, name: this.#tools.nameOf(head.name) }, kind);
        this.#item = item;
        return out + item.open();
      }
      case "image":
        return this.close("completed") + this.#image(head.source);
    }
  }

  #openMessage(kind: "text" | "refusal"): string {
    if (this.#message?.kind === kind) {
      this.#start = this.#message.length;
      return "";
    }
    const closed = this.close("completed");
    this.#start = 0;
    this.#message = new MessageWriter(this.#frames, this.#nextId("message"), kind);
    return closed + this.#message.open();
  }

  #nextId(type: Parameters<ItemIds["at"]>[0]): string {
    return this.#ids.at(type, this.#frames.items.length);
  }

  #endItem(encrypted: string | undefined): string {
    const item = this.#item;
    this.#item = undefined;
    return item?.end(encrypted) ?? "";
  }

  #annotate(citations: readonly Citation[]): string {
    let out = "";
    const message = this.#message;
    if (message === undefined) return out;
    const stretch = { start: this.#start, end: message.length };
    for (const citation of citations) {
      const annotation = annotationOf(citation, stretch);
      if (annotation === undefined) this.#meta.warn("output", NO_ADDRESS);
      else out += message.annotate(annotation);
    }
    return out;
  }

  #textState(carry: Carry | undefined): string {
    return carry === undefined ? "" : this.close("completed") + this.#opaque(sealedTextState(carry));
  }

  /** A reasoning item that holds nothing but state. */
  #opaque(encrypted: string): string {
    const id = this.#nextId("reasoning");
    const { frame } = this.#frames.added(reasoningItem(id, "", undefined));
    return frame + this.#frames.done(reasoningItem(id, "", encrypted));
  }

  #image(source: Extract<PendingBlock["head"], { kind: "image" }>["source"]): string {
    if (source.kind !== "data") {
      this.#meta.warn("output", NO_IMAGE_DATA);
      return "";
    }
    const id = this.#nextId("image_generation_call");
    const { frame, place } = this.#frames.added(imageItem(id, "in_progress", source.mediaType, null));
    const made = this.#frames.frame("response.image_generation_call.completed", place);
    return frame + made + this.#frames.done(imageItem(id, "completed", source.mediaType, source.data));
  }
}

const NO_ADDRESS = "A citation without a URL has no place in this wire; left out.";
const NO_IMAGE_DATA = "An image that is given by link has no place in this wire; left out.";

/** True once there is something to write of a block: what stays empty must not become an item. */
function isDue({ head, text, carry, ended }: PendingBlock): boolean {
  switch (head.kind) {
    case "image":
      return true;
    case "tool-call":
      // Its state stands before it, and comes before its arguments.
      return text !== "" || carry !== undefined || ended;
    case "reasoning":
      return text !== "" || (ended && carry !== undefined);
    case "text":
    case "refusal":
      return text !== "";
  }
}
