import type { Carry, Citation, MediaSource } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject, StreamEncoder } from "../dialect.ts";
import { signatureMember } from "./call-signature.ts";
import { writeAnnotations } from "./citations.ts";
import { customNames } from "./custom-tools.ts";
import { finishWord } from "./finish.ts";
import { writeImage } from "./images.ts";
import { reasoningDetail, textDetail, type WireReasoningDetail } from "./reasoning-details.ts";
import { ToolCallWriter } from "./tool-call-writer.ts";
import { writeUsage } from "./usage.ts";

/** Opens the writer of a chat completion stream. (OpenAI API reference, chat completion chunk object.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new ChatStreamEncoder(meta);
}

type OpenBlock =
  | { readonly kind: "refusal" }
  | { readonly kind: "text"; readonly start: number; readonly citations: Citation[]; carry: Carry | undefined }
  | { readonly kind: "tool-call"; readonly call: ToolCallWriter }
  | {
      readonly kind: "reasoning";
      readonly pieces: string[];
      carry: Carry | undefined;
      readonly redacted: boolean | undefined;
    };

/** Chunks are written from prepared text around the one string that differs: this runs once a token. */
class ChatStreamEncoder implements StreamEncoder {
  readonly #meta: AnswerMeta;
  /** What stands before and after the delta in every chunk. */
  readonly #before: string;
  readonly #after: string;
  /** Members that all chunks share. */
  readonly #head: string;
  readonly #open = new Map<number, OpenBlock>();
  readonly #details: { readonly kind: "reasoning" | "other"; readonly detail: WireReasoningDetail }[] = [];
  readonly #annotations: JsonObject[] = [];
  readonly #custom: ReadonlySet<string>;
  /** How many of the details were told, and how many entries that took. */
  #told = 0;
  #toldEntries = 0;
  /** A call that has begun and not been announced: its signature may follow at once. */
  #waiting: ToolCallWriter | undefined;
  #started = false;
  #toolCalls = 0;
  #images = 0;
  /** Characters of content so far. */
  #textChars = 0;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor(meta: AnswerMeta) {
    const { id, model, createdAtSeconds, includeUsage } = meta;
    const head = { id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: createdAtSeconds, model };
    this.#meta = meta;
    this.#head = `data: ${JSON.stringify(head).slice(0, -1)}`;
    this.#before = `${this.#head},"choices":[{"index":0,"delta":`;
    this.#after = `,"finish_reason":null}]${includeUsage ? ',"usage":null' : ""}}\n\n`;
    this.#custom = customNames(meta.request);
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case "block-delta":
        return this.#delta(event.index, event.text);
      case "block-start":
        return this.#opening() + this.#startBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry":
        return this.#carry(event.index, event.carry);
      case "block-citation": {
        const open = this.#open.get(event.index);
        if (open?.kind === "text") open.citations.push(event.citation);
        return "";
      }
      case "start":
        return this.#opening();
      case "ping":
        return ": ping\n\n";
      case "finish":
        this.#finish = event.finish;
        this.#usage = event.usage;
        return "";
      case "error":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const word = finishWord(this.#finish);
    let out = this.#opening() + this.#announce();
    for (const index of [...this.#open.keys()]) out += this.#endBlock(index);
    out += this.#tellDetails();
    // In one chunk: accumulators of clients append, merge or overwrite members they do not know.
    if (this.#annotations.length > 0) out += this.#chunk(`{"annotations":${JSON.stringify(this.#annotations)}}`);
    const member = `,"x-llm-gateway":${gateway}}\n\n`;
    const finish = `${this.#before}{},"finish_reason":"${word}"}]`;
    if (!this.#meta.includeUsage || this.#usage === undefined) return `${out}${finish}${member}data: [DONE]\n\n`;
    const usage = `${this.#head},"choices":[],"usage":${JSON.stringify(writeUsage(this.#usage))}`;
    return `${out}${finish},"usage":null}\n\n${usage}${member}data: [DONE]\n\n`;
  }

  #opening(): string {
    if (this.#started) return "";
    this.#started = true;
    return this.#chunk('{"role":"assistant","content":""}');
  }

  #startBlock(index: number, head: BlockHead): string {
    switch (head.kind) {
      case "reasoning":
        this.#open.set(index, { kind: "reasoning", pieces: [], carry: undefined, redacted: head.redacted });
        // State of reasoning in a row is told at once.
        return this.#details.at(-1)?.kind === "reasoning" ? "" : this.#tellDetails();
      case "text":
        this.#open.set(index, { kind: "text", start: this.#textChars, citations: [], carry: undefined });
        return this.#tellDetails();
      case "refusal":
        this.#open.set(index, { kind: "refusal" });
        return this.#tellDetails();
      case "image":
        return this.#tellDetails() + this.#image(head.source);
      case "tool-call": {
        const out = this.#announce() + this.#tellDetails();
        const call = new ToolCallWriter(head, this.#toolCalls++, this.#custom.has(head.name));
        this.#open.set(index, { kind: "tool-call", call });
        this.#waiting = call;
        return out;
      }
    }
  }

  #delta(index: number, text: string): string {
    const open = this.#open.get(index);
    if (open === undefined || text === "") return "";
    switch (open.kind) {
      case "text":
        this.#textChars += text.length;
        return this.#chunk(`{"content":${JSON.stringify(text)}}`);
      case "refusal":
        return this.#chunk(`{"refusal":${JSON.stringify(text)}}`);
      case "reasoning":
        open.pieces.push(text);
        return this.#chunk(`{"reasoning_content":${JSON.stringify(text)}}`);
      case "tool-call": {
        const out = this.#waiting === undefined ? "" : this.#announce();
        return out + this.#entries(open.call.say(text));
      }
    }
  }

  #carry(index: number, carry: Carry): string {
    const open = this.#open.get(index);
    if (open === undefined || open.kind === "refusal") return "";
    if (open.kind !== "tool-call") {
      open.carry = carry;
      return "";
    }
    const extra = signatureMember(carry);
    if (extra === undefined) {
      this.#details.push({ kind: "other", detail: open.call.detail(carry) });
      return "";
    }
    if (this.#waiting !== open.call) return this.#entries(open.call.sign(extra));
    this.#waiting = undefined;
    return this.#entries(open.call.announcement(extra));
  }

  #endBlock(index: number): string {
    const open = this.#open.get(index);
    if (open === undefined) return "";
    this.#open.delete(index);
    if (open.kind === "tool-call") return this.#announce() + this.#entries(open.call.end());
    if (open.kind === "reasoning") {
      const { pieces, carry, redacted } = open;
      const detail =
        carry === undefined
          ? undefined
          : reasoningDetail({ kind: "reasoning", text: pieces.join(""), carry, redacted });
      if (detail !== undefined) this.#details.push({ kind: "reasoning", detail });
    } else if (open.kind === "text") {
      const stretch = { start: open.start, end: this.#textChars };
      this.#annotations.push(...writeAnnotations(open.citations, stretch, this.#meta));
      if (open.carry !== undefined) this.#details.push({ kind: "other", detail: textDetail(open.carry) });
    }
    return "";
  }

  /** The first chunk of the call that waits for it. */
  #announce(): string {
    const call = this.#waiting;
    if (call === undefined) return "";
    this.#waiting = undefined;
    return this.#entries(call.announcement(undefined));
  }

  /**
   * State is told before what follows it, all that there is so far and under new indexes: clients overwrite such members,
   * or append to them, or merge entries of one index, and each of these has all of it. Most answers tell it once.
   */
  #tellDetails(): string {
    if (this.#told === this.#details.length) return "";
    this.#told = this.#details.length;
    const entries = this.#details.map(({ detail }) => ({ ...detail, index: this.#toldEntries++ }));
    return this.#chunk(`{"reasoning_details":${JSON.stringify(entries)}}`);
  }

  #image(source: MediaSource): string {
    const image = writeImage(source, this.#images, this.#meta);
    if (image === undefined) return "";
    this.#images += 1;
    return this.#chunk(`{"images":${JSON.stringify([image])}}`);
  }

  /** A chunk with an entry of `tool_calls`; empty for none. */
  #entries(entry: string): string {
    return entry === "" ? "" : this.#chunk(`{"tool_calls":[${entry}]}`);
  }

  #chunk(delta: string): string {
    return this.#before + delta + this.#after;
  }
}
