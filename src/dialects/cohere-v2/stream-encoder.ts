import type { Citation } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { writeCitation } from "./citations.ts";
import { finishWord } from "./finish.ts";
import { writeUsage } from "./usage.ts";

/** Opens the writer of a chat stream. (Cohere API reference, chat v2, stream.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new CohereStreamEncoder(meta);
}

type Piece = { readonly text: string } | { readonly citation: Citation };

interface PendingBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Index on the wire, among contents or among calls; undefined until its header is out. */
  wireIndex: number | undefined;
  /** What waits for the blocks before this one. */
  readonly waiting: Piece[];
  /** All text so far, for citations quote it. */
  said: string;
  /** Some text has come: blank blocks must not exist, and a call without arguments needs an object. */
  hasText: boolean;
  ended: boolean;
}

/** The wire has one open block at a time: the first of the queue is written as it comes, and the others wait. */
class CohereStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  readonly #queue: PendingBlock[] = [];
  #started = false;
  #over = false;
  #contents = 0;
  #calls = 0;
  #citations = 0;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    this.#meta = meta;
  }

  push(event: StreamEvent): string {
    if (this.#over) return "";
    switch (event.type) {
      case "block-delta":
        return event.text === "" ? "" : this.#add(event.index, { text: event.text });
      case "block-citation":
        return this.#add(event.index, { citation: event.citation });
      case "block-start":
        return this.#opening() + this.#openBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "start":
        return this.#opening();
      case "finish":
        this.#finish = event.finish;
        this.#usage = event.usage;
        return "";
      case "ping":
        return ": ping\n\n";
      // The wire signs nothing.
      case "block-carry":
      case "error":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const word = finishWord(this.#finish);
    let out = this.#opening();
    this.#over = true;
    for (const block of this.#queue) block.ended = true;
    out += this.#flush();
    const estimate = { ...emptyUsage(), inputTokens: this.#meta.inputTokensEstimate };
    const usage = JSON.stringify(writeUsage(this.#usage ?? estimate));
    const delta = `{"finish_reason":"${word}","usage":${usage}}`;
    return `${out}event: message-end\ndata: {"type":"message-end","delta":${delta},"x-llm-gateway":${gateway}}\n\n`;
  }

  #opening(): string {
    if (this.#started) return "";
    this.#started = true;
    const id = JSON.stringify(this.#meta.id);
    const message = '{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}';
    return `event: message-start\ndata: {"id":${id},"type":"message-start","delta":{"message":${message}}}\n\n`;
  }

  #find(index: number): PendingBlock | undefined {
    const [first] = this.#queue;
    return first?.index === index ? first : this.#queue.find((block) => block.index === index);
  }

  #openBlock(index: number, head: BlockHead): string {
    if (head.kind === "image") {
      this.#meta.warn("content", "The Cohere wire has no images in answers; left out.");
      return "";
    }
    this.#queue.push({ index, head, wireIndex: undefined, waiting: [], said: "", hasText: false, ended: false });
    return this.#flush();
  }

  #add(index: number, piece: Piece): string {
    const block = this.#find(index);
    if (block === undefined || block.ended) return "";
    block.hasText ||= "text" in piece;
    if (block.wireIndex !== undefined) return this.#write(block, block.wireIndex, piece);
    block.waiting.push(piece);
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
      if (block.wireIndex === undefined && isDue(block)) out += this.#beginning(block);
      if (!block.ended) return out;
      if (block.wireIndex !== undefined) out += ending(block, block.wireIndex);
      this.#queue.shift();
    }
    return out;
  }

  #beginning(block: PendingBlock): string {
    const { head } = block;
    const wireIndex = head.kind === "tool-call" ? this.#calls++ : this.#contents++;
    block.wireIndex = wireIndex;
    let out = header(head, wireIndex);
    for (const piece of block.waiting.splice(0)) out += this.#write(block, wireIndex, piece);
    return out;
  }

  #write(block: PendingBlock, wireIndex: number, piece: Piece): string {
    const { head } = block;
    if ("citation" in piece) {
      return head.kind === "text" ? this.#cite(block.said, wireIndex, piece.citation) : "";
    }
    const json = JSON.stringify(piece.text);
    if (head.kind === "tool-call") {
      // Free text goes as a string inside of JSON.
      return argumentsFrame(wireIndex, head.custom === true ? JSON.stringify(json.slice(1, -1)) : json);
    }
    if (head.kind === "reasoning") return contentFrame(wireIndex, `{"thinking":${json}}`);
    block.said += piece.text;
    return contentFrame(wireIndex, `{"text":${json}}`);
  }

  #cite(text: string, contentIndex: number, citation: Citation): string {
    const n = this.#citations++;
    const wire = JSON.stringify(writeCitation(citation, { text, contentIndex, n }));
    const start = `{"type":"citation-start","index":${n},"delta":{"message":{"citations":${wire}}}}`;
    return `event: citation-start\ndata: ${start}\n\n${plainFrame("citation-end", n)}`;
  }
}

/** A header goes out with the first text; a call may have none. */
function isDue({ head, hasText }: PendingBlock): boolean {
  return head.kind === "tool-call" || hasText;
}

function ending({ head, hasText }: PendingBlock, wireIndex: number): string {
  if (head.kind !== "tool-call") return plainFrame("content-end", wireIndex);
  const missing = head.custom === true ? '"}' : hasText ? "" : "{}";
  const close = missing === "" ? "" : argumentsFrame(wireIndex, JSON.stringify(missing));
  return close + plainFrame("tool-call-end", wireIndex);
}

function header(head: BlockHead, wireIndex: number): string {
  if (head.kind === "tool-call") {
    const fn = { name: head.name, arguments: head.custom === true ? '{"input":"' : "" };
    const call = JSON.stringify({ id: head.id, type: "function", function: fn });
    const delta = `{"message":{"tool_calls":${call}}}`;
    return `event: tool-call-start\ndata: {"type":"tool-call-start","index":${wireIndex},"delta":${delta}}\n\n`;
  }
  const empty = head.kind === "reasoning" ? '{"type":"thinking","thinking":""}' : '{"type":"text","text":""}';
  const delta = `{"message":{"content":${empty}}}`;
  return `event: content-start\ndata: {"type":"content-start","index":${wireIndex},"delta":${delta}}\n\n`;
}

function contentFrame(wireIndex: number, content: string): string {
  const delta = `{"message":{"content":${content}}}`;
  return `event: content-delta\ndata: {"type":"content-delta","index":${wireIndex},"delta":${delta}}\n\n`;
}

function argumentsFrame(wireIndex: number, json: string): string {
  const delta = `{"message":{"tool_calls":{"function":{"arguments":${json}}}}}`;
  return `event: tool-call-delta\ndata: {"type":"tool-call-delta","index":${wireIndex},"delta":${delta}}\n\n`;
}

function plainFrame(type: string, wireIndex: number): string {
  return `event: ${type}\ndata: {"type":"${type}","index":${wireIndex}}\n\n`;
}
