import type { Finish } from "../../canonical/finish.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { AnswerText } from "./answer-text.ts";
import { CallReader } from "./call-reader.ts";
import { readErrorObject } from "./errors.ts";
import { blockedFinish, mapFinish, withCalls, wordOf } from "./finish.ts";
import { type GroundedText, readGroundings } from "./grounding.ts";
import { readSignature } from "./signatures.ts";
import { readUsage } from "./usage.ts";

interface OpenBlock {
  readonly kind: "text" | "reasoning";
  readonly index: number;
  signed: boolean;
}

/** A chunk's candidate that names sources, and the text that it speaks of. */
interface Sources {
  readonly candidate: JsonObject;
  readonly grounded: () => GroundedText;
}

/**
 * Reads an answer from its chunks, each a whole GenerateContentResponse with some of the parts; an answer that was not
 * streamed is one chunk. (Gemini API reference, GenerateContentResponse.)
 */
export class AnswerReader {
  #events: StreamEvent[] = [];
  readonly #calls = new CallReader(() => this.#blocks++);
  readonly #text = new AnswerText();
  readonly #cited = new Set<string>();
  #sources: Sources | undefined;
  #blocks = 0;
  #open: OpenBlock | undefined;
  #started = false;
  #over = false;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  /** Events of one chunk. */
  read(chunk: JsonObject): StreamEvent[] {
    this.#events = [];
    if (!this.#over) this.#read(chunk);
    return this.#events;
  }

  /** The answer is over: its finish, `fallback` where it never said why it ended. Usage may follow the finish chunk. */
  end(fallback: Finish): StreamEvent[] {
    this.#events = [];
    if (this.#over) return this.#events;
    this.#over = true;
    const finish = this.#finish ?? fallback;
    // Blocks of a broken answer stay open.
    if (finish.reason !== "interrupted") {
      this.#close(true);
      this.#calls.settle(this.#events);
    }
    this.#events.push({ type: "finish", finish: withCalls(finish, this.#calls.any), usage: this.#usage });
    return this.#events;
  }

  #read(chunk: JsonObject): void {
    const { error } = chunk;
    if (isObject(error) || (typeof error === "string" && error !== "")) {
      this.#over = true;
      this.#events.push({ type: "error", error: readErrorObject(200, chunk) });
      return;
    }
    if (!this.#started) this.#start(chunk);
    // Counters are cumulative: the last ones count.
    this.#usage = readUsage(chunk["usageMetadata"]) ?? this.#usage;
    const blocked = blockedFinish(chunk);
    if (blocked !== undefined) this.#finish = blocked;
    const candidate = firstCandidate(chunk);
    if (candidate === undefined) return;
    this.#readCandidate(candidate);
    const raw = wordOf(candidate["finishReason"]);
    // Older models say STOP in every chunk: the last word counts.
    if (raw !== undefined) this.#finish = mapFinish(raw);
  }

  #start({ responseId, modelVersion }: JsonObject): void {
    this.#started = true;
    const id = typeof responseId === "string" && responseId !== "" ? responseId : undefined;
    this.#calls.answerId = id;
    const model = typeof modelVersion === "string" && modelVersion !== "" ? modelVersion : undefined;
    this.#events.push({ type: "start", id, model });
  }

  #readCandidate(candidate: JsonObject): void {
    const content = isObject(candidate["content"]) ? candidate["content"] : {};
    const parts = Array.isArray(content["parts"]) ? content["parts"] : [];
    this.#text.beginChunk();
    if (candidate["groundingMetadata"] !== undefined || candidate["citationMetadata"] !== undefined) {
      this.#sources = { candidate, grounded: this.#text.view() };
    }
    for (const part of parts) {
      this.#text.beginPart(isObject(part) && typeof part["text"] === "string" && part["thought"] !== true);
      if (isObject(part)) this.#readPart(part);
    }
  }

  /** Pictures of a thought are no part of the answer, nor is what ran at Google. */
  #readPart(part: JsonObject): void {
    const { text, thought, thoughtSignature, functionCall, inlineData } = part;
    if (typeof text === "string") this.#say(thought === true ? "reasoning" : "text", text, thoughtSignature);
    else if (isObject(functionCall)) {
      this.#close();
      this.#calls.read(functionCall, thoughtSignature, this.#events);
    } else if (isObject(inlineData) && thought !== true) this.#show(inlineData);
  }

  /** Text of one kind. What follows a signature was not signed with it, so it is a block of its own. */
  #say(kind: OpenBlock["kind"], text: string, signature: unknown): void {
    const { carry } = readSignature(signature);
    if (text === "" && carry === undefined) return;
    if (this.#open?.kind !== kind || this.#open.signed) {
      this.#close();
      this.#calls.settle(this.#events);
      this.#open = { kind, index: this.#blocks++, signed: false };
      this.#events.push({ type: "block-start", index: this.#open.index, block: { kind } });
    }
    const { index } = this.#open;
    if (text !== "") this.#events.push({ type: "block-delta", index, text });
    if (kind === "text") this.#text.add(index, text);
    if (carry === undefined) return;
    this.#open.signed = true;
    this.#events.push({ type: "block-carry", index, carry });
  }

  #show({ mimeType, data }: JsonObject): void {
    if (typeof mimeType !== "string" || !mimeType.startsWith("image/") || typeof data !== "string") return;
    this.#close();
    this.#calls.settle(this.#events);
    const index = this.#blocks++;
    const source = { kind: "data", mediaType: mimeType, data } as const;
    this.#events.push({ type: "block-start", index, block: { kind: "image", source } }, { type: "block-end", index });
  }

  /** Ends the open block; `last` is true when nothing follows it. */
  #close(last = false): void {
    if (this.#open === undefined) return;
    const { index, kind } = this.#open;
    if (kind === "text") this.#cite(index, last);
    this.#events.push({ type: "block-end", index });
    this.#open = undefined;
  }

  /** Tells the sources of a block before it ends, each once. What speaks of text to come waits for the last block. */
  #cite(index: number, last: boolean): void {
    if (this.#sources === undefined) return;
    let waiting = false;
    for (const { citation, found } of readGroundings(this.#sources.candidate, this.#sources.grounded())) {
      const placed = this.#text.place(citation) ?? { index, citation };
      const key = JSON.stringify(citation);
      if (!found && !last) waiting = true;
      else if (placed.index === index && !this.#cited.has(key)) {
        this.#cited.add(key);
        this.#events.push({ type: "block-citation", ...placed });
      }
    }
    if (!waiting) this.#sources = undefined;
  }
}

/** Several answers may be mixed (`candidateCount`); ours is the first. */
function firstCandidate({ candidates }: JsonObject): JsonObject | undefined {
  const list: unknown[] = Array.isArray(candidates) ? candidates : [];
  return list.filter(isObject).find((one) => one["index"] === undefined || one["index"] === 0);
}
