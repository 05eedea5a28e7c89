import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { BlockWriter } from "./block-writer.ts";
import { stopMembers } from "./finish.ts";
import { writeUsage } from "./usage.ts";

/** Opens the writer of a message stream. (Anthropic API reference, streaming messages.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new MessageStreamEncoder(meta);
}

/**
 * The wire has one open block at a time, so the first that was opened is written as it comes and the others wait. Frames
 * are prepared text around the one string that differs: this runs once a token.
 */
class MessageStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  /** Blocks that have not been written to their end, in the order they opened. */
  readonly #blocks = new Map<number, BlockWriter>();
  /** The block that is being written. */
  #current: BlockWriter | undefined;
  #started = false;
  #wireBlocks = 0;
  #refused = false;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    this.#meta = meta;
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case "block-delta": {
        const block = this.#blocks.get(event.index);
        if (block === undefined || event.text === "") return "";
        return block.say(event.text, block === this.#current);
      }
      case "block-start":
        return this.#opening(undefined) + this.#openBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry": {
        const block = this.#blocks.get(event.index);
        return block === undefined ? "" : block.bear(event.carry, block === this.#current);
      }
      case "block-citation": {
        const block = this.#blocks.get(event.index);
        return block === undefined ? "" : block.cite(event.citation, block === this.#current);
      }
      case "start":
        return this.#opening(event.usage);
      case "ping":
        return 'event: ping\ndata: {"type":"ping"}\n\n';
      case "finish":
        this.#finish = event.finish;
        this.#usage = event.usage;
        return "";
      case "error":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const delta = JSON.stringify(stopMembers(this.#finish, this.#refused));
    let out = this.#opening(undefined);
    for (const index of [...this.#blocks.keys()]) out += this.#endBlock(index);
    const usage = JSON.stringify(writeUsage(this.#usage ?? this.#estimate()));
    out += `event: message_delta\ndata: {"type":"message_delta","delta":${delta},"usage":${usage}}\n\n`;
    return `${out}event: message_stop\ndata: {"type":"message_stop","x-llm-gateway":${gateway}}\n\n`;
  }

  #opening(usage: Usage | undefined): string {
    if (this.#started) return "";
    this.#started = true;
    const message = {
      id: `msg_${this.#meta.id}`,
      type: "message",
      role: "assistant",
      model: this.#meta.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeUsage(usage ?? this.#estimate()),
    };
    return `event: message_start\ndata: {"type":"message_start","message":${JSON.stringify(message)}}\n\n`;
  }

  /** Callers read the input size before the answer (vercel/ai#17326). */
  #estimate(): Usage {
    return { ...emptyUsage(), inputTokens: this.#meta.inputTokensEstimate };
  }

  #openBlock(index: number, head: BlockHead): string {
    if (head.kind === "image") {
      this.#meta.warn("content", "The messages wire has no image in answers; left out.");
      return "";
    }
    if (head.kind === "refusal") this.#refused = true;
    const block = new BlockWriter(head, () => this.#wireBlocks++, this.#meta);
    this.#blocks.set(index, block);
    this.#current ??= block;
    return "";
  }

  /** Ends a block; when it was the current one, the next are written as far as they are known. */
  #endBlock(index: number): string {
    const ended = this.#blocks.get(index);
    if (ended === undefined) return "";
    ended.ended = true;
    let out = "";
    for (const [key, block] of this.#blocks) {
      this.#current = block;
      out += block.catchUp();
      if (!block.ended) return out;
      this.#blocks.delete(key);
    }
    this.#current = undefined;
    return out;
  }
}
