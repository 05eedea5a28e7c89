import type { Carry } from "../../canonical/blocks.ts";
import type { Finish } from "../../canonical/finish.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { AnswerMeta, StreamEncoder } from "../dialect.ts";
import { finishWord } from "./finish.ts";
import { reasoningDetail } from "./reasoning.ts";
import { writeUsage } from "./usage.ts";
import type { WireReasoningDetail } from "./wire.ts";

/** Opens the writer of a chat completion stream. (OpenAI API reference, chat completion chunk object.) */
export function openEncoder(meta: AnswerMeta): StreamEncoder {
  return new ChatStreamEncoder(meta);
}

type OpenBlock =
  | { readonly kind: "text" | "refusal" }
  | { readonly kind: "tool-call"; readonly toolIndex: number; empty: boolean }
  | { readonly kind: "reasoning"; text: string; carry: Carry | undefined; readonly redacted: boolean | undefined };

/** Chunks are written from prepared text around the one string that differs: this runs once a token. */
class ChatStreamEncoder implements StreamEncoder {
  /** Members that all chunks share. */
  readonly #head: string;
  readonly #includeUsage: boolean;
  readonly #open = new Map<number, OpenBlock>();
  readonly #details: WireReasoningDetail[] = [];
  #started = false;
  #toolCalls = 0;
  #finish: Finish | undefined;
  #usage: Usage | undefined;

  constructor({ id, model, createdAtSeconds, includeUsage }: AnswerMeta) {
    const head = { id: `chatcmpl-${id}`, object: "chat.completion.chunk", created: createdAtSeconds, model };
    this.#head = `data: ${JSON.stringify(head).slice(0, -1)}`;
    this.#includeUsage = includeUsage;
  }

  push(event: StreamEvent): string {
    switch (event.type) {
      case "block-delta":
        return this.#delta(event.index, event.text);
      case "block-start":
        return this.#opening() + this.#startBlock(event.index, event.block);
      case "block-end":
        return this.#endBlock(event.index);
      case "block-carry": {
        const open = this.#open.get(event.index);
        if (open?.kind === "reasoning") open.carry = event.carry;
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
      case "block-citation":
        return "";
    }
  }

  end(gateway: string): string {
    if (this.#finish === undefined) throw new Error("A stream without a finish must be ended with an error.");
    const word = finishWord(this.#finish);
    let out = this.#opening();
    for (const index of [...this.#open.keys()]) out += this.#endBlock(index);
    // In one chunk, once: accumulators of clients append, merge or overwrite unknown members.
    if (this.#details.length > 0) out += this.#chunk(`{"reasoning_details":${JSON.stringify(this.#details)}}`);
    const member = `,"x-llm-gateway":${gateway}}\n\n`;
    const finish = `${this.#head},"choices":[{"index":0,"delta":{},"finish_reason":"${word}"}]`;
    if (!this.#includeUsage || this.#usage === undefined) return `${out}${finish}${member}data: [DONE]\n\n`;
    const usage = `${this.#head},"choices":[],"usage":${JSON.stringify(writeUsage(this.#usage))}`;
    return `${out}${finish},"usage":null}\n\n${usage}${member}data: [DONE]\n\n`;
  }

  #opening(): string {
    if (this.#started) return "";
    this.#started = true;
    return this.#chunk('{"role":"assistant","content":""}');
  }

  #startBlock(index: number, head: Extract<StreamEvent, { type: "block-start" }>["block"]): string {
    if (head.kind === "tool-call") {
      const toolIndex = this.#toolCalls++;
      this.#open.set(index, { kind: "tool-call", toolIndex, empty: true });
      const fn = `{"name":${JSON.stringify(head.name)},"arguments":""}`;
      return this.#chunk(
        `{"tool_calls":[{"index":${toolIndex},"id":${JSON.stringify(head.id)},"type":"function","function":${fn}}]}`,
      );
    }
    if (head.kind === "reasoning") {
      this.#open.set(index, { kind: "reasoning", text: "", carry: undefined, redacted: head.redacted });
    } else if (head.kind !== "image") this.#open.set(index, { kind: head.kind });
    return "";
  }

  #delta(index: number, text: string): string {
    const open = this.#open.get(index);
    if (open === undefined || text === "") return "";
    switch (open.kind) {
      case "text":
        return this.#chunk(`{"content":${JSON.stringify(text)}}`);
      case "refusal":
        return this.#chunk(`{"refusal":${JSON.stringify(text)}}`);
      case "reasoning":
        open.text += text;
        return this.#chunk(`{"reasoning_content":${JSON.stringify(text)}}`);
      case "tool-call":
        open.empty = false;
        return this.#arguments(open.toolIndex, text);
    }
  }

  #endBlock(index: number): string {
    const open = this.#open.get(index);
    this.#open.delete(index);
    if (open?.kind === "reasoning") {
      const detail = reasoningDetail(open);
      if (detail !== undefined) this.#details.push(detail);
    }
    // A call without arguments still needs a JSON object, or the client's parse fails.
    return open?.kind === "tool-call" && open.empty ? this.#arguments(open.toolIndex, "{}") : "";
  }

  #arguments(toolIndex: number, text: string): string {
    return this.#chunk(`{"tool_calls":[{"index":${toolIndex},"function":{"arguments":${JSON.stringify(text)}}}]}`);
  }

  #chunk(delta: string): string {
    const usage = this.#includeUsage ? ',"usage":null' : "";
    return `${this.#head},"choices":[{"index":0,"delta":${delta},"finish_reason":null}]${usage}}\n\n`;
  }
}
