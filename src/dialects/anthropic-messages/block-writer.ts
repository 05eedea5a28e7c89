import type { Carry, Citation } from "../../canonical/blocks.ts";
import type { BlockHead } from "../../canonical/response.ts";
import type { AnswerMeta } from "../dialect.ts";
import { noteStretches, writeCitation } from "./citations.ts";
import { FOREIGN_SIGNATURE, looseStateBlock, shownSignature } from "./thinking-marks.ts";
import { safeToolId } from "./tool-ids.ts";

type Head = Exclude<BlockHead, { kind: "image" }>;

/**
 * Writes one block of a message stream. A header goes out with the first text, because blank text blocks must not exist:
 * callers send them back and are refused. State of a tool call that is known by then goes before it.
 */
export class BlockWriter {
  /** Nothing will be added. */
  ended = false;
  readonly #head: Head;
  /** A call of a custom tool: its text is the one argument of a function here. */
  readonly #isCustom: boolean;
  /** Gives the next index on the wire. */
  readonly #nextIndex: () => number;
  readonly #meta: AnswerMeta;
  /** What stands around the text of a delta; undefined until the header is out. */
  #around: readonly [before: string, after: string] | undefined;
  #wireIndex = 0;
  /** Text that waits for its turn. */
  #waiting: string[] = [];
  /** Citations that wait for their turn. */
  #uncited: Citation[] = [];
  readonly #citations: Citation[] = [];
  #chars = 0;
  #carry: Carry | undefined;
  /** The tool call's state is out. */
  #stateTold = false;

  constructor(head: Head, nextIndex: () => number, meta: AnswerMeta) {
    this.#head = head;
    this.#isCustom = head.kind === "tool-call" && head.custom === true;
    this.#nextIndex = nextIndex;
    this.#meta = meta;
  }

  /** `isCurrent`: it is this block's turn to be written. */
  say(text: string, isCurrent: boolean): string {
    // What is encrypted has no text.
    if (this.#head.kind === "reasoning" && this.#head.redacted === true) return "";
    this.#chars += text.length;
    if (isCurrent && this.#around !== undefined) return this.#around[0] + this.#quoted(text) + this.#around[1];
    this.#waiting.push(text);
    return isCurrent ? this.#begin() : "";
  }

  bear(carry: Carry, isCurrent: boolean): string {
    this.#carry = carry;
    // A call's state is all that its header waits for.
    return isCurrent && this.#head.kind === "tool-call" && this.#around === undefined ? this.#begin() : "";
  }

  cite(citation: Citation, isCurrent: boolean): string {
    if (this.#head.kind !== "text") return "";
    this.#citations.push(citation);
    if (isCurrent && this.#around !== undefined) return this.#link(citation);
    this.#uncited.push(citation);
    return "";
  }

  /** The block's turn has come, or it has ended in its turn: all that can be written now. */
  catchUp(): string {
    if (!this.ended) return this.#waiting.length > 0 || this.#isKnownCall() ? this.#begin() : "";
    return (this.#isDue() ? this.#begin() : "") + this.#ending();
  }

  #isKnownCall(): boolean {
    return this.#head.kind === "tool-call" && this.#carry !== undefined;
  }

  /** True once it has ended for a block that must be there, with or without text. */
  #isDue(): boolean {
    if (this.#around !== undefined || this.#waiting.length > 0) return true;
    if (this.#head.kind === "tool-call") return true;
    return this.#head.kind === "reasoning" && this.#carry !== undefined;
  }

  /** The header if it is not out yet, and what waited for it. */
  #begin(): string {
    let out = this.#around === undefined ? this.#stateBefore() + this.#header() : "";
    if (this.#around !== undefined && this.#waiting.length > 0) {
      out += this.#around[0] + this.#quoted(this.#waiting.join("")) + this.#around[1];
      this.#waiting = [];
    }
    for (const citation of this.#uncited) out += this.#link(citation);
    this.#uncited = [];
    return out;
  }

  #header(): string {
    this.#wireIndex = this.#nextIndex();
    const head = this.#head;
    const [before, after] = deltaOf(head);
    const frame = `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.#wireIndex},"delta":`;
    this.#around = [frame + before, `${after}}\n\n`];
    const open = startFrame(this.#wireIndex, emptyBlock(head, this.#carry));
    return this.#isCustom ? open + this.#raw('{"input":"') : open;
  }

  /** A text as it stands in the delta: of a custom call, as a piece of a JSON string within JSON text. */
  #quoted(text: string): string {
    return JSON.stringify(this.#isCustom ? JSON.stringify(text).slice(1, -1) : text);
  }

  #raw(text: string): string {
    return this.#around === undefined ? "" : this.#around[0] + JSON.stringify(text) + this.#around[1];
  }

  #link(citation: Citation): string {
    const link = writeCitation(citation, this.#meta);
    if (link === undefined) return "";
    return this.#delta(`{"type":"citations_delta","citation":${JSON.stringify(link)}}`);
  }

  #delta(delta: string): string {
    return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.#wireIndex},"delta":${delta}}\n\n`;
  }

  /** What closes the block; thinking is signed first, with a mark of ours when nobody did. */
  #ending(): string {
    if (this.#around === undefined) {
      if (this.#uncited.length > 0) this.#meta.warn("citations", "Sources without any text were left out.");
      return this.#stateAfter();
    }
    noteStretches(this.#citations, this.#chars, this.#meta);
    let out = this.#isCustom ? this.#raw('"}') : "";
    if (this.#head.kind === "reasoning" && this.#head.redacted !== true) {
      const signature = JSON.stringify(shownSignature(this.#carry) ?? FOREIGN_SIGNATURE);
      out += this.#delta(`{"type":"signature_delta","signature":${signature}}`);
    }
    return out + stopFrame(this.#wireIndex) + this.#stateAfter();
  }

  #stateBefore(): string {
    return this.#head.kind === "tool-call" ? this.#stateBlock() : "";
  }

  /** A text's state is known at its end; a call's may be late. */
  #stateAfter(): string {
    return this.#head.kind === "text" || this.#head.kind === "tool-call" ? this.#stateBlock() : "";
  }

  #stateBlock(): string {
    const head = this.#head;
    if (this.#carry === undefined || this.#stateTold) return "";
    this.#stateTold = true;
    const carry = this.#carry;
    const state =
      head.kind === "tool-call"
        ? ({ kind: "call", toolCallId: safeToolId(head.id), carry } as const)
        : ({ kind: "text", carry } as const);
    const index = this.#nextIndex();
    return startFrame(index, looseStateBlock(state)) + stopFrame(index);
  }
}

function deltaOf({ kind }: Head): readonly [string, string] {
  if (kind === "tool-call") return ['{"type":"input_json_delta","partial_json":', "}"];
  if (kind === "reasoning") return ['{"type":"thinking_delta","thinking":', "}"];
  return ['{"type":"text_delta","text":', "}"];
}

function emptyBlock(head: Head, carry: Carry | undefined): object {
  switch (head.kind) {
    case "text":
    case "refusal":
      return { type: "text", text: "" };
    case "tool-call":
      return { type: "tool_use", id: safeToolId(head.id), name: head.name, input: {} };
    case "reasoning":
      return head.redacted === true
        ? { type: "redacted_thinking", data: shownSignature(carry) }
        : { type: "thinking", thinking: "", signature: "" };
  }
}

function startFrame(index: number, block: object): string {
  const data = `{"type":"content_block_start","index":${index},"content_block":${JSON.stringify(block)}}`;
  return `event: content_block_start\ndata: ${data}\n\n`;
}

function stopFrame(index: number): string {
  return `event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`;
}
