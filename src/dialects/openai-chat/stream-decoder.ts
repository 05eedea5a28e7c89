import type { Finish } from "../../canonical/finish.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject, parseObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { failureIn } from "./failure-in.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { partsText, reasoningText, thinkingParts } from "./reasoning.ts";
import { ToolFragments } from "./tool-fragments.ts";
import { findUsage, readUsage } from "./usage.ts";

/** Opens the reader of a chat completion stream. (OpenAI API reference, chat completion chunk object.) */
export function openDecoder(quirks: ReadonlySet<Quirk>): StreamDecoder {
  return new ChatStreamDecoder(quirks);
}

type TextKind = "text" | "reasoning" | "refusal";

class ChatStreamDecoder implements StreamDecoder {
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #calls = new ToolFragments(() => this.#blocks++);
  #events: StreamEvent[] = [];
  /** Blocks opened so far. */
  #blocks = 0;
  #open: { readonly kind: TextKind; readonly index: number } | undefined;
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
    const { content, refusal, tool_calls: calls, function_call: legacy } = delta;
    const listed = typeof content === "string" ? "" : thinkingParts(content);
    this.#say("reasoning", reasoningText(delta) || listed);
    this.#say("text", typeof content === "string" ? content : partsText(content));
    if (typeof refusal === "string") this.#say("refusal", refusal);
    if (Array.isArray(calls) && calls.length > 0) {
      this.#close();
      for (const call of calls) this.#calls.push(call, this.#events);
    } else if (isObject(legacy)) {
      this.#close();
      this.#calls.push({ index: 0, function: legacy }, this.#events);
    }
  }

  /** Text of one kind; a change of kind closes the block before it. */
  #say(kind: TextKind, text: string): void {
    if (text === "") return;
    if (this.#open?.kind !== kind) {
      this.#close();
      this.#calls.settle(this.#events);
      this.#open = { kind, index: this.#blocks++ };
      this.#events.push({ type: "block-start", index: this.#open.index, block: { kind } });
    }
    this.#events.push({ type: "block-delta", index: this.#open.index, text });
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
      this.#close();
      this.#calls.end(this.#answerId, this.#events);
    }
    this.#events.push({ type: "finish", finish: withCalls(finish, this.#calls.any), usage: this.#usage });
  }
}
