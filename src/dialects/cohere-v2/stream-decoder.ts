import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";
import { AnswerIds } from "./answer-ids.ts";
import { isOfThinking, readCitations } from "./citations.ts";
import { argumentsText } from "./decode-response.ts";
import { readStreamError } from "./errors.ts";
import { readFinish } from "./finish.ts";
import { OWN } from "./thinking.ts";
import { readUsage } from "./usage.ts";

/** Opens the reader of a chat stream. (Cohere API reference, chat v2, stream; streaming guide.) */
export function openDecoder(): StreamDecoder {
  return new CohereStreamDecoder();
}

/** The open block of text: content by its index, or the plan, which goes before calls. */
interface OpenText {
  readonly kind: "text" | "reasoning";
  readonly at: unknown;
  readonly index: number;
}

const PLAN = Symbol("plan");

class CohereStreamDecoder implements StreamDecoder {
  #events: StreamEvent[] = [];
  readonly #ids = new AnswerIds();
  #text: OpenText | undefined;
  /** Open calls by their index on the wire. */
  readonly #calls = new Map<unknown, number>();
  #blocks = 0;
  #hasCalls = false;
  #started = false;
  #over = false;
  #answerId: string | undefined;

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
    this.#over = true;
    // Blocks of a broken answer stay open.
    return [{ type: "finish", finish: { reason: "interrupted" }, usage: undefined }];
  }

  #read(json: JsonObject, type: unknown): void {
    const delta = isObject(json["delta"]) ? json["delta"] : {};
    const message = isObject(delta["message"]) ? delta["message"] : {};
    switch (type) {
      case "content-delta":
      case "content-start":
        this.#readContent(json["index"], message["content"], type === "content-start");
        return;
      case "tool-call-delta":
        this.#sayArguments(json["index"], firstCall(message));
        return;
      case "tool-plan-delta":
        this.#say("text", PLAN, message["tool_plan"]);
        return;
      case "tool-call-start":
        this.#openCall(json["index"], firstCall(message));
        return;
      case "tool-call-end":
        this.#closeCall(json["index"]);
        return;
      case "content-end":
        // Citations of a text may come after its end, so only what follows ends it.
        if (this.#text?.kind === "reasoning") this.#closeText();
        return;
      case "citation-start":
        this.#cite(message["citations"]);
        return;
      case "message-start":
        this.#start(json["id"]);
        return;
      case "message-end":
        this.#end(delta);
        return;
      default:
        // Events such as `citation-end` and `debug` say nothing; new ones may come at any time.
        if (type === "error" || (type === undefined && typeof json["message"] === "string")) this.#fail(json);
    }
  }

  #start(id: unknown): void {
    if (this.#started) return;
    this.#started = true;
    this.#answerId = typeof id === "string" ? id : undefined;
    this.#events.push({ type: "start", id: this.#answerId });
  }

  #begin(block: BlockHead): number {
    this.#start(undefined);
    this.#closeText();
    const index = this.#blocks++;
    this.#events.push({ type: "block-start", index, block });
    return index;
  }

  #readContent(at: unknown, content: unknown, isNew: boolean): void {
    if (!isObject(content)) return;
    // A block of the same index is another one when it is announced anew.
    if (isNew && this.#text?.at === at) this.#closeText();
    this.#say("reasoning", at, content["thinking"]);
    this.#say("text", at, content["text"]);
  }

  /** Its first text opens a block, because empty blocks must not exist. */
  #say(kind: OpenText["kind"], at: unknown, text: unknown): void {
    if (typeof text !== "string" || text === "") return;
    if (this.#text?.kind !== kind || this.#text.at !== at) this.#text = { kind, at, index: this.#begin({ kind }) };
    this.#events.push({ type: "block-delta", index: this.#text.index, text });
  }

  #closeText(): void {
    if (this.#text === undefined) return;
    const { kind, index } = this.#text;
    this.#text = undefined;
    if (kind === "reasoning") this.#events.push({ type: "block-carry", index, carry: OWN });
    this.#events.push({ type: "block-end", index });
  }

  #cite(citations: unknown): void {
    if (this.#text?.kind !== "text") return;
    for (const wire of Array.isArray(citations) ? citations : [citations]) {
      if (!isObject(wire) || isOfThinking(wire)) continue;
      for (const citation of readCitations(wire)) {
        this.#events.push({ type: "block-citation", index: this.#text.index, citation });
      }
    }
  }

  #openCall(at: unknown, call: JsonObject | undefined): void {
    const fn = call?.["function"];
    const name = isObject(fn) ? fn["name"] : undefined;
    if (call === undefined || typeof name !== "string" || name === "") return;
    this.#closeCall(at);
    this.#start(undefined);
    const index = this.#begin({ kind: "tool-call", id: this.#ids.give(call["id"], this.#answerId), name });
    this.#calls.set(at, index);
    this.#hasCalls = true;
    this.#sayArguments(at, call);
  }

  #sayArguments(at: unknown, call: JsonObject | undefined): void {
    const index = this.#calls.get(at);
    const fn = call?.["function"];
    const text = isObject(fn) ? argumentsText(fn["arguments"]) : "";
    if (index !== undefined && text !== "") this.#events.push({ type: "block-delta", index, text });
  }

  #closeCall(at: unknown): void {
    const index = this.#calls.get(at);
    if (index === undefined) return;
    this.#calls.delete(at);
    this.#events.push({ type: "block-end", index });
  }

  #end({ finish_reason: reason, usage, error }: JsonObject): void {
    const finish = readFinish(reason, this.#hasCalls);
    if (finish.reason === "error" || (typeof error === "string" && error !== "")) {
      this.#fail(error ?? undefined, reason);
      return;
    }
    this.#over = true;
    this.#start(undefined);
    this.#closeText();
    for (const at of [...this.#calls.keys()]) this.#closeCall(at);
    this.#events.push({ type: "finish", finish, usage: isObject(usage) ? readUsage(usage) : undefined });
  }

  #fail(failure: unknown, reason?: unknown): void {
    this.#over = true;
    this.#events.push({ type: "error", error: readStreamError(failure, reason) });
  }
}

/** The call of an event: an object by the contract, a list of one in the guide. */
function firstCall({ tool_calls: calls }: JsonObject): JsonObject | undefined {
  const call: unknown = Array.isArray(calls) ? calls[0] : calls;
  return isObject(call) ? call : undefined;
}
