import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { Channels, FrameList, slotOf } from "../frame-list.ts";
import { isObject } from "../read.ts";
import type { SlotMarks } from "../slot-list.ts";
import type { FrameTexts, StreamTexts, StreamTextsOptions } from "../text-slots.ts";
import { blockTexts, citedTexts, OPAQUE } from "./texts.ts";
import { FOREIGN_SIGNATURE } from "./thinking-marks.ts";

/** Texts of a message stream. (Anthropic API reference, streaming messages.) */
export function openStream({ translated = false }: StreamTextsOptions = {}): StreamTexts {
  return new MessageStreamTexts(translated);
}

const TEXT: SlotMarks = { role: "assistant", kind: "text" };
const THINKING: SlotMarks = { role: "assistant", kind: "reasoning" };
/** Its signature follows at the end, when the text is out: it is taken for signed. */
const SIGNED: SlotMarks = { ...THINKING, readonly: true };
const INPUT: SlotMarks = { role: "assistant", kind: "tool-arguments" };

/** The member that holds text in each kind of delta. */
const DELTAS: ReadonlyMap<unknown, { readonly member: string; readonly marks: SlotMarks }> = new Map([
  ["text_delta", { member: "text", marks: TEXT }],
  ["thinking_delta", { member: "thinking", marks: THINKING }],
  ["input_json_delta", { member: "partial_json", marks: INPUT }],
]);

class MessageStreamTexts implements StreamTexts {
  readonly #channels = new Channels();
  readonly #translated: boolean;
  /** The thinking of the present block. */
  #thinking = "";

  constructor(translated: boolean) {
    this.#translated = translated;
  }

  read({ event, json }: { readonly event?: string | undefined; readonly json: JsonObject }): FrameTexts {
    const list = new FrameList(this.#channels);
    const prefix = `content[${String(json["index"])}].`;
    switch (json["type"] ?? event) {
      case "content_block_delta":
        if (isObject(json["delta"])) this.#delta(list, json["index"], json["delta"], prefix);
        break;
      case "content_block_start":
        list.endWhere((channel) => channel.startsWith(prefix));
        if (isObject(json["content_block"])) this.#block(list, json["index"], json["content_block"], prefix);
        break;
      case "content_block_stop":
        list.endWhere((channel) => channel.startsWith(prefix));
        break;
      case "message_delta":
      case "message_stop":
      case "error":
        list.endAll();
    }
    return list;
  }

  carry(channel: string, text: string): string | undefined {
    const json = this.#channels.carried(channel, text);
    return json && `event: content_block_delta\ndata: ${asciiJson(json)}\n\n`;
  }

  #delta(list: FrameList, index: unknown, delta: JsonObject, prefix: string): void {
    const { type, citation } = delta;
    const known = DELTAS.get(type);
    if (known !== undefined) this.#add(list, index, delta, prefix, String(type));
    if (type === "signature_delta" && this.#translated) this.#sign(list, delta, prefix);
    if (type === "citations_delta" && isObject(citation)) {
      list.complete((slots) => citedTexts(slots, citation, `${prefix}citation`, TEXT));
    } else if (known === undefined && type !== "signature_delta") {
      // Such as the summary that a compaction gives.
      for (const name of Object.keys(delta).filter((each) => !OPAQUE.test(each))) {
        list.complete((slots) => slots.all(delta, name, prefix.slice(0, -1), TEXT, OPAQUE));
      }
    }
  }

  /** A sealed signature may stand for the thinking as it was; other thinking is shown as unsigned. */
  #sign(list: FrameList, delta: JsonObject, prefix: string): void {
    if (this.#thinking === "" || delta["signature"] === FOREIGN_SIGNATURE) return;
    const thinking = this.#thinking;
    const replace = (text: string): void => {
      if (text !== thinking) delta["signature"] = FOREIGN_SIGNATURE;
    };
    const slot = { path: `${prefix}thinking`, role: "assistant", kind: "reasoning", text: thinking, replace } as const;
    list.add([slot], { channel: `${prefix}thinking`, whole: true });
  }

  /** Text in a header is the first piece; other blocks come whole in it. */
  #block(list: FrameList, index: unknown, block: JsonObject, prefix: string): void {
    this.#thinking = "";
    if (block["type"] === "text") this.#add(list, index, block, prefix, "text_delta");
    else if (block["type"] === "thinking") this.#add(list, index, block, prefix, "thinking_delta");
    else list.complete((slots) => blockTexts(slots, block, prefix.slice(0, -1), TEXT));
  }

  #add(list: FrameList, index: unknown, holder: JsonObject, prefix: string, type: string): void {
    const known = DELTAS.get(type);
    if (known === undefined) return;
    const { member } = known;
    const marks = known.marks === THINKING && !this.#translated ? SIGNED : known.marks;
    if (known.marks === THINKING && typeof holder[member] === "string") this.#thinking += holder[member];
    const carry = (text: string): JsonObject => ({
      type: "content_block_delta",
      index,
      delta: { type, [member]: text },
    });
    const channel = `${prefix}${member}`;
    const slots = slotOf(holder, member, prefix.slice(0, -1), marks);
    list.add(slots, { channel, carry, json: type === "input_json_delta" });
  }
}
