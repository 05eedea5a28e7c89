import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { type CarryFrame, Channels, FrameList, slotOf } from "../frame-list.ts";
import { isObject } from "../read.ts";
import { dropping, SlotList, type SlotMarks } from "../slot-list.ts";
import type { FrameTexts, StreamTexts, TextKind, TextSlot } from "../text-slots.ts";
import { annotationTexts, itemTexts, OPAQUE, partTexts } from "./texts.ts";

/** Texts of a response stream, which repeats each of them up to four times. (OpenAI API reference, streaming events.) */
export function openStream(): StreamTexts {
  return new ResponseStreamTexts();
}

/** What an event's text is a piece of. */
interface Piece {
  /** Begins the channel's name below its item. */
  readonly name: string;
  /** The member that tells which of several it is. */
  readonly index?: "content_index" | "summary_index";
  readonly kind: TextKind;
  readonly json?: true;
  /** Member of the event that repeats the whole. */
  readonly whole: string;
}

const SUMMARY: Piece = { name: "summary", index: "summary_index", kind: "reasoning", whole: "text" };
const ARGUMENTS: Piece = { name: "arguments", kind: "tool-arguments", json: true, whole: "arguments" };
const TRANSCRIPT: Piece = { name: "content", index: "content_index", kind: "text", whole: "transcript" };

/** By the events' type without its end, which is `.delta` or `.done`. */
const PIECES: ReadonlyMap<string, Piece> = new Map([
  ["response.output_text", { name: "content", index: "content_index", kind: "text", whole: "text" }],
  ["response.refusal", { name: "content", index: "content_index", kind: "text", whole: "refusal" }],
  ["response.reasoning_summary_text", SUMMARY],
  ["response.reasoning_text", { name: "reasoning", index: "content_index", kind: "reasoning", whole: "text" }],
  ["response.function_call_arguments", ARGUMENTS],
  ["response.mcp_call_arguments", ARGUMENTS],
  ["response.custom_tool_call_input", { name: "input", kind: "tool-arguments", whole: "input" }],
  ["response.code_interpreter_call_code", { name: "code", kind: "tool-arguments", whole: "code" }],
  ["response.audio.transcript", TRANSCRIPT],
  ["response.output_audio_transcript", TRANSCRIPT],
]);

class ResponseStreamTexts implements StreamTexts {
  readonly #channels = new Channels();
  /** The number of the next frame that goes out; undefined as long as frames have none. */
  #next: number | undefined;
  /** How many frames were added before it. */
  #added = 0;

  read({ event, json }: { readonly event?: string | undefined; readonly json: JsonObject }): FrameTexts {
    const list = new FrameList(this.#channels);
    if (typeof json["sequence_number"] === "number") this.#next = json["sequence_number"] + this.#added;
    const type = typeof json["type"] === "string" ? json["type"] : (event ?? "");
    const dot = type.lastIndexOf(".");
    const piece = PIECES.get(type.slice(0, dot));
    if (piece !== undefined) readPiece(list, piece, json, type.slice(dot + 1));
    else this.#readWhole(list, type, json);
    return list;
  }

  carry(channel: string, text: string): string | undefined {
    const json = this.#channels.carried(channel, text);
    if (json === undefined) return undefined;
    if (this.#next !== undefined) {
      json["sequence_number"] = this.#next;
      this.#next += 1;
      this.#added += 1;
    }
    return `event: ${String(json["type"])}\ndata: ${asciiJson(json)}\n\n`;
  }

  renumber(json: JsonObject): boolean {
    const number = json["sequence_number"];
    if (typeof number !== "number") return false;
    json["sequence_number"] = number + this.#added;
    this.#next = number + this.#added + 1;
    return this.#added > 0;
  }

  /** Events that repeat parts, items, or all of them. */
  #readWhole(list: FrameList, type: string, json: JsonObject): void {
    const key = keyOf(json);
    const { part, item, response } = json;
    switch (type) {
      case "response.content_part.added":
      case "response.content_part.done":
        if (isObject(part)) wholePart(list, part, `${key}content[${indexOf(json["content_index"])}]`, "text");
        return;
      case "response.reasoning_summary_part.added":
      case "response.reasoning_summary_part.done":
        if (isObject(part)) wholePart(list, part, `${key}summary[${indexOf(json["summary_index"])}]`, "reasoning");
        return;
      case "response.output_item.added":
      case "response.output_item.done":
        if (!isObject(item)) return;
        list.endWhere((channel) => !channel.startsWith(key));
        wholeItem(list, item, key);
        if (type.endsWith("done")) list.endWhere((channel) => channel.startsWith(key));
        return;
      case "response.image_generation_call.completed":
        return;
      case "response.output_text.annotation.added":
        list.complete((slots) => annotationTexts(slots, json, "annotation", ""));
        return;
      default:
        if (type.endsWith(".delta")) unknownPiece(list, type, json);
        if (type.endsWith(".done")) unknownWhole(list, json);
        if (isObject(response)) wholeResponse(list, response);
        if (ENDINGS.has(type)) list.endAll();
    }
  }
}

const ENDINGS = new Set([
  "response.completed",
  "response.done",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
  "error",
]);

function readPiece(list: FrameList, piece: Piece, json: JsonObject, ending: string): void {
  const key = keyOf(json);
  // Items come one after the other; only calls may interleave.
  list.endWhere((channel) => !channel.startsWith(key) && !channel.endsWith(".arguments[0]"));
  const { name, index, kind, json: isJson = false } = piece;
  const channel = `${key}${name}[${index === undefined ? 0 : indexOf(json[index])}]`;
  const marks: SlotMarks = { role: "assistant", kind, onChange: dropping(json, "logprobs") };
  if (ending === "done") {
    const slots = slotOf(json, piece.whole, "", marks);
    if (slots.length === 0) list.endWhere((open) => open === channel);
    list.add(slots, { channel, whole: true, json: isJson });
    return;
  }
  const logprobs = Array.isArray(json["logprobs"]) ? { logprobs: [] } : {};
  const carry: CarryFrame = (text) => {
    const { obfuscation: _, ...rest } = json;
    return { ...rest, delta: text, ...logprobs };
  };
  list.add(slotOf(json, "delta", "", marks), { channel, carry, json: isJson });
}

/** A piece of something newer than this list: sound and pictures are none of text. */
function unknownPiece(list: FrameList, type: string, json: JsonObject): void {
  if (/audio\.delta$|image/.test(type)) return;
  const marks: SlotMarks = { role: "assistant", kind: "text", onChange: dropping(json, "logprobs") };
  const carry: CarryFrame = (text) => ({ ...json, delta: text });
  const channel = `${keyOf(json)}${type}`;
  if (typeof json["delta"] === "string") list.add(slotOf(json, "delta", "", marks), { channel, carry });
  else list.complete((slots) => slots.all(json, "delta", "", marks, OPAQUE));
}

/** The same at its end, in whatever member. */
function unknownWhole(list: FrameList, json: JsonObject): void {
  for (const name of Object.keys(json)) {
    if (name === "response" || name === "x-llm-gateway" || OPAQUE.test(name)) continue;
    list.complete((slots) => slots.all(json, name, "", { role: "assistant", kind: "text" }, OPAQUE));
  }
}

/** A part that repeats its text. */
function wholePart(list: FrameList, part: JsonObject, channel: string, kind: TextKind): void {
  const gathered = new SlotList();
  partTexts(gathered, part, "part", { role: "assistant", kind });
  const isRepeat = ({ path }: TextSlot): boolean => !path.includes("annotations");
  list.add(gathered.slots.filter(isRepeat), { channel, whole: true });
  list.complete((slots) => slots.slots.push(...gathered.slots.filter((slot) => !isRepeat(slot))));
}

/** Where texts of an item stand in it, and the channel that each repeats. */
const REPEATS: readonly { readonly of: string; readonly place: RegExp; readonly name: string }[] = [
  { of: "message", place: /^content\[(\d+)\]\.(?:text|refusal|transcript)$/, name: "content" },
  { of: "reasoning", place: /^summary\[(\d+)\]\.text$/, name: "summary" },
  { of: "reasoning", place: /^content\[(\d+)\]\.text$/, name: "reasoning" },
  { of: "custom_tool_call", place: /^input$/, name: "input" },
  { of: "code_interpreter_call", place: /^code$/, name: "code" },
];

function wholeItem(list: FrameList, item: JsonObject, key: string): void {
  const { type } = item;
  const streamed = typeof item["arguments"] === "string";
  if (streamed) {
    const slots = slotOf(item, "arguments", "", { role: "assistant", kind: "tool-arguments" });
    list.add(slots, { channel: `${key}arguments[0]`, whole: true, json: true });
  }
  const gathered = new SlotList();
  itemTexts(gathered, item, "", "answer");
  const others: TextSlot[] = [];
  for (const slot of gathered.slots) {
    if (streamed && slot.path.startsWith("arguments")) continue;
    const repeat = REPEATS.find(({ of, place }) => of === type && place.test(slot.path));
    const index = repeat?.place.exec(slot.path)?.[1] ?? "0";
    if (repeat === undefined) others.push(slot);
    else list.add([slot], { channel: `${key}${repeat.name}[${index}]`, whole: true });
  }
  list.complete((slots) => slots.slots.push(...others));
}

function wholeResponse(list: FrameList, response: JsonObject): void {
  const output: unknown[] = Array.isArray(response["output"]) ? response["output"] : [];
  for (const [i, item] of output.entries()) if (isObject(item)) wholeItem(list, item, `output[${i}].`);
  const marks: SlotMarks = { role: "assistant", kind: "text" };
  list.complete((slots) => slots.member(response, "output_text", "response", marks));
}

/** Items are told apart by their place: their ids change in the streams of some vendors (BerriAI/litellm#32777). */
function keyOf(json: JsonObject): string {
  const { output_index: index, item_id: id, item } = json;
  if (typeof index === "number") return `output[${index}].`;
  return `item[${String(id ?? (isObject(item) ? item["id"] : ""))}].`;
}

function indexOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
