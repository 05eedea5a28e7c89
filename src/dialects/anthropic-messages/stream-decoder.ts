import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject, parseObject } from "../read.ts";
import { readCitation, readCitations } from "./citations.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { carryOf, type LooseState, looseStateIn } from "./thinking-marks.ts";
import { mergeUsage } from "./usage.ts";

/** Opens the reader of a message stream. (Anthropic API reference, streaming messages.) */
export function openDecoder(_quirks: ReadonlySet<Quirk>): StreamDecoder {
  return new MessageStreamDecoder();
}

interface OpenBlock {
  readonly index: number;
  readonly head: BlockHead;
  /** Input that came whole in the header; it counts only if no fragments follow. */
  input: string;
}

class MessageStreamDecoder implements StreamDecoder {
  #events: StreamEvent[] = [];
  /** Blocks by their index on the wire; those without a place in the canonical form are absent. */
  readonly #open = new Map<unknown, OpenBlock>();
  /** The call that was told last, while its end waits: its state may stand right after it. */
  #lastCall: { readonly id: string; readonly index: number } | undefined;
  /** State of tool calls that have not begun, by id. */
  readonly #states = new Map<string, Carry>();
  readonly #wireUsage: JsonObject = {};
  #blocks = 0;
  /** Highest wire index that had a header. */
  #announced = -1;
  #hasCalls = false;
  #started = false;
  #over = false;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  push(frame: SseFrame): StreamEvent[] {
    if (this.#over) return [];
    const json = parseObject(frame.data);
    if (json === undefined) return [];
    this.#events = [];
    this.#read(json, json["type"] ?? frame.event);
    return this.#events;
  }

  end(): StreamEvent[] {
    if (this.#over) return [];
    this.#events = [];
    this.#end(this.#finish ?? { reason: "interrupted" });
    return this.#events;
  }

  #read(json: JsonObject, type: unknown): void {
    switch (type) {
      case "content_block_delta":
        if (isObject(json["delta"])) this.#readDelta(json["index"], json["delta"]);
        return;
      case "content_block_start":
        if (isObject(json["content_block"])) this.#openBlock(json["index"], json["content_block"]);
        return;
      case "content_block_stop":
        this.#closeBlock(json["index"]);
        return;
      case "message_start":
        this.#start(isObject(json["message"]) ? json["message"] : {});
        return;
      case "message_delta":
        this.#readMessageDelta(json);
        return;
      case "message_stop":
        this.#end(this.#finish ?? { reason: this.#started ? "stop" : "interrupted" });
        return;
      case "ping":
        this.#events.push({ type: "ping" });
        return;
      case "error":
        this.#over = true;
        this.#events.push({ type: "error", error: readErrorObject(200, json) });
        return;
      default:
        // New event types may come at any time and are to be ignored.
        if (isObject(json["error"])) this.#read(json, "error");
    }
  }

  #start(message: JsonObject): void {
    if (this.#started) return;
    this.#started = true;
    const { id, model, usage } = message;
    if (isObject(usage)) this.#usage = mergeUsage(this.#wireUsage, usage);
    this.#events.push({
      type: "start",
      id: typeof id === "string" ? id : undefined,
      model: typeof model === "string" ? model : undefined,
      usage: this.#usage,
    });
  }

  #openBlock(wireIndex: unknown, wire: JsonObject): void {
    if (typeof wireIndex === "number") this.#announced = Math.max(this.#announced, wireIndex);
    const loose = looseStateIn(wire);
    if (loose !== undefined) {
      this.#readState(loose);
      return;
    }
    this.#endLastCall();
    const head = readHead(wire);
    if (head === undefined) return;
    const block = this.#begin(head);
    this.#open.set(wireIndex, block);
    const { text, thinking, signature, data, input } = wire;
    if (head.kind === "text") {
      this.#say(block, text);
      for (const citation of readCitations(wire["citations"])) this.#cite(block, citation);
    }
    if (head.kind === "reasoning") {
      this.#say(block, thinking);
      this.#carry(block, carryOf(head.redacted === true ? data : signature));
    }
    if (head.kind !== "tool-call") return;
    this.#hasCalls = true;
    this.#carry(block, this.#states.get(head.id));
    if (isObject(input) && Object.keys(input).length > 0) block.input = JSON.stringify(input);
  }

  #begin(head: BlockHead): OpenBlock {
    if (!this.#started) this.#start({});
    const block: OpenBlock = { index: this.#blocks++, head, input: "" };
    this.#events.push({ type: "block-start", index: block.index, block: head });
    return block;
  }

  /** State of a call that follows, or of the text before, which has ended: the state becomes a text without words. */
  #readState(state: LooseState): void {
    if (state.kind === "call") {
      if (this.#lastCall?.id === state.toolCallId) {
        this.#events.push({ type: "block-carry", index: this.#lastCall.index, carry: state.carry });
      } else this.#states.set(state.toolCallId, state.carry);
      return;
    }
    this.#endLastCall();
    const block = this.#begin({ kind: "text" });
    this.#carry(block, state.carry);
    this.#events.push({ type: "block-end", index: block.index });
  }

  #readDelta(wireIndex: unknown, delta: JsonObject): void {
    const block = this.#open.get(wireIndex) ?? this.#openUnannounced(wireIndex, delta["type"]);
    if (block === undefined) return;
    const { type, text, thinking, signature, partial_json: fragment } = delta;
    if (type === "text_delta") this.#say(block, text);
    else if (type === "thinking_delta") this.#say(block, thinking);
    else if (type === "signature_delta") this.#carry(block, carryOf(signature));
    else if (type === "citations_delta") this.#cite(block, readCitation(delta["citation"]));
    else if (type === "input_json_delta") {
      if (fragment !== "") block.input = "";
      this.#say(block, fragment);
    }
  }

  /** Some clouds leave out the header of blocks whose kind the first delta tells. */
  #openUnannounced(wireIndex: unknown, type: unknown): OpenBlock | undefined {
    if (type !== "text_delta" && type !== "thinking_delta") return undefined;
    // A block that was announced is one that was skipped or has ended.
    if (typeof wireIndex !== "number" || wireIndex <= this.#announced) return undefined;
    this.#openBlock(wireIndex, { type: type === "text_delta" ? "text" : "thinking" });
    return this.#open.get(wireIndex);
  }

  #say(block: OpenBlock, text: unknown): void {
    if (typeof text === "string" && text !== "") this.#events.push({ type: "block-delta", index: block.index, text });
  }

  #cite(block: OpenBlock, citation: Citation | undefined): void {
    if (block.head.kind !== "text" || citation === undefined) return;
    this.#events.push({ type: "block-citation", index: block.index, citation });
  }

  #carry(block: OpenBlock, carry: Carry | undefined): void {
    if (carry !== undefined) this.#events.push({ type: "block-carry", index: block.index, carry });
  }

  #closeBlock(wireIndex: unknown): void {
    const block = this.#open.get(wireIndex);
    if (block === undefined) return;
    this.#open.delete(wireIndex);
    this.#say(block, block.input);
    this.#endLastCall();
    if (block.head.kind === "tool-call") this.#lastCall = { id: block.head.id, index: block.index };
    else this.#events.push({ type: "block-end", index: block.index });
  }

  #endLastCall(): void {
    if (this.#lastCall !== undefined) this.#events.push({ type: "block-end", index: this.#lastCall.index });
    this.#lastCall = undefined;
  }

  #readMessageDelta(json: JsonObject): void {
    this.#endLastCall();
    if (isObject(json["usage"])) this.#usage = mergeUsage(this.#wireUsage, json["usage"]);
    const delta = isObject(json["delta"]) ? json["delta"] : {};
    const { stop_reason: reason, stop_sequence: sequence } = delta;
    if (typeof reason === "string" && reason !== "") this.#finish = mapFinish(reason, sequence);
  }

  /** Blocks of a broken answer stay open. */
  #end(finish: Finish): void {
    this.#over = true;
    if (finish.reason !== "interrupted") for (const wireIndex of [...this.#open.keys()]) this.#closeBlock(wireIndex);
    this.#endLastCall();
    this.#events.push({ type: "finish", finish: withCalls(finish, this.#hasCalls), usage: this.#usage });
  }
}

/** The canonical head of a block; undefined for blocks of tools that run at the vendor. */
function readHead({ type, id, name }: JsonObject): BlockHead | undefined {
  if (type === "text") return { kind: "text" };
  if (type === "thinking") return { kind: "reasoning" };
  if (type === "redacted_thinking") return { kind: "reasoning", redacted: true };
  if (type !== "tool_use" || typeof id !== "string" || typeof name !== "string") return undefined;
  return { kind: "tool-call", id, name };
}
