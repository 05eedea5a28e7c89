import type { Carry } from "../../canonical/blocks.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { readSignature } from "./call-signature.ts";
import { mintedCallId, saidCall } from "./decode-response.ts";
import { JsonProgress } from "./json-progress.ts";

interface Call {
  id: string;
  name: string;
  readonly custom: boolean;
  readonly progress: JsonProgress;
  readonly wireIndex: number | undefined;
  /** What came before the block could begin. */
  early: string[];
  carry: Carry | undefined;
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
  readonly custom: boolean;
  readonly carry: Carry | undefined;
}

/**
 * Tells which call each streamed fragment belongs to. By the contract `index` does; but vendors leave it out
 * (vercel/ai#14277), say 0 for all (ollama/ollama#15457), repeat id and name in each fragment, or give no id at all
 * (BerriAI/litellm#14587). So: id first, then index, and a fragment that names a function anew starts a call.
 */
export class ToolFragments {
  readonly #calls: Call[] = [];
  readonly #byId = new Map<string, Call>();
  readonly #byIndex = new Map<number, Call>();
  /** Calls that have begun and not ended. */
  readonly #running = new Set<Call>();
  /** Those of them that got something since it was last asked whether they are whole. */
  readonly #touched = new Set<Call>();
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
    if (call.id === "" && fragment.id !== "") this.#identify(call, fragment.id);
    if (call.name === "") call.name = fragment.name;
    if (fragment.carry !== undefined) sign(call, fragment.carry, events);
    if (fragment.text !== "") this.#say(call, fragment.text, events);
    if (call.block === undefined && call.id !== "" && call.name !== "") this.#start(call, events);
  }

  /** State of a call that was told apart from it; false when there is no such call, or it is over. */
  carry(id: string, carry: Carry, events: StreamEvent[]): boolean {
    const call = this.#byId.get(id);
    if (call === undefined || call.ended) return false;
    sign(call, carry, events);
    return true;
  }

  /**
   * Something else begins: calls whose arguments are whole end now, so that a wire with one open block need not hold
   * back what follows. Nothing can be added to a whole JSON object, so nothing is lost.
   */
  settle(events: StreamEvent[]): void {
    for (const call of this.#touched) if (!call.custom && call.progress.whole) this.#endCall(call, events);
    this.#touched.clear();
  }

  /** The answer is over: starts the calls that never got an id, and closes all. A call without a name is no call. */
  end(answerId: string | undefined, events: StreamEvent[]): void {
    for (const [n, call] of this.#calls.entries()) {
      if (call.block === undefined && call.name !== "") {
        call.id ||= mintedCallId(answerId, n);
        this.#start(call, events);
      }
    }
    for (const call of this.#running) this.#endCall(call, events);
  }

  #say(call: Call, text: string, events: StreamEvent[]): void {
    if (!call.custom) call.progress.push(text);
    if (call.block === undefined) {
      call.early.push(text);
      return;
    }
    this.#touched.add(call);
    events.push({ type: "block-delta", index: call.block, text });
  }

  #start(call: Call, events: StreamEvent[]): void {
    const index = this.#nextBlock();
    call.block = index;
    this.#running.add(call);
    this.#touched.add(call);
    const { id, name } = call;
    const head = { kind: "tool-call", id, name, ...(call.custom ? { custom: true } : {}) } as const;
    events.push({ type: "block-start", index, block: head });
    if (call.carry !== undefined) events.push({ type: "block-carry", index, carry: call.carry });
    const text = call.early.join("");
    call.early = [];
    if (text !== "") events.push({ type: "block-delta", index, text });
  }

  #open({ index, custom }: Fragment, events: StreamEvent[]): Call {
    this.settle(events);
    const call: Call = {
      id: "",
      name: "",
      custom,
      progress: new JsonProgress(),
      wireIndex: index,
      early: [],
      carry: undefined,
      block: undefined,
      ended: false,
    };
    this.#calls.push(call);
    if (index !== undefined) this.#byIndex.set(index, call);
    return call;
  }

  #endCall(call: Call, events: StreamEvent[]): void {
    if (call.block === undefined) return;
    this.#running.delete(call);
    call.ended = true;
    events.push({ type: "block-end", index: call.block });
  }

  #identify(call: Call, id: string): void {
    call.id = id;
    this.#byId.set(id, call);
  }

  #find(fragment: Fragment): Call | undefined {
    const { id, index, name } = fragment;
    const byId = id === "" ? undefined : this.#byId.get(id);
    if (byId !== undefined) return byId;
    const same = index === undefined ? this.#calls.at(-1) : this.#byIndex.get(index);
    if (same === undefined) return undefined;
    if (id !== "" && same.id !== "") return name === "" ? same : undefined;
    return name !== "" && beginsAnew(same, fragment) ? undefined : same;
  }
}

/** The first signature of a call is its signature. */
function sign(call: Call, carry: Carry, events: StreamEvent[]): void {
  if (call.carry !== undefined) return;
  call.carry = carry;
  if (call.block !== undefined) events.push({ type: "block-carry", index: call.block, carry });
}

/** A name on a running call is a repetition, unless it is another name or the call's arguments are whole already. */
function beginsAnew(call: Call, { name, text }: Fragment): boolean {
  if (call.name === "") return false;
  return call.name !== name || (text.trimStart().startsWith("{") && call.progress.whole);
}

function readFragment(wire: JsonObject): Fragment {
  const { index, id } = wire;
  const said = saidCall(wire);
  return {
    index: typeof index === "number" ? index : undefined,
    id: typeof id === "string" ? id : "",
    name: said?.name ?? "",
    text: said?.text ?? "",
    custom: said?.custom ?? wire["type"] === "custom",
    carry: readSignature(wire),
  };
}
