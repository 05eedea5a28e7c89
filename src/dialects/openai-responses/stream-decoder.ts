import type { Finish } from "../../canonical/finish.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject, parseObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { readFinish, withCalls } from "./finish.ts";
import { StreamItems } from "./stream-items.ts";
import { readUsage } from "./usage.ts";

/** Opens the reader of a response stream. (OpenAI API reference, streaming events of responses.) */
export function openDecoder(quirks: ReadonlySet<Quirk>): StreamDecoder {
  return new ResponseStreamDecoder(quirks);
}

class ResponseStreamDecoder implements StreamDecoder {
  readonly #quirks: ReadonlySet<Quirk>;
  readonly #items = new StreamItems();
  #started = false;
  #over = false;

  constructor(quirks: ReadonlySet<Quirk>) {
    this.#quirks = quirks;
  }

  push(frame: SseFrame): StreamEvent[] {
    if (this.#over) return [];
    const json = parseObject(frame.data);
    if (json === undefined) return [];
    this.#read(typeof json["type"] === "string" ? json["type"] : (frame.event ?? ""), json);
    return this.#take();
  }

  end(): StreamEvent[] {
    if (this.#over) return [];
    this.#end({ reason: "interrupted" }, undefined);
    return this.#take();
  }

  #read(type: string, json: JsonObject): void {
    switch (type) {
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        this.#start(json["response"]);
        return;
      case "error":
        this.#fail(json);
        return;
      case "response.failed":
      case "response.cancelled":
        this.#fail(isObject(json["response"]) && isObject(json["response"]["error"]) ? json["response"] : json);
        return;
      case "response.completed":
      case "response.done":
      case "response.incomplete":
        this.#close(json["response"], type === "response.incomplete" ? "incomplete" : "completed");
        return;
      default:
        // Proxies put an error of theirs under any name, or under none.
        if (isObject(json["error"]) && json["output_index"] === undefined) this.#fail(json);
        else this.#items.read(type, json);
    }
  }

  /** The events since the last time; an answer that nobody announced begins with what it says first. */
  #take(): StreamEvent[] {
    const events = this.#items.take();
    if (this.#started || events[0]?.type !== "block-start") return events;
    this.#started = true;
    return [{ type: "start" }, ...events];
  }

  #start(response: unknown): void {
    if (this.#started) return;
    this.#started = true;
    const { id, model } = isObject(response) ? response : {};
    const answerId = typeof id === "string" ? id : undefined;
    this.#items.answerId = answerId;
    this.#items.events.push({ type: "start", id: answerId, model: typeof model === "string" ? model : undefined });
  }

  #fail(json: JsonObject): void {
    this.#over = true;
    this.#items.events.push({ type: "error", error: readErrorObject(json) });
  }

  #close(value: unknown, fallback: string): void {
    this.#start(value);
    const response = isObject(value) ? value : {};
    // Servers that do not stream by items say all of it here.
    if (!this.#items.any && Array.isArray(response["output"])) this.#items.readWhole(response["output"]);
    const usage = isObject(response["usage"]) ? readUsage(response["usage"], this.#quirks) : undefined;
    const details = response["incomplete_details"];
    const finish = readFinish(response["status"], details) ?? readFinish(fallback, details);
    this.#end(finish ?? { reason: "stop" }, usage);
  }

  /** Blocks of a broken answer stay open. */
  #end(finish: Finish, usage: Usage | undefined): void {
    this.#over = true;
    if (finish.reason !== "interrupted") this.#items.endAll();
    const hasCalls = this.#items.hasCalls;
    this.#items.events.push({ type: "finish", finish: withCalls(finish, hasCalls), usage });
  }
}
