import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { PartWriter } from "./encode-answer.ts";
import { finishWord } from "./finish.ts";
import { KEEP_ALIVE } from "./keep-alive.ts";
import { writeUsage } from "./usage.ts";
import { type CitedText, writeGrounding } from "./write-grounding.ts";

/** Opens the writer of a stream: frames of whole responses with some of the parts. (Gemini API reference.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new GeminiStreamEncoder(meta);
}

interface PendingBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Of calls and of blocks that wait: what has not been written. Of text blocks: all text, for citations. */
  readonly pieces: string[];
  /** How many of the pieces were written. */
  written: number;
  readonly citations: Citation[];
  carry: Carry | undefined;
  ended: boolean;
}

/**
 * The order of parts is the order of the answer, and a call must be whole: the first block of the queue is written as it
 * comes, the others wait. Frames are prepared text around the one string that differs, since they run once a token.
 */
class GeminiStreamEncoder implements StreamEncoder {
  readonly #writer: PartWriter;
  readonly #queue: PendingBlock[] = [];
  readonly #cited: CitedText[] = [];
  /** Between two of these stand a frame's parts. */
  readonly #head = 'data: {"candidates":[{"content":{"parts":[';
  readonly #tail: string;
  /** Members that name the answer, in every frame. */
  readonly #names: string;
  /** Bytes of visible text before the first block of the queue. */
  #bytes = 0;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    this.#writer = new PartWriter(meta);
    this.#names = `"modelVersion":${JSON.stringify(meta.model)},"responseId":${JSON.stringify(meta.id)}`;
    this.#tail = `],"role":"model"},"index":0}],${this.#names}}\n\n`;
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case "block-delta":
        return this.#add(event.index, event.text);
      case "block-start":
        this.#queue.push({
          index: event.index,
          head: event.block,
          pieces: [],
          written: 0,
          citations: [],
          carry: undefined,
          ended: event.block.kind === "image",
        });
        return this.#flush();
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry": {
        const block = this.#find(event.index);
        if (block !== undefined) block.carry = event.carry;
        return "";
      }
      case "block-citation":
        this.#find(event.index)?.citations.push(event.citation);
        return "";
      case "ping":
        return KEEP_ALIVE;
      case "finish":
        this.#finish = event.finish;
        this.#usage = event.usage;
        return "";
      case "start":
      case "error":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const word = finishWord(this.#finish);
    for (const block of this.#queue) block.ended = true;
    const out = this.#flush();
    const grounding = writeGrounding(this.#cited);
    const grounded = grounding === undefined ? "" : `,"groundingMetadata":${JSON.stringify(grounding)}`;
    const usage = this.#usage === undefined ? "" : `"usageMetadata":${JSON.stringify(writeUsage(this.#usage))},`;
    // Clients throw an answer away that has a chunk without a part (google-genai, chats).
    const candidate = `{"text":""}],"role":"model"},"finishReason":"${word}","index":0${grounded}}]`;
    return `${out}${this.#head}${candidate},${usage}${this.#names},"x-llm-gateway":${gateway}}\n\n`;
  }

  #find(index: number): PendingBlock | undefined {
    const [first] = this.#queue;
    return first?.index === index ? first : this.#queue.find((block) => block.index === index);
  }

  #add(index: number, text: string): string {
    const block = this.#find(index);
    if (block === undefined || block.ended || text === "") return "";
    block.pieces.push(text);
    if (block !== this.#queue[0] || !isWrittenAtOnce(block)) return "";
    block.written = block.pieces.length;
    return this.#text(block, text);
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
      if (isWrittenAtOnce(block) && block.written < block.pieces.length) {
        out += this.#text(block, block.pieces.slice(block.written).join(""));
        block.written = block.pieces.length;
      }
      if (!block.ended) return out;
      out += this.#ending(block);
      this.#queue.shift();
    }
    return out;
  }

  #text({ head }: PendingBlock, text: string): string {
    const thought = head.kind === "reasoning" ? ',"thought":true' : "";
    return `${this.#head}{"text":${JSON.stringify(text)}${thought}}${this.#tail}`;
  }

  /** A call or an image as a whole; of text its signature, on a part of its own. */
  #ending(block: PendingBlock): string {
    const { head, carry, citations } = block;
    const text = block.pieces.join("");
    if (head.kind === "text" || head.kind === "refusal") {
      if (citations.length > 0) this.#cited.push({ text, citations, startBytes: this.#bytes, partIndex: undefined });
      this.#bytes += Buffer.byteLength(text);
    }
    const part = this.#writer.part({ head, text: isWrittenAtOnce(block) ? "" : text, carry });
    return part === undefined ? "" : this.#head + JSON.stringify(part) + this.#tail;
  }
}

function isWrittenAtOnce({ head }: PendingBlock): boolean {
  return head.kind === "text" || head.kind === "reasoning" || head.kind === "refusal";
}
