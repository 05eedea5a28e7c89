import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { type CarryFrame, Channels, FrameList, pick, slotOf } from "../frame-list.ts";
import { at, isObject } from "../read.ts";
import { isSealed } from "../sealed-carry.ts";
import { objectsOf, type SlotMarks } from "../slot-list.ts";
import type { FrameTexts, StreamTexts } from "../text-slots.ts";
import { forgetTokens, memberOf, otherTexts, sourceTexts } from "./texts.ts";

/** Texts of a stream of GenerateContentResponses. (Gemini API reference, models.streamGenerateContent.) */
export function openStream(): StreamTexts {
  return new GeminiStreamTexts();
}

const HEAD = ["modelVersion", "responseId"];

/** A candidate of a chunk, while its parts are read. */
interface Said {
  readonly prefix: string;
  readonly path: string;
  readonly list: FrameList;
  readonly marks: SlotMarks;
  /** Makes a frame with one part. */
  readonly carry: (part: (text: string) => JsonObject) => CarryFrame;
}

class GeminiStreamTexts implements StreamTexts {
  readonly #channels = new Channels();
  /** All thoughts so far, by channel: what the signature that follows may stand for. */
  readonly #thoughts = new Map<string, string>();

  read({ json }: { readonly json: JsonObject }): FrameTexts {
    const list = new FrameList(this.#channels);
    for (const [i, { item: candidate, path }] of objectsOf(json["candidates"], "candidates").entries()) {
      const index = typeof candidate["index"] === "number" ? candidate["index"] : i;
      const carry =
        (make: (text: string) => JsonObject): CarryFrame =>
        (text) => ({ candidates: [{ content: { parts: [make(text)], role: "model" }, index }], ...pick(json, HEAD) });
      const marks: SlotMarks = { role: "assistant", kind: "text", onChange: () => forgetTokens(candidate) };
      const said: Said = { prefix: `candidates[${index}].`, path: at(path, "content"), list, marks, carry };
      const content = isObject(candidate["content"]) ? candidate["content"] : {};
      for (const part of objectsOf(content["parts"], at(said.path, "parts"))) this.#part(said, part.item, part.path);
      if (isObject(memberOf(candidate, "groundingMetadata")[1])) {
        list.complete((slots) => sourceTexts(slots, candidate, path));
      }
    }
    // Older models say why they end in every chunk; but the gateway's own object stands in the last one alone.
    if (json["x-llm-gateway"] !== undefined || isObject(json["error"])) list.endWhere(() => true);
    return list;
  }

  carry(channel: string, text: string): string | undefined {
    const json = this.#channels.carried(channel, text);
    return json && `data: ${asciiJson(json)}\n\n`;
  }

  #part(said: Said, part: JsonObject, path: string): void {
    const { prefix, list, marks } = said;
    if (typeof part["text"] === "string") {
      if (part["thought"] === true) this.#thought(said, part, path);
      else this.#text(said, part, path);
    }
    const [callName, call] = memberOf(part, "functionCall");
    if (isObject(call)) this.#leaves(said, call, at(path, callName));
    if (typeof part["text"] === "string" || Object.keys(part).length === 0) return;
    // Anything else ends the text before it.
    list.endWhere((channel) => channel.startsWith(prefix) && !channel.startsWith(`${prefix}args:`));
    list.complete((slots) => otherTexts(slots, part, path, marks));
  }

  #text({ prefix, list, marks, carry }: Said, part: JsonObject, path: string): void {
    const channel = `${prefix}text`;
    const slots = slotOf(part, "text", path, marks);
    if (slots.length > 0) list.endWhere((open) => open.startsWith(prefix) && open !== channel);
    list.add(slots, { channel, carry: carry((text) => ({ text })) });
    // A signature stands behind what it is for.
    if (isSigned(part)) list.end(channel);
  }

  #thought({ prefix, list, marks, carry }: Said, part: JsonObject, path: string): void {
    const channel = `${prefix}thought`;
    const slots = slotOf(part, "text", path, { ...marks, kind: "reasoning" });
    if (slots.length > 0) list.endWhere((open) => open.startsWith(prefix) && open !== channel);
    list.add(slots, { channel, carry: carry((text) => ({ text, thought: true })) });
    const thoughts = (this.#thoughts.get(channel) ?? "") + String(part["text"]);
    this.#thoughts.set(channel, thoughts);
    if (isSigned(part)) list.end(channel);
    const [name, signature] = memberOf(part, "thoughtSignature");
    if (!isSealed(signature) || thoughts === "") return;
    // It may be another vendor's signature of the thoughts, and that is void for any other text.
    const replace = (text: string): void => {
      if (text !== thoughts) delete part[name];
    };
    list.add([{ path, role: "assistant", kind: "reasoning", text: thoughts, replace }], { channel, whole: true });
  }

  /** Strings of arguments that Vertex sends leaf by leaf. (Vertex AI API reference, PartialArg.) */
  #leaves({ prefix, list, carry }: Said, call: JsonObject, path: string): void {
    const named = typeof call["name"] === "string" && call["name"] !== "";
    const leaves = (channel: string): boolean => channel.startsWith(`${prefix}args:`);
    if (named) list.endWhere((channel) => channel.startsWith(prefix));
    const [entriesName, entries] = memberOf(call, "partialArgs");
    for (const { item, path: inner } of objectsOf(entries, at(path, entriesName))) {
      const [member] = memberOf(item, "stringValue");
      const [, jsonPath] = memberOf(item, "jsonPath");
      const channel = `${prefix}args:${String(jsonPath)}`;
      const again = carry((text) => ({
        functionCall: { partialArgs: [{ jsonPath, stringValue: text, willContinue: true }], willContinue: true },
      }));
      const slots = slotOf(item, member, inner, { role: "assistant", kind: "tool-arguments" });
      list.add(slots, { channel, carry: again });
      if (memberOf(item, "willContinue")[1] !== true) list.endWhere((open) => open === channel);
    }
    if (memberOf(call, "willContinue")[1] !== true) list.endWhere(leaves);
  }
}

function isSigned(part: JsonObject): boolean {
  const [, signature] = memberOf(part, "thoughtSignature");
  return typeof signature === "string" && signature !== "";
}
