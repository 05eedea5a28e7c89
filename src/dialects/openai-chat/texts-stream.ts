import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { type CarryFrame, type ChannelMarks, Channels, FrameList, pick, slotOf } from "../frame-list.ts";
import { at, isObject } from "../read.ts";
import { dropping, objectsOf, type SlotMarks } from "../slot-list.ts";
import type { FrameTexts, StreamTexts, TextKind } from "../text-slots.ts";
import { isSealedDetail } from "./reasoning-details.ts";
import { OPAQUE, otherMembers } from "./texts.ts";

/** Texts of a chat completion stream. (OpenAI API reference, chat completion chunk object.) */
export function openStream(): StreamTexts {
  return new ChatStreamTexts();
}

/** Members that chunks of one answer share. */
const HEAD = ["id", "object", "created", "model", "system_fingerprint", "service_tier", "provider"];

/** A choice of a chunk, while its texts are read. */
interface Said {
  readonly delta: JsonObject;
  readonly path: string;
  readonly prefix: string;
  readonly list: FrameList;
  readonly whole: boolean;
  readonly onChange: () => void;
  readonly carry: (delta: (text: string) => JsonObject) => CarryFrame;
}

/** Texts of one group follow each other or interleave; those of another end them. */
type Group = "reasoning" | "content" | "refusal" | "tool_calls";

class ChatStreamTexts implements StreamTexts {
  readonly #channels = new Channels();
  /** The id that each call has, by its channel: some vendors give all calls one index (ollama/ollama#15457). */
  readonly #callIds = new Map<string, string>();
  /** Text of the entries that a vendor's signature may follow, by channel. */
  readonly #signed = new Map<string, string>();
  #dropped = false;

  read({ json }: { readonly json: JsonObject }): FrameTexts {
    const list = new FrameList(this.#channels);
    for (const [i, { item: choice, path }] of objectsOf(json["choices"], "choices").entries()) {
      const index = typeof choice["index"] === "number" ? choice["index"] : i;
      const whole = !isObject(choice["delta"]);
      // Perplexity repeats all that was said so far beside each piece: nobody needs it, and it holds what was changed.
      if (!whole && choice["message"] !== undefined) {
        delete choice["message"];
        this.#dropped = true;
      }
      const delta = choice[whole ? "message" : "delta"];
      const prefix = `choices[${index}].`;
      if (isObject(delta)) {
        const carry =
          (make: (text: string) => JsonObject): CarryFrame =>
          (text) => ({ ...pick(json, HEAD), choices: [{ index, delta: make(text), finish_reason: null }] });
        const onChange = dropping(choice, "logprobs");
        this.#readDelta({ delta, path: at(path, whole ? "message" : "delta"), prefix, list, whole, onChange, carry });
      }
      const reason = choice["finish_reason"];
      if (typeof reason === "string" && reason !== "") list.endWhere((channel) => channel.startsWith(prefix));
    }
    return list;
  }

  carry(channel: string, text: string): string | undefined {
    const json = this.#channels.carried(channel, text);
    return json && `data: ${asciiJson(json)}\n\n`;
  }

  /** Says that what was taken out of a frame is to stay out. */
  renumber(): boolean {
    const dropped = this.#dropped;
    this.#dropped = false;
    return dropped;
  }

  #readDelta(said: Said): void {
    const { delta, path } = said;
    for (const name of ["reasoning_content", "reasoning"]) this.#say(said, "reasoning", name);
    this.#details(said);
    const { content } = delta;
    if (Array.isArray(content)) this.#parts(said, content);
    else this.#say(said, "content", "content");
    this.#say(said, "refusal", "refusal");
    if (isObject(delta["audio"])) {
      const carry = said.carry((text) => ({ audio: { transcript: text } }));
      this.#add(said, "content", "audio", delta["audio"], "transcript", at(path, "audio"), { carry });
    }
    const legacy = isObject(delta["function_call"]) ? [{ index: 0, function: delta["function_call"] }] : [];
    const calls: unknown[] = Array.isArray(delta["tool_calls"]) ? delta["tool_calls"] : legacy;
    if (calls.length > 0) endOthers(said, "tool_calls");
    if (Array.isArray(delta["images"]) && delta["images"].length > 0) endOthers(said, "images");
    for (const [i, call] of calls.entries()) if (isObject(call)) this.#call(said, call, i);
    for (const name of otherMembers(delta)) this.#other(said, name);
  }

  /** A vendor's own member, which may come beside any other text and ends none. */
  #other({ delta, path, prefix, list, whole, onChange, carry }: Said, name: string): void {
    const marks: SlotMarks = { role: "assistant", kind: "text", onChange };
    if (typeof delta[name] !== "string") list.complete((slots) => slots.all(delta, name, path, marks, OPAQUE));
    else {
      const channel = `${prefix}${OTHER}${name}`;
      list.add(slotOf(delta, name, path, marks), { channel, whole, carry: carry((text) => ({ [name]: text })) });
    }
  }

  #say(said: Said, group: Group, name: string): void {
    if (typeof said.delta[name] !== "string") return;
    this.#add(said, group, name, said.delta, name, said.path, { carry: said.carry((text) => ({ [name]: text })) });
  }

  /** A text of a group; those of other groups end before it. */
  #add(
    said: Said,
    group: Group,
    name: string,
    holder: JsonObject,
    member: string,
    path: string,
    { carry, json, kind }: { carry: CarryFrame; json?: boolean; kind?: TextKind },
  ): void {
    const { prefix, list, whole, onChange } = said;
    const marks: SlotMarks = {
      role: "assistant",
      kind: kind ?? (group === "reasoning" ? "reasoning" : "text"),
      onChange,
    };
    const slots = slotOf(holder, member, path, marks);
    if (slots.length === 0) return;
    endOthers(said, group);
    const given: ChannelMarks = { channel: `${prefix}${group}:${name}`, whole, carry };
    list.add(slots, json === true ? { ...given, json } : given);
  }

  /** Parts of Mistral's answers: text and thinking. */
  #parts(said: Said, content: readonly unknown[]): void {
    for (const { item, path } of objectsOf(content, at(said.path, "content"))) {
      const carry = said.carry((text) => ({ content: [{ type: "text", text }] }));
      this.#add(said, "content", "text", item, "text", path, { carry });
      if (item["type"] !== "thinking") continue;
      const thinking = said.carry((text) => ({ content: [{ type: "thinking", thinking: [{ type: "text", text }] }] }));
      this.#add(said, "reasoning", "thinking", item, "thinking", path, { carry: thinking });
      for (const inner of objectsOf(item["thinking"], at(path, "thinking"))) {
        this.#add(said, "reasoning", "thinking", inner.item, "text", inner.path, { carry: thinking });
      }
    }
  }

  /** The gateway's own entries repeat what was said before; an entry whose text was changed is no use any more. */
  #details(said: Said): void {
    const details: unknown = said.delta["reasoning_details"];
    if (!Array.isArray(details)) return;
    for (const { item, path } of objectsOf(details, at(said.path, "reasoning_details"))) {
      if (isSealedDetail(item)) {
        const marks: SlotMarks = { role: "assistant", kind: "reasoning", onChange: () => removeFrom(said.delta, item) };
        const channel = `${said.prefix}reasoning:reasoning_content`;
        // State of a text stands behind it.
        endOthers(said, "tool_calls");
        said.list.add(slotOf(item, "text", path, marks), { channel, whole: true });
        continue;
      }
      const { type, index } = item;
      for (const name of ["text", "summary"]) {
        const carry = said.carry((text) => ({ reasoning_details: [{ type, index, [name]: text }] }));
        this.#add(said, "reasoning", `details.${name}`, item, name, path, { carry });
      }
      this.#signature(said, item, path);
    }
  }

  /** A vendor's own signature stands for all the text of the entries before it. (OpenRouter documentation, reasoning.) */
  #signature({ prefix, list }: Said, detail: JsonObject, path: string): void {
    const channel = `${prefix}reasoning:details.text`;
    const text = (this.#signed.get(channel) ?? "") + (typeof detail["text"] === "string" ? detail["text"] : "");
    this.#signed.set(channel, text);
    if (typeof detail["signature"] !== "string" || detail["signature"] === "" || text === "") return;
    list.end(channel);
    const replace = (changed: string): void => {
      if (changed !== text) delete detail["signature"];
    };
    list.add([{ path, role: "assistant", kind: "reasoning", text, replace }], { channel, whole: true });
  }

  #call(said: Said, call: JsonObject, position: number): void {
    const index = typeof call["index"] === "number" ? call["index"] : position;
    const path = `${said.path}.tool_calls[${position}]`;
    const channel = `${said.prefix}tool_calls:${index}`;
    const { id, function: fn, custom } = call;
    if (typeof id === "string" && id !== "") {
      const before = this.#callIds.get(channel);
      if (before !== undefined && before !== id) said.list.endWhere((open) => open === channel);
      this.#callIds.set(channel, id);
    }
    if (isObject(fn) && isObject(fn["arguments"])) {
      // Some vendors send the object itself.
      const marks = { role: "assistant", kind: "tool-arguments" } as const;
      said.list.complete((list) => list.all(fn, "arguments", at(path, "function"), marks));
    } else if (isObject(fn)) {
      const legacy = said.delta["function_call"] === fn;
      const carry = said.carry((text) =>
        legacy ? { function_call: { arguments: text } } : { tool_calls: [{ index, function: { arguments: text } }] },
      );
      const more = { carry, json: true, kind: "tool-arguments" } as const;
      this.#add(said, "tool_calls", String(index), fn, "arguments", at(path, "function"), more);
    }
    if (isObject(custom)) {
      const carry = said.carry((text) => ({ tool_calls: [{ index, custom: { input: text } }] }));
      const more = { carry, kind: "tool-arguments" } as const;
      this.#add(said, "tool_calls", String(index), custom, "input", at(path, "custom"), more);
    }
  }
}

/** Begins channels of vendors' own members. */
const OTHER = "other:";

/** What is not of the group ends before what comes now. */
function endOthers({ prefix, list }: Said, group: Group | "images"): void {
  const stays = [`${prefix}${group}:`, `${prefix}${OTHER}`];
  list.endWhere((channel) => channel.startsWith(prefix) && !stays.some((start) => channel.startsWith(start)));
}

function removeFrom(delta: JsonObject, detail: JsonObject): void {
  const details: unknown = delta["reasoning_details"];
  if (Array.isArray(details)) delta["reasoning_details"] = details.filter((one) => one !== detail);
}
