import type { Citation } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject, parseObject } from "../read.ts";
import { readAnnotations, readSources } from "./citations.ts";
import { readErrorObject } from "./errors.ts";
import { failureIn } from "./failure-in.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { readImages } from "./images.ts";
import { partsText, reasoningText, thinkingParts } from "./reasoning.ts";
import { type ReadDetail, readDetail } from "./reasoning-details.ts";
import { ToolFragments } from "./tool-fragments.ts";
import { findUsage, readUsage } from "./usage.ts";

/** Opens the reader of a chat completion stream. (OpenAI API reference, chat completion chunk object.) */
export function openDecoder(quirks: ReadonlySet<Quirk>): StreamDecoder {
  return new ChatStreamDecoder(quirks);
}

interface OpenBlock {
  readonly kind: "text" | "reasoning" | "refusal";
  readonly index: number;
  /** Where the block begins in all text of the answer. */
  readonly start: number;
  signed: boolean;
}

class ChatStreamDecoder implements StreamDecoder {
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #calls = new ToolFragments(() => this.#blocks++);
  #events: StreamEvent[] = [];
  /** Blocks opened so far. */
  #blocks = 0;
  #open: OpenBlock | undefined;
  /** Characters of text so far. */
  #textChars = 0;
  /** Sources beside the choices: told in each chunk anew, and once by us. */
  #sources: readonly Citation[] = [];
  #cited = false;
  readonly #seenState = new Set<unknown>();
  #started = false;
  #over = false;
  #answerId: string | undefined;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(quirks: ReadonlySet<Quirk>) {
    this.#quirks = quirks;
  }

  push(frame: SseFrame): StreamEvent[] {
    if (this.#over) return [];
    this.#events = [];
    if (frame.data === "[DONE]") {
      this.#end(this.#finish ?? { reason: this.#started ? "stop" : "interrupted" });
    } else {
      const json = parseObject(frame.data);
      if (json !== undefined) this.#read(json, frame.event);
    }
    return this.#events;
  }

  end(): StreamEvent[] {
    if (this.#over) return [];
    this.#events = [];
    this.#end(this.#finish ?? { reason: "interrupted" });
    return this.#events;
  }

  #read(json: JsonObject, event: string | undefined): void {
    const choices = Array.isArray(json["choices"]) ? json["choices"] : [];
    // Several answers may be mixed (`n`); ours is the first.
    const choice: unknown = choices.find((c) => isObject(c) && (c["index"] === undefined || c["index"] === 0));
    const failure = failureIn(json, choice, event);
    if (failure !== undefined) {
      this.#over = true;
      this.#events.push({ type: "error", error: readErrorObject(200, failure) });
      return;
    }
    if (!this.#started) this.#start(json);
    const usage = findUsage(json);
    if (usage !== undefined) this.#usage = readUsage(usage, this.#quirks);
    if (json["search_results"] !== undefined || json["citations"] !== undefined) this.#sources = readSources(json);
    if (!isObject(choice)) return;
    // A vendor that does not stream sends the whole message in its only chunk.
    const delta = choice["delta"] ?? (this.#blocks === 0 ? choice["message"] : undefined);
    if (isObject(delta)) this.#readDelta(delta);
    const reason = choice["finish_reason"];
    if (typeof reason === "string" && reason !== "") this.#finish ??= mapFinish(reason);
  }

  #start(json: JsonObject): void {
    this.#started = true;
    const { id, model } = json;
    this.#answerId = typeof id === "string" ? id : undefined;
    this.#events.push({ type: "start", id: this.#answerId, model: typeof model === "string" ? model : undefined });
  }

  #readDelta(delta: JsonObject): void {
    const { content, refusal, tool_calls: calls, function_call: legacy, reasoning_details: details } = delta;
    const listed = typeof content === "string" ? "" : thinkingParts(content);
    this.#say("reasoning", reasoningText(delta) || listed);
    if (Array.isArray(details)) this.#readStates(details);
    this.#say("text", typeof content === "string" ? content : partsText(content));
    if (typeof refusal === "string") this.#say("refusal", refusal);
    if (delta["annotations"] !== undefined) this.#cite(readAnnotations(delta["annotations"]));
    if (delta["images"] !== undefined) this.#show(delta["images"]);
    if (Array.isArray(calls) && calls.length > 0) {
      this.#close();
      for (const call of calls) this.#calls.push(call, this.#events);
    } else if (isObject(legacy)) {
      this.#close();
      this.#calls.push({ index: 0, function: legacy }, this.#events);
    }
  }

  /** Text of one kind; a change of kind closes the block before it. */
  #say(kind: OpenBlock["kind"], text: string): void {
    if (text === "") return;
    const { index } = this.#opened(kind);
    if (kind === "text") this.#textChars += text.length;
    this.#events.push({ type: "block-delta", index, text });
  }

  /** The open block of a kind. */
  #opened(kind: OpenBlock["kind"], head: BlockHead = { kind }): OpenBlock {
    if (this.#open?.kind === kind && !this.#open.signed) return this.#open;
    this.#close();
    this.#calls.settle(this.#events);
    const open: OpenBlock = { kind, index: this.#blocks++, start: this.#textChars, signed: false };
    this.#open = open;
    this.#events.push({ type: "block-start", index: open.index, block: head });
    return open;
  }

  /** Citations hold for the open text; indexes count from its beginning. */
  #cite(citations: readonly Citation[]): void {
    if (citations.length === 0) return;
    this.#cited = true;
    const { index, start } = this.#opened("text");
    for (const { startIndex, endIndex, ...source } of citations) {
      const placed = startIndex !== undefined && endIndex !== undefined && startIndex >= start;
      const place = placed ? { startIndex: startIndex - start, endIndex: endIndex - start } : {};
      this.#events.push({ type: "block-citation", index, citation: { ...source, ...place } });
    }
  }

  #show(images: unknown): void {
    for (const block of readImages(images)) {
      this.#close();
      this.#calls.settle(this.#events);
      const index = this.#blocks++;
      this.#events.push({ type: "block-start", index, block }, { type: "block-end", index });
    }
  }

  /** State that the gateway sealed: in answers of a gateway, and in what this one wrote. */
  #readStates(details: readonly unknown[]): void {
    const fresh: ReadDetail[] = [];
    for (const detail of details) {
      const state = readDetail(detail);
      const sealed = isObject(detail) ? (detail["data"] ?? detail["signature"]) : undefined;
      if (state === undefined || this.#seenState.has(sealed)) continue;
      this.#seenState.add(sealed);
      fresh.push(state);
    }
    // What opens a block ends the calls, so theirs is first.
    for (const state of fresh) if (state.kind === "call") this.#calls.carry(state.id, state.carry, this.#events);
    for (const state of fresh) if (state.kind !== "call") this.#sign(state);
  }

  #sign(state: Exclude<ReadDetail, { kind: "call" }>): void {
    const redacted = state.kind === "reasoning" && state.block.redacted === true;
    const carry = state.kind === "text" ? state.carry : state.block.carry;
    if (carry === undefined) return;
    if (redacted) this.#close();
    const open = this.#opened(state.kind, redacted ? { kind: "reasoning", redacted } : undefined);
    open.signed = true;
    this.#events.push({ type: "block-carry", index: open.index, carry });
    if (redacted) this.#close();
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#events.push({ type: "block-end", index: this.#open.index });
    this.#open = undefined;
  }

  /** Usage may follow the finish chunk, so the finish is told only here. Blocks of a broken answer stay open. */
  #end(finish: Finish): void {
    this.#over = true;
    if (finish.reason !== "interrupted") {
      if (!this.#cited && this.#textChars > 0) this.#cite(this.#sources);
      this.#close();
      this.#calls.end(this.#answerId, this.#events);
    }
    this.#events.push({ type: "finish", finish: withCalls(finish, this.#calls.any), usage: this.#usage });
  }
}
