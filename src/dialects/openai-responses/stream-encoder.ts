import type { Carry } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { BlockWriter, type PendingBlock } from "./block-writer.ts";
import { failedFrames } from "./errors.ts";
import { endingOf } from "./finish.ts";
import { FrameWriter } from "./frame-writer.ts";
import { responseObject } from "./response-object.ts";
import { writeUsage } from "./usage.ts";

/** Opens the writer of a response stream. (OpenAI API reference, streaming events of responses.) */
export function openEncoder(meta: AnswerMeta): ResponseStreamEncoder {
  return new ResponseStreamEncoder(meta);
}

/**
 * Items could be open at the same time, but clients show them in order: the first block of the queue is written as it
 * comes, and the others wait.
 */
class ResponseStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  readonly #frames = new FrameWriter();
  readonly #writer: BlockWriter;
  readonly #queue: PendingBlock[] = [];
  #started = false;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    this.#meta = meta;
    this.#writer = new BlockWriter(meta, this.#frames);
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case "block-delta":
        return this.#add(event.index, event.text);
      case "block-start":
        return this.#opening() + this.#openBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry":
        return this.#carry(event.index, event.carry);
      case "block-citation":
        this.#find(event.index)?.citations.push(event.citation);
        return "";
      case "start":
        return this.#opening();
      case "ping":
        return ": ping\n\n";
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
    const ending = endingOf(this.#finish);
    let out = this.#opening();
    for (const block of this.#queue) block.ended = true;
    out += this.#flush() + this.#writer.close(ending.status);
    const usage = this.#usage === undefined ? null : writeUsage(this.#usage);
    const response = JSON.stringify(responseObject(this.#meta, { ...ending, output: this.#frames.items, usage }));
    return `${out}${this.#frames.frame(`response.${ending.status}`, `"response":${response},"x-llm-gateway":${gateway}`)}`;
  }

  /** The last frames of a stream that died: with what has been said so far, and numbered like the frames before. */
  endBadly(error: GatewayError): string {
    const state = { status: "in_progress", incomplete_details: null, output: this.#frames.items, usage: null } as const;
    const response = responseObject(this.#meta, state);
    return failedFrames(error, { response, nextSequenceNumber: this.#frames.next });
  }

  #opening(): string {
    if (this.#started) return "";
    this.#started = true;
    const state = { status: "in_progress", incomplete_details: null, output: [], usage: null } as const;
    const member = `"response":${JSON.stringify(responseObject(this.#meta, state))}`;
    return this.#frames.frame("response.created", member) + this.#frames.frame("response.in_progress", member);
  }

  #find(index: number): PendingBlock | undefined {
    const [first] = this.#queue;
    return first?.index === index ? first : this.#queue.find((block) => block.index === index);
  }

  #openBlock(index: number, head: BlockHead): string {
    this.#queue.push({ index, head, text: "", carry: undefined, citations: [], begun: false, ended: false });
    return this.#flush();
  }

  #add(index: number, text: string): string {
    const block = this.#find(index);
    if (block === undefined || block.ended || text === "") return "";
    if (block.begun) return this.#writer.text(text);
    block.text += text;
    return this.#flush();
  }

  #carry(index: number, carry: Carry): string {
    const block = this.#find(index);
    if (block === undefined) return "";
    block.carry = carry;
    return this.#flush();
  }

  #endBlock(index: number): string {
    const block = this.#find(index);
    if (block === undefined) return "";
    block.ended = true;
    return this.#flush();
  }

  /** Writes what can be written: the first block as far as it is known, and the ones after it once it has ended. */
  #flush(): string {
    let out = "";
    for (let block = this.#queue[0]; block !== undefined; block = this.#queue[0]) {
      out += this.#writer.advance(block);
      if (!block.ended) return out;
      out += this.#writer.finish(block);
      this.#queue.shift();
    }
    return out;
  }
}
