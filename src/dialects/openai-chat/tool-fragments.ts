import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";
import { argumentsText, mintedCallId } from "./decode-response.ts";

interface Call {
  id: string;
  name: string;
  /** All arguments so far. */
  text: string;
  readonly wireIndex: number | undefined;
  /** The block; undefined until id and name are known. */
  block: number | undefined;
  ended: boolean;
}

/** One entry of a delta's `tool_calls`, read. */
interface Fragment {
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Tells which call each streamed fragment belongs to. By the contract `index` does; but vendors leave it out
 * (vercel/ai#14277), say 0 for all (ollama/ollama#15457), repeat id and name in each fragment, or give no id at all
 * (BerriAI/litellm#14587). So: id first, then index, and a fragment that names a function anew starts a call.
 */
export class ToolFragments {
  readonly #calls: Call[] = [];
  readonly #nextBlock: () => number;

  constructor(nextBlock: () => number) {
    this.#nextBlock = nextBlock;
  }

  get any(): boolean {
    return this.#calls.length > 0;
  }

  push(wire: unknown, events: StreamEvent[]): void {
    if (!isObject(wire)) return;
    const fragment = readFragment(wire);
    const call = this.#find(fragment) ?? this.#open(fragment, events);
    if (call.ended) return;
    if (call.id === "") call.id = fragment.id;
    if (call.name === "") call.name = fragment.name;
    call.text += fragment.text;
    if (call.block !== undefined) {
      if (fragment.text !== "") events.push({ type: "block-delta", index: call.block, text: fragment.text });
    } else if (call.id !== "" && call.name !== "") this.#start(call, events);
  }

  /**
   * Something else begins: calls whose arguments are whole end now, so that a wire with one open block need not hold
   * back what follows. Nothing can be added to a whole JSON object, so nothing is lost.
   */
  settle(events: StreamEvent[]): void {
    for (const call of this.#calls) {
      if (!call.ended && call.block !== undefined && parseObject(call.text) !== undefined) endCall(call, events);
    }
  }

  /** The answer is over: starts the calls that never got an id, and closes all. A call without a name is no call. */
  end(answerId: string | undefined, events: StreamEvent[]): void {
    for (const [n, call] of this.#calls.entries()) {
      if (call.block === undefined && call.name !== "") {
        call.id ||= mintedCallId(answerId, n);
        this.#start(call, events);
      }
      endCall(call, events);
    }
  }

  #start(call: Call, events: StreamEvent[]): void {
    const index = this.#nextBlock();
    call.block = index;
    events.push({ type: "block-start", index, block: { kind: "tool-call", id: call.id, name: call.name } });
    if (call.text !== "") events.push({ type: "block-delta", index, text: call.text });
  }

  #open({ index }: Fragment, events: StreamEvent[]): Call {
    this.settle(events);
    const call: Call = { id: "", name: "", text: "", wireIndex: index, block: undefined, ended: false };
    this.#calls.push(call);
    return call;
  }

  #find(fragment: Fragment): Call | undefined {
    const { id, index, name } = fragment;
    const byId = id === "" ? undefined : this.#calls.findLast((call) => call.id === id);
    if (byId !== undefined) return byId;
    const same = index === undefined ? this.#calls.at(-1) : this.#calls.findLast((call) => call.wireIndex === index);
    if (same === undefined) return undefined;
    if (id !== "" && same.id !== "") return name === "" ? same : undefined;
    return name !== "" && beginsAnew(same, fragment) ? undefined : same;
  }
}

function endCall(call: Call, events: StreamEvent[]): void {
  if (call.block === undefined || call.ended) return;
  call.ended = true;
  events.push({ type: "block-end", index: call.block });
}

/** A name on a running call is a repetition, unless it is another name or the call's arguments are whole already. */
function beginsAnew(call: Call, { name, text }: Fragment): boolean {
  if (call.name === "") return false;
  return call.name !== name || (text.trimStart().startsWith("{") && parseObject(call.text) !== undefined);
}

function readFragment(wire: JsonObject): Fragment {
  const fn = isObject(wire["function"]) ? wire["function"] : {};
  const { index, id } = wire;
  return {
    index: typeof index === "number" ? index : undefined,
    id: typeof id === "string" ? id : "",
    name: typeof fn["name"] === "string" ? fn["name"] : "",
    text: argumentsText(fn["arguments"]),
  };
}
