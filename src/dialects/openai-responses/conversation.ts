import type { Block, Carry, ToolCallBlock, ToolResultBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import { at } from "../read.ts";
import { ToolHistory } from "../tool-history.ts";

/**
 * Makes messages of a list of items. What the assistant said and called between two turns of others is one message, as
 * are results that follow each other.
 */
export class Conversation {
  readonly #messages: Message[] = [];
  readonly #history = new ToolHistory();
  /** Blocks of the assistant's turn while it lasts. */
  #turn: Block[] | undefined;
  /** Results that came one after the other. */
  #results: ToolResultBlock[] | undefined;
  /** State of calls, by their id: it stands before or after the call. */
  readonly #states = new Map<string, Carry>();

  /** A message of somebody else's. */
  add(message: Message): void {
    this.#turn = undefined;
    this.#results = undefined;
    this.#messages.push(message);
  }

  /** What the assistant said. */
  say(blocks: readonly Block[], path: string): void {
    if (blocks.length > 0) this.#assistant(path).push(...blocks);
  }

  /** A call, which must be answered before the assistant's next turn. */
  call(block: ToolCallBlock, path: string): void {
    const turn = this.#assistant(path);
    this.#history.call(block.id, at(path, "call_id"));
    turn.push(block);
  }

  /** The answer to a call. */
  result(block: ToolResultBlock, path: string): void {
    this.#history.result(block.toolCallId, at(path, "call_id"));
    this.#turn = undefined;
    if (this.#results === undefined) {
      this.#results = [];
      this.#messages.push({ role: "user", blocks: this.#results, path });
    }
    this.#results.push(block);
  }

  noteCallState(toolCallId: string, carry: Carry): void {
    this.#states.set(toolCallId, carry);
  }

  /** State of the last text of the turn; without one, of a text that is empty. */
  noteTextState(carry: Carry, path: string): void {
    const turn = this.#assistant(path);
    const i = turn.findLastIndex((block) => block.kind === "text");
    const text = turn[i];
    if (text?.kind === "text") turn[i] = { ...text, carry };
    else turn.push({ kind: "text", text: "", carry });
  }

  /** The messages; throws when a call has no result. */
  end(): readonly Message[] {
    this.#history.close();
    if (this.#states.size === 0) return this.#messages;
    return this.#messages.map((message) => ({
      ...message,
      blocks: message.blocks.map((block) => this.#stated(block)),
    }));
  }

  #assistant(path: string): Block[] {
    if (this.#turn === undefined) {
      this.#history.close();
      this.#turn = [];
      this.#results = undefined;
      this.#messages.push({ role: "assistant", blocks: this.#turn, path });
    }
    return this.#turn;
  }

  #stated(block: Block): Block {
    const carry = block.kind === "tool-call" ? this.#states.get(block.id) : undefined;
    return carry === undefined || block.kind !== "tool-call" ? block : { ...block, carry };
  }
}
