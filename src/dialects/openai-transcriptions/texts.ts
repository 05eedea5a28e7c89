import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { Channels, FrameList, slotOf } from "../frame-list.ts";
import { textsIn } from "../operation-texts.ts";
import { dropping, objectsOf, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts, StreamTexts } from "../text-slots.ts";
import { subtitleTexts } from "./subtitle-texts.ts";

const SAID: SlotMarks = { role: "assistant", kind: "text" };

/** What helps to hear, and what was said. (OpenAI API reference, create transcription.) */
export const openaiTranscriptionsTexts: DialectTexts = {
  ...textsIn(
    (list, body) => list.strings(body, "prompt", "", { role: "user", kind: "prompt" }),
    (list, body) => {
      list.member(body, "text", "", { ...SAID, onChange: dropping(body, "logprobs") });
      for (const { item, path } of objectsOf(body["segments"], "segments")) {
        list.member(item, "text", path, { ...SAID, onChange: dropping(item, "tokens") });
        for (const word of objectsOf(item["words"], `${path}.words`)) list.member(word.item, "word", word.path, SAID);
      }
      for (const { item, path } of objectsOf(body["words"], "words")) list.member(item, "word", path, SAID);
    },
  ),
  rawTexts: (contentType, text) => (/json|^audio|^image/i.test(contentType) ? undefined : subtitleTexts(text)),
  openStream,
};

/** OpenAI says `transcript.text.…`, Mistral `transcription.…`. (OpenAI API reference, transcript streaming events.) */
function openStream(): StreamTexts {
  const channels = new Channels();
  const channel = "text";
  return {
    read: ({ event, json }) => {
      const list = new FrameList(channels);
      const type = typeof json["type"] === "string" ? json["type"] : (event ?? "");
      const marks: SlotMarks = { ...SAID, onChange: dropping(json, "logprobs") };
      if (type.endsWith(".delta")) {
        const member = typeof json["delta"] === "string" ? "delta" : "text";
        const logprobs = Array.isArray(json["logprobs"]) ? { logprobs: [] } : {};
        const carry = (text: string): JsonObject => ({ ...json, [member]: text, ...logprobs });
        list.add(slotOf(json, member, "", marks), { channel, carry });
      } else if (type.endsWith(".done")) {
        list.endAll();
        list.add(slotOf(json, "text", "", marks), { channel, whole: true });
        list.complete((slots) => {
          for (const { item, path } of objectsOf(json["segments"], "segments")) slots.member(item, "text", path, SAID);
        });
      } else list.complete((slots) => slots.member(json, "text", "", marks));
      return list;
    },
    carry: (name, text) => {
      const json = channels.carried(name, text);
      if (json === undefined) return undefined;
      return `${typeof json["type"] === "string" ? `event: ${json["type"]}\n` : ""}data: ${asciiJson(json)}\n\n`;
    },
  };
}
