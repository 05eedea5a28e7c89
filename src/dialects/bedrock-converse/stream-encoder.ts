import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { writeCitation } from "./citations.ts";
import { stopMembers } from "./finish.ts";
import { imageFormat } from "./media.ts";
import { callStateItem, opaqueOf } from "./reasoning.ts";
import { ToolIds } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";

/**
 * Opens the writer of a ConverseStream, as SSE frames whose event is the event's type: the framing makes binary
 * messages of them. (Amazon Bedrock API reference, ConverseStreamOutput.)
 */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new ConverseStreamEncoder(meta);
}

interface PendingBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Index on the wire; undefined until its first frame is out. */
  wireIndex: number | undefined;
  /** Deltas that wait for the blocks before this one. */
  readonly waiting: string[];
  carry: Carry | undefined;
  ended: boolean;
}

/** The wire has one open block at a time: the first of the queue is written as it comes, and the others wait. */
class ConverseStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  readonly #queue: PendingBlock[] = [];
  readonly #ids = new ToolIds("other");
  #started = false;
  #over = false;
  #wireBlocks = 0;
  #refused = false;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    this.#meta = meta;
  }

  push(event: StreamEvent): string {
    if (this.#over) return "";
    switch (event.type) {
      case "block-delta":
        return this.#add(event.index, (head) => deltaOf(head, event.text), event.text !== "");
      case "block-citation":
        return this.#add(event.index, (head) => citationOf(head, event.citation), true);
      case "block-start":
        return this.#opening() + this.#openBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry": {
        const block = this.#find(event.index);
        if (block !== undefined) block.carry = event.carry;
        return "";
      }
      case "start":
        return this.#opening();
      case "finish":
        this.#finish = event.finish;
        this.#usage = event.usage;
        return "";
      case "error":
      case "ping":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const stop = JSON.stringify(stopMembers(this.#finish, this.#refused));
    let out = this.#opening();
    this.#over = true;
    for (const block of this.#queue) block.ended = true;
    out += this.#flush();
    const estimate = { ...emptyUsage(), inputTokens: this.#meta.inputTokensEstimate };
    const usage = JSON.stringify(writeUsage(this.#usage ?? estimate));
    return `${out}${frame("messageStop", stop)}${frame("metadata", `{"usage":${usage},"x-llm-gateway":${gateway}}`)}`;
  }

  #opening(): string {
    if (this.#started) return "";
    this.#started = true;
    return frame("messageStart", '{"role":"assistant"}');
  }

  #find(index: number): PendingBlock | undefined {
    const [first] = this.#queue;
    return first?.index === index ? first : this.#queue.find((block) => block.index === index);
  }

  #openBlock(index: number, head: BlockHead): string {
    if (head.kind === "refusal") this.#refused = true;
    const waiting: string[] = [];
    if (head.kind === "tool-call" && head.custom === true) waiting.push(toolDelta('{\\"input\\":\\"'));
    this.#queue.push({ index, head, wireIndex: undefined, waiting, carry: undefined, ended: false });
    return this.#flush();
  }

  #add(index: number, write: (head: BlockHead) => string, real: boolean): string {
    const block = this.#find(index);
    if (block === undefined || block.ended || !real) return "";
    const delta = write(block.head);
    if (delta === "") return "";
    if (block.wireIndex !== undefined) return contentFrame(block.wireIndex, delta);
    block.waiting.push(delta);
    return this.#flush();
  }

  #endBlock(index: number): string {
    const block = this.#find(index);
    if (block === undefined || block.ended) return "";
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
    let out = "";
    const { head, carry } = block;
    if (head.kind === "image") return this.#image(head.source);
    let start = "";
    if (head.kind === "tool-call") {
      const toolUseId = this.#ids.ofCall(head.id);
      if (carry !== undefined) out += this.#callState(toolUseId, carry);
      start = JSON.stringify({ toolUse: { toolUseId, name: head.name } });
    }
    const wireIndex = this.#wireBlocks++;
    block.wireIndex = wireIndex;
    // Text and reasoning have no header on this wire.
    if (start !== "") out += frame("contentBlockStart", `{"contentBlockIndex":${wireIndex},"start":${start}}`);
    for (const delta of block.waiting.splice(0)) out += contentFrame(wireIndex, delta);
    return out;
  }

  #callState(toolCallId: string, carry: Carry): string {
    const wireIndex = this.#wireBlocks++;
    const delta = JSON.stringify(callStateItem({ toolCallId, carry }));
    return contentFrame(wireIndex, delta) + stopFrame(wireIndex);
  }

  #image(source: Extract<BlockHead, { kind: "image" }>["source"]): string {
    const format = source.kind === "data" ? imageFormat(source.mediaType, source.data) : undefined;
    if (source.kind !== "data" || format === undefined) {
      this.#meta.warn("content", "The Converse wire has no place for this image; left out.");
      return "";
    }
    const at = this.#wireBlocks++;
    const start = JSON.stringify({ contentBlockIndex: at, start: { image: { format } } });
    const delta = JSON.stringify({ image: { source: { bytes: source.data } } });
    return frame("contentBlockStart", start) + contentFrame(at, delta) + stopFrame(at);
  }
}

/** True once the first frame of a block may go out: its first delta is there, or all that it will ever hold is known. */
function isDue({ head, waiting, carry, ended }: PendingBlock): boolean {
  if (head.kind === "image") return ended;
  // Its state, if any, goes before it, and is told before its arguments.
  if (head.kind === "tool-call") return ended || waiting.length > 0;
  if (head.kind === "reasoning") return waiting.length > 0 || (ended && carry !== undefined);
  return waiting.length > 0;
}

function deltaOf(head: BlockHead, text: string): string {
  const json = JSON.stringify(text);
  if (head.kind === "tool-call") {
    // Free text goes as a string inside of JSON, so its own JSON text is escaped once more.
    return toolDelta(head.custom === true ? JSON.stringify(json.slice(1, -1)).slice(1, -1) : json.slice(1, -1));
  }
  if (head.kind === "reasoning") return head.redacted === true ? "" : `{"reasoningContent":{"text":${json}}}`;
  return head.kind === "image" ? "" : `{"text":${json}}`;
}

/** `escaped` is a piece of the arguments as the inside of a JSON string. */
function toolDelta(escaped: string): string {
  return `{"toolUse":{"input":"${escaped}"}}`;
}

function citationOf(head: BlockHead, citation: Citation): string {
  return head.kind === "text" ? JSON.stringify({ citation: writeCitation(citation) }) : "";
}

/** What closes a block; reasoning is signed first. */
function ending({ head, carry }: PendingBlock, wireIndex: number): string {
  let out = "";
  if (head.kind === "tool-call" && head.custom === true) out += contentFrame(wireIndex, toolDelta('\\"}'));
  if (head.kind === "reasoning" && carry !== undefined) {
    const opaque = JSON.stringify(opaqueOf(carry));
    const member = head.redacted === true ? "redactedContent" : "signature";
    out += contentFrame(wireIndex, `{"reasoningContent":{"${member}":${opaque}}}`);
  }
  return out + stopFrame(wireIndex);
}

function contentFrame(wireIndex: number, delta: string): string {
  return `event: contentBlockDelta\ndata: {"contentBlockIndex":${wireIndex},"delta":${delta}}\n\n`;
}

function stopFrame(wireIndex: number): string {
  return frame("contentBlockStop", `{"contentBlockIndex":${wireIndex}}`);
}

function frame(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
