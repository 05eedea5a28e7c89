import type { JsonObject } from "../dialect.ts";
import { Channels, FrameList } from "../frame-list.ts";
import { textsIn } from "../operation-texts.ts";
import { objectsOf, type SlotList } from "../slot-list.ts";
import type { DialectTexts, StreamTexts } from "../text-slots.ts";

/** What is painted, and what the vendor made of it; for generations and edits. (OpenAI API reference, images.) */
export const openaiImagesTexts: DialectTexts = {
  ...textsIn(
    (list, body) => list.strings(body, "prompt", "", { role: "user", kind: "prompt" }),
    (list, body) => {
      for (const { item, path } of objectsOf(body["data"], "data")) revised(list, item, path);
    },
  ),
  openStream,
};

function revised(list: SlotList, image: JsonObject, path: string): void {
  list.member(image, "revised_prompt", path, { role: "assistant", kind: "text" });
}

/** Each image is one event. */
function openStream(): StreamTexts {
  const channels = new Channels();
  return {
    read: ({ json }) => {
      const list = new FrameList(channels);
      list.complete((slots) => revised(slots, json, ""));
      return list;
    },
    carry: () => undefined,
  };
}
