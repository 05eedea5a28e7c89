import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { PartialArguments } from "./partial-arguments.ts";
import { readSignature } from "./signatures.ts";

interface OpenCall {
  readonly index: number;
  readonly args: PartialArguments;
  signed: boolean;
}

/**
 * Reads the function calls of an answer. Each comes whole; only Vertex, when it is asked to, sends the arguments leaf by
 * leaf in the parts that follow. (Gemini API reference, FunctionCall.)
 */
export class CallReader {
  /** Id of the answer, for ids of calls that have none. */
  answerId: string | undefined;
  readonly #nextBlock: () => number;
  readonly #ids = new Set<string>();
  /** The call whose arguments are still coming. */
  #open: OpenCall | undefined;

  constructor(nextBlock: () => number) {
    this.#nextBlock = nextBlock;
  }

  get any(): boolean {
    return this.#ids.size > 0;
  }

  read(call: JsonObject, signature: unknown, events: StreamEvent[]): void {
    const { name, args, partialArgs, willContinue } = call;
    const entries = Array.isArray(partialArgs) ? partialArgs : undefined;
    if (typeof name === "string" && name !== "") {
      this.settle(events);
      const index = this.#start(name, call["id"], events);
      this.#open = { index, args: new PartialArguments(), signed: false };
      this.#sign(this.#open, signature, events);
      if (entries === undefined && (willContinue !== true || args !== undefined)) {
        this.#finish(argumentsText(args), events);
        return;
      }
    } else if (this.#open !== undefined) this.#sign(this.#open, signature, events);
    if (this.#open === undefined) return;
    const settled = this.#open.args.push(entries ?? []);
    if (settled && willContinue !== true) this.settle(events);
  }

  /** Something else begins, or the answer is over: no more arguments will come. */
  settle(events: StreamEvent[]): void {
    if (this.#open !== undefined) this.#finish(this.#open.args.text(), events);
  }

  #start(name: string, given: unknown, events: StreamEvent[]): number {
    const index = this.#nextBlock();
    const id = this.#unique(typeof given === "string" && given !== "" ? given : this.#mintedId());
    events.push({ type: "block-start", index, block: { kind: "tool-call", id, name } });
    return index;
  }

  #mintedId(): string {
    const answer = (this.answerId ?? "").replace(/[^a-zA-Z0-9_-]/g, "_");
    return answer === "" ? `call_${this.#ids.size}` : `call_${answer}_${this.#ids.size}`;
  }

  #unique(id: string): string {
    let unique = id;
    for (let n = 2; this.#ids.has(unique); n += 1) unique = `${id}_${n}`;
    this.#ids.add(unique);
    return unique;
  }

  #sign(call: OpenCall, signature: unknown, events: StreamEvent[]): void {
    const { carry } = readSignature(signature);
    if (carry === undefined || call.signed) return;
    call.signed = true;
    events.push({ type: "block-carry", index: call.index, carry });
  }

  #finish(text: string, events: StreamEvent[]): void {
    if (this.#open === undefined) return;
    const { index } = this.#open;
    this.#open = undefined;
    events.push({ type: "block-delta", index, text }, { type: "block-end", index });
  }
}

/** Arguments as JSON text; some proxies send them as text already. */
function argumentsText(args: unknown): string {
  if (typeof args === "string" && args.trim() !== "") return args;
  return isObject(args) ? JSON.stringify(args) : "{}";
}
