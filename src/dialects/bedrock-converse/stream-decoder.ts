import type { Carry } from "../../canonical/blocks.ts";
import type { BlockHead, StreamEvent } from "../../canonical/response.ts";
import type { Usage } from "../../canonical/usage.ts";
import type { JsonObject, SseFrame, StreamDecoder } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";
import { AnswerIds } from "./answer-ids.ts";
import { readCitation } from "./citations.ts";
import { argumentsText, SERVER_TOOL } from "./decode-response.ts";
import { readStreamError } from "./errors.ts";
import { readFinish } from "./finish.ts";
import { imageType } from "./media.ts";
import { callStateOf, carryOf } from "./reasoning.ts";
import { readUsage } from "./usage.ts";

/** Opens the reader of a ConverseStream. (Amazon Bedrock API reference, ConverseStreamOutput.) */
export function openDecoder(): StreamDecoder {
  return new ConverseStreamDecoder();
}

type OpenBlock =
  | { readonly kind: "text" | "tool-call"; readonly index: number }
  | { readonly kind: "reasoning"; readonly index: number; readonly signature: string[] }
  /** Told when it ends, for nothing can be said of a part of it. `pieces` are base64. */
  | { readonly kind: "redacted" | "image"; readonly mediaType: string; readonly pieces: string[] }
  /** Of a tool that ran at Amazon. */
  | { readonly kind: "skipped" };

class ConverseStreamDecoder implements StreamDecoder {
  #events: StreamEvent[] = [];
  /** By their index on the wire. */
  readonly #open = new Map<unknown, OpenBlock>();
  /** The open block of text or reasoning: there is one at most. */
  #speaking: { readonly at: unknown } | undefined;
  readonly #ids = new AnswerIds();
  /** State of calls that are still to come. */
  readonly #states = new Map<string, Carry>();
  #blocks = 0;
  #hasCalls = false;
  #started = false;
  #over = false;
  #stop: JsonObject | undefined;
  #usage: Usage | undefined;

  push(frame: SseFrame): StreamEvent[] {
    if (this.#over) return [];
    const json = parseObject(frame.data);
    if (json === undefined) return [];
    this.#events = [];
    this.#read(json, frame.event);
    return this.#events;
  }

  end(): StreamEvent[] {
    if (this.#over) return [];
    this.#events = [];
    this.#finish();
    return this.#events;
  }

  #read(json: JsonObject, event: string | undefined): void {
    if (event === "error" || (event !== undefined && /exception$/i.test(event))) {
      this.#over = true;
      this.#events.push({ type: "error", error: readStreamError(event, json) });
      return;
    }
    if (event === "metadata") {
      if (isObject(json["usage"])) this.#usage = readUsage(json["usage"]);
      // Usage comes after the stop; whichever of the two is last ends the answer.
      if (this.#stop !== undefined) this.#finish();
      return;
    }
    if (this.#stop === undefined) this.#readContent(json, event);
  }

  #readContent(json: JsonObject, event: string | undefined): void {
    const { contentBlockIndex: at, start, delta } = json;
    switch (event) {
      case "contentBlockDelta":
        if (isObject(delta)) this.#readDelta(at, delta);
        return;
      case "contentBlockStart":
        if (isObject(start)) this.#readStart(at, start);
        return;
      case "contentBlockStop":
        this.#close(at);
        return;
      case "messageStart":
        this.#start();
        return;
      case "messageStop":
        this.#start();
        this.#stop = json;
        for (const open of [...this.#open.keys()]) this.#close(open);
        if (this.#usage !== undefined) this.#finish();
        return;
      default:
      // New event types may come at any time.
    }
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#events.push({ type: "start" });
  }

  #readStart(at: unknown, { toolUse, toolResult, image }: JsonObject): void {
    if (isObject(toolUse)) this.#openCall(at, toolUse);
    else if (isObject(toolResult)) this.#put(at, { kind: "skipped" });
    else if (isObject(image)) {
      const mediaType = typeof image["format"] === "string" ? imageType(image["format"]) : undefined;
      this.#put(at, mediaType === undefined ? { kind: "skipped" } : { kind: "image", mediaType, pieces: [] });
    }
  }

  #openCall(at: unknown, { toolUseId, name, type }: JsonObject): void {
    if (typeof name !== "string" || name === "" || type === SERVER_TOOL) {
      this.#put(at, { kind: "skipped" });
      return;
    }
    const id = this.#ids.give(toolUseId);
    this.#close(at);
    const index = this.#begin({ kind: "tool-call", id, name });
    this.#open.set(at, { kind: "tool-call", index });
    this.#hasCalls = true;
    const carry = typeof toolUseId === "string" ? this.#states.get(toolUseId) : undefined;
    if (carry !== undefined) this.#events.push({ type: "block-carry", index, carry });
  }

  #begin(block: BlockHead): number {
    this.#start();
    // Blocks do not overlap here: text whose stop was forgotten must not hold back what follows.
    if (this.#speaking !== undefined) this.#close(this.#speaking.at);
    const index = this.#blocks++;
    this.#events.push({ type: "block-start", index, block });
    return index;
  }

  #put<T extends OpenBlock>(at: unknown, block: T): T {
    this.#close(at);
    this.#open.set(at, block);
    if (block.kind === "text" || block.kind === "reasoning") this.#speaking = { at };
    return block;
  }

  #readDelta(at: unknown, delta: JsonObject): void {
    const { text, toolUse, reasoningContent, citation, image } = delta;
    if (typeof text === "string") this.#say(this.#textAt(at, text !== ""), text);
    else if (isObject(toolUse)) this.#sayArguments(at, toolUse["input"]);
    else if (isObject(reasoningContent)) this.#readReasoning(at, reasoningContent);
    else if (isObject(citation)) {
      const block = this.#textAt(at, true);
      if (block !== undefined) {
        this.#events.push({ type: "block-citation", index: block.index, citation: readCitation(citation) });
      }
    } else if (isObject(image) && isObject(image["source"])) {
      const open = this.#open.get(at);
      const { bytes } = image["source"];
      if (open?.kind === "image" && typeof bytes === "string") open.pieces.push(bytes);
    }
  }

  /** The text block at an index of the wire. Text has no header there: its first delta opens it. */
  #textAt(at: unknown, wanted: boolean): Extract<OpenBlock, { index: number }> | undefined {
    const open = this.#open.get(at);
    if (open?.kind === "skipped" || !wanted) return undefined;
    return open?.kind === "text" ? open : this.#put(at, { kind: "text", index: this.#beginAt(at, { kind: "text" }) });
  }

  #beginAt(at: unknown, head: BlockHead): number {
    this.#close(at);
    return this.#begin(head);
  }

  #sayArguments(at: unknown, input: unknown): void {
    const open = this.#open.get(at);
    if (open?.kind === "tool-call") this.#say(open, argumentsText(input));
  }

  #say(block: { readonly index: number } | undefined, text: string): void {
    if (block !== undefined && text !== "") this.#events.push({ type: "block-delta", index: block.index, text });
  }

  #readReasoning(at: unknown, { text, signature, redactedContent }: JsonObject): void {
    const open = this.#open.get(at);
    if (open?.kind === "skipped") return;
    if (typeof redactedContent === "string" && redactedContent !== "") {
      const block = open?.kind === "redacted" ? open : this.#put(at, { kind: "redacted", mediaType: "", pieces: [] });
      block.pieces.push(redactedContent);
      return;
    }
    const said = typeof text === "string" ? text : "";
    const signed = typeof signature === "string" ? signature : "";
    if (said === "" && signed === "") return;
    const block =
      open?.kind === "reasoning"
        ? open
        : this.#put(at, {
            kind: "reasoning",
            index: this.#beginAt(at, { kind: "reasoning" }),
            signature: [] as string[],
          });
    this.#say(block, said);
    if (signed !== "") block.signature.push(signed);
  }

  #close(at: unknown): void {
    const block = this.#open.get(at);
    if (block === undefined) return;
    this.#open.delete(at);
    if (this.#speaking?.at === at) this.#speaking = undefined;
    if (block.kind === "skipped") return;
    if ("pieces" in block) {
      this.#tellCollected(block);
      return;
    }
    if (block.kind === "reasoning") this.#carry(block.index, carryOf(block.signature.join("")));
    this.#events.push({ type: "block-end", index: block.index });
  }

  #tellCollected({ kind, mediaType, pieces }: Extract<OpenBlock, { pieces: string[] }>): void {
    const data = joinBase64(pieces);
    if (kind === "image") {
      if (data === "") return;
      const index = this.#begin({ kind: "image", source: { kind: "data", mediaType, data } });
      this.#events.push({ type: "block-end", index });
      return;
    }
    const state = callStateOf(data);
    const carry = carryOf(data);
    if (state !== undefined) this.#states.set(state.toolCallId, state.carry);
    else if (carry !== undefined) {
      const index = this.#begin({ kind: "reasoning", redacted: true });
      this.#carry(index, carry);
      this.#events.push({ type: "block-end", index });
    }
  }

  #carry(index: number, carry: Carry | undefined): void {
    if (carry !== undefined) this.#events.push({ type: "block-carry", index, carry });
  }

  /** Blocks of a broken answer stay open. */
  #finish(): void {
    this.#over = true;
    const finish =
      this.#stop === undefined ? { reason: "interrupted" as const } : readFinish(this.#stop, this.#hasCalls);
    this.#events.push({ type: "finish", finish, usage: this.#usage });
  }
}

/** Each piece is base64 of its own bytes, so pieces with padding cannot simply be put together. */
function joinBase64(pieces: readonly string[]): string {
  const [first = ""] = pieces;
  if (pieces.length <= 1) return first;
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64"))).toString("base64");
}
