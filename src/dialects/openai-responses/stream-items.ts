import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { CallIds, readAnnotation, readCall, readImage, readPart, stringOf } from "./read-output.ts";
import { PART_SEPARATOR, readReasoning } from "./reasoning.ts";
import { blockAt, type OpenBlock, type OpenItem, PIECES, type Piece } from "./stream-pieces.ts";

type Key = number | string;

/**
 * Turns the events of output items into those of blocks. Items are told apart by `output_index`: their ids change in
 * the streams of some vendors (BerriAI/litellm#32777). What an item's last event repeats is taken from there if it has
 * not been said before (BerriAI/litellm#27144).
 */
export class StreamItems {
  events: StreamEvent[] = [];
  answerId: string | undefined;
  hasCalls = false;
  readonly #items = new Map<Key, OpenItem>();
  readonly #ids = new CallIds();
  #blocks = 0;

  /** True once anything was said. */
  get any(): boolean {
    return this.#blocks > 0;
  }

  /** The events since the last time. */
  take(): StreamEvent[] {
    const { events } = this;
    this.events = [];
    return events;
  }

  /** Reads one event; those of no output item are ignored. */
  read(type: string, json: JsonObject): void {
    const piece = PIECES.get(type);
    if (piece !== undefined) this.#readPiece(piece, json);
    else this.#readMark(type, json);
  }

  /** Events without text of their own. */
  #readMark(type: string, json: JsonObject): void {
    switch (type) {
      case "response.output_item.added":
        if (isObject(json["item"])) this.#begin(keyOf(json), json["item"]);
        return;
      case "response.output_item.done":
        if (isObject(json["item"])) this.#finishItem(keyOf(json), json["item"]);
        return;
      case "response.content_part.done":
        this.#finishPart(this.#itemAt(keyOf(json), "message"), json["content_index"], json["part"], true);
        return;
      case "response.output_text.annotation.added":
        this.#annotate(json);
        return;
      case "response.reasoning_summary_part.added":
        this.#beginSummary(json);
    }
  }

  /** All items of an answer that was not streamed. */
  readWhole(output: readonly unknown[]): void {
    for (const [i, item] of output.entries()) if (isObject(item)) this.#finishItem(i, item);
  }

  /** The answer is over: what is open ends. A call without a name is no call. */
  endAll(): void {
    for (const item of this.#items.values()) this.#endItem(item);
  }

  #readPiece({ item: type, kind, member, whole, told }: Piece, json: JsonObject): void {
    const item = this.#itemAt(keyOf(json), type);
    if (item === undefined) return;
    if (told !== undefined) {
      item.told ??= told;
      if (item.told !== told) return;
    }
    const block = blockAt(item, type === "message" ? json["content_index"] : 0, kind);
    const text = stringOf(json[member]);
    if (whole) this.#complete(item, block, text);
    else this.#say(item, block, text);
  }

  /** The parts of a summary are one text here. */
  #beginSummary(json: JsonObject): void {
    const item = this.#itemAt(keyOf(json), "reasoning");
    if (item === undefined || item.told === "content") return;
    const block = blockAt(item, 0, "reasoning");
    if (block.text !== "") this.#say(item, block, PART_SEPARATOR);
  }

  #annotate(json: JsonObject): void {
    const item = this.#itemAt(keyOf(json), "message");
    if (item === undefined) return;
    const block = blockAt(item, json["content_index"], "text");
    if (block.ended) return;
    for (const citation of readAnnotation(json["annotation"])) {
      const index = this.#open(item, block);
      if (index !== undefined) this.events.push({ type: "block-citation", index, citation });
      block.citations += 1;
    }
  }

  /** The item at a place; one that nobody announced begins with its first event. */
  #itemAt(key: Key, type: string): OpenItem | undefined {
    const item = this.#items.get(key) ?? this.#add(key, { type });
    return item.type === type && !item.done ? item : undefined;
  }

  #begin(key: Key, head: JsonObject): OpenItem {
    const before = this.#items.get(key);
    // An index that is used again is another item's.
    if (before !== undefined) this.#endItem(before);
    const item = this.#add(key, head);
    if (readCall(head) !== undefined) this.#open(item, blockAt(item, 0, "call"));
    return item;
  }

  #add(key: Key, head: JsonObject): OpenItem {
    const item = { type: stringOf(head["type"]), head, blocks: new Map(), told: undefined, done: false };
    this.#items.set(key, item);
    return item;
  }

  #finishItem(key: Key, whole: JsonObject): void {
    const found = this.#items.get(key);
    if (found?.done === true && found.head["id"] === whole["id"]) return;
    const same = found !== undefined && !found.done && found.type === whole["type"];
    const item = same ? found : this.#begin(key, whole);
    item.head = { ...item.head, ...whole };
    this.#readRest(item, whole);
    this.#endItem(item);
  }

  #readRest(item: OpenItem, whole: JsonObject): void {
    switch (item.type) {
      case "message": {
        const parts: unknown[] = Array.isArray(whole["content"]) ? whole["content"] : [];
        for (const [i, part] of parts.entries()) this.#finishPart(item, i, part, false);
        return;
      }
      case "reasoning":
        this.#finishReasoning(item, whole);
        return;
      case "image_generation_call":
        this.#image(whole);
        return;
      default:
        if (readCall(whole) !== undefined) this.#open(item, blockAt(item, 0, "call"));
    }
  }

  #finishPart(item: OpenItem | undefined, index: unknown, part: unknown, ends: boolean): void {
    const said = readPart(part);
    if (item === undefined || said === undefined) return;
    const block = blockAt(item, index, said.kind);
    if (block.ended) return;
    this.#complete(item, block, said.text);
    for (const citation of said.citations.slice(block.citations)) {
      if (block.index !== undefined) this.events.push({ type: "block-citation", index: block.index, citation });
    }
    block.citations = Math.max(block.citations, said.citations.length);
    if (ends) this.#endBlock(block);
  }

  #finishReasoning(item: OpenItem, whole: JsonObject): void {
    const read = readReasoning(whole);
    if (read?.kind !== "reasoning") return;
    const block = blockAt(item, 0, "reasoning");
    const { text, carry } = read.block;
    if (block.text === "") this.#say(item, block, text);
    if (carry === undefined) return;
    const index = this.#open(item, block, block.text === "");
    if (index !== undefined) this.events.push({ type: "block-carry", index, carry });
  }

  #image(whole: JsonObject): void {
    const image = readImage(whole);
    if (image === undefined) return;
    const index = this.#blocks++;
    this.events.push({ type: "block-start", index, block: image }, { type: "block-end", index });
  }

  /** The next piece of a block; what comes before its head is known waits. */
  #say(item: OpenItem, block: OpenBlock, piece: string): void {
    if (block.ended || piece === "") return;
    const begun = block.index !== undefined;
    block.text += piece;
    const index = this.#open(item, block);
    if (index !== undefined && begun) this.events.push({ type: "block-delta", index, text: piece });
  }

  /** All of a block's text: says what of it has not been said. */
  #complete(item: OpenItem, block: OpenBlock, text: string): void {
    if (text.length > block.text.length && text.startsWith(block.text)) {
      this.#say(item, block, text.slice(block.text.length));
    }
  }

  /** Begins a block, with the text that has come so far. Gives its index; undefined while its head is not known. */
  #open(item: OpenItem, block: OpenBlock, redacted = false): number | undefined {
    if (block.index !== undefined || block.ended) return block.index;
    const head = this.#headOf(item, block, redacted);
    if (head === undefined) return undefined;
    const index = this.#blocks++;
    block.index = index;
    this.events.push({ type: "block-start", index, block: head });
    if (block.text !== "") this.events.push({ type: "block-delta", index, text: block.text });
    return index;
  }

  #headOf(item: OpenItem, { kind }: OpenBlock, redacted: boolean): BlockHead | undefined {
    if (kind === "reasoning") return redacted ? { kind, redacted } : { kind };
    if (kind !== "call") return { kind };
    const call = readCall(item.head);
    if (call === undefined || call.name === "") return undefined;
    this.hasCalls = true;
    const id = this.#ids.take(call.id, this.answerId);
    return { kind: "tool-call", id, name: call.name, ...(call.custom ? { custom: true } : {}) };
  }

  #endItem(item: OpenItem): void {
    if (item.done) return;
    item.done = true;
    for (const block of item.blocks.values()) {
      // Arguments that came with the item's beginning alone.
      if (block.kind === "call") this.#complete(item, block, readCall(item.head)?.text ?? "");
      this.#endBlock(block);
    }
  }

  #endBlock(block: OpenBlock): void {
    if (block.ended) return;
    block.ended = true;
    if (block.index !== undefined) this.events.push({ type: "block-end", index: block.index });
  }
}

function keyOf(json: JsonObject): Key {
  const { output_index: index, item_id: id, item } = json;
  if (typeof index === "number") return index;
  return typeof id === "string" ? id : isObject(item) ? stringOf(item["id"]) : "";
}
