import type { Carry } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { stopMembers } from "./finish.ts";
import { FOREIGN_SIGNATURE, ownSignature } from "./thinking-marks.ts";
import { safeToolId } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";

/** Opens the writer of a message stream. (Anthropic API reference, streaming messages.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new MessageStreamEncoder(meta);
}

interface PendingBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Index on the wire; undefined until its header is out. */
  wireIndex: number | undefined;
  /** Text that waits for the header. */
  text: string;
  carry: Carry | undefined;
  ended: boolean;
}

/**
 * The wire has one open block at a time, so the first of the queue is written as it comes and the others wait. A header
 * goes out with the first text, because blank text blocks must not exist: callers send them back and are refused.
 */
class MessageStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  readonly #queue: PendingBlock[] = [];
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
      case "block-delta":
        return this.#add(event.index, event.text);
      case "block-start":
        return this.#opening(undefined) + this.#openBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry": {
        const block = this.#find(event.index);
        if (block !== undefined) block.carry = event.carry;
        return "";
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
      case "block-citation":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const delta = JSON.stringify(stopMembers(this.#finish, this.#refused));
    let out = this.#opening(undefined);
    for (const block of this.#queue) block.ended = true;
    out += this.#flush();
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

  #find(index: number): PendingBlock | undefined {
    const [first] = this.#queue;
    return first?.index === index ? first : this.#queue.find((block) => block.index === index);
  }

  #openBlock(index: number, head: BlockHead): string {
    if (head.kind === "image") return "";
    if (head.kind === "refusal") this.#refused = true;
    this.#queue.push({ index, head, wireIndex: undefined, text: "", carry: undefined, ended: false });
    return this.#flush();
  }

  #add(index: number, text: string): string {
    const block = this.#find(index);
    if (block === undefined || block.ended || text === "") return "";
    if (block.wireIndex !== undefined) return textDelta(block, text);
    block.text += text;
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
      if (block.wireIndex === undefined && isDue(block)) out += this.#header(block);
      if (!block.ended) return out;
      if (block.wireIndex !== undefined) out += ending(block, block.wireIndex);
      this.#queue.shift();
    }
    return out;
  }

  #header(block: PendingBlock): string {
    const wireIndex = this.#wireBlocks++;
    block.wireIndex = wireIndex;
    const body = JSON.stringify(emptyBlock(block));
    const data = `{"type":"content_block_start","index":${wireIndex},"content_block":${body}}`;
    const out = `event: content_block_start\ndata: ${data}\n\n`;
    return block.text === "" ? out : out + textDelta(block, block.text);
  }
}

/** True once a block's header may go out: its first text is there, or all that it will ever hold is known. */
function isDue({ head, text, carry, ended }: PendingBlock): boolean {
  if (head.kind === "tool-call") return true;
  if (head.kind !== "reasoning") return text !== "";
  if (head.redacted === true) return ended && ownSignature(carry) !== undefined;
  return text !== "" || (ended && ownSignature(carry) !== undefined);
}

function emptyBlock({ head, carry }: PendingBlock): object {
  switch (head.kind) {
    case "text":
    case "image":
    case "refusal":
      return { type: "text", text: "" };
    case "tool-call":
      return { type: "tool_use", id: safeToolId(head.id), name: head.name, input: {} };
    case "reasoning":
      if (head.redacted === true) return { type: "redacted_thinking", data: ownSignature(carry) };
      return { type: "thinking", thinking: "", signature: "" };
  }
}

function textDelta({ head, wireIndex }: PendingBlock, text: string): string {
  const json = JSON.stringify(text);
  const delta =
    head.kind === "tool-call"
      ? `{"type":"input_json_delta","partial_json":${json}}`
      : head.kind === "reasoning"
        ? `{"type":"thinking_delta","thinking":${json}}`
        : `{"type":"text_delta","text":${json}}`;
  return deltaFrame(wireIndex, delta);
}

/** What closes a block; thinking is signed first, with a mark of ours when it is not Anthropic's. */
function ending({ head, carry }: PendingBlock, wireIndex: number): string {
  const stop = `event: content_block_stop\ndata: {"type":"content_block_stop","index":${wireIndex}}\n\n`;
  if (head.kind !== "reasoning" || head.redacted === true) return stop;
  const signature = JSON.stringify(ownSignature(carry) ?? FOREIGN_SIGNATURE);
  return deltaFrame(wireIndex, `{"type":"signature_delta","signature":${signature}}`) + stop;
}

function deltaFrame(wireIndex: number | undefined, delta: string): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${wireIndex},"delta":${delta}}\n\n`;
}
