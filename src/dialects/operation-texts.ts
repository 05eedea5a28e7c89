import type { JsonObject } from "./dialect.ts";
import { isObject } from "./read.ts";
import { objectsOf, SlotList, type SlotMarks } from "./slot-list.ts";
import type { DialectTexts, TextSlot } from "./text-slots.ts";

/** Texts of a wire that are few and stand in known places. */
export function textsIn(
  request: (list: SlotList, body: JsonObject) => void,
  answer: (list: SlotList, body: JsonObject) => void = () => {},
): Pick<DialectTexts, "requestTexts" | "answerTexts"> {
  return { requestTexts: (body) => gathered(request, body), answerTexts: (body) => gathered(answer, body) };
}

function gathered(gather: (list: SlotList, body: JsonObject) => void, body: JsonObject): TextSlot[] {
  const list = new SlotList();
  gather(list, body);
  return list.slots;
}

/** A member that is a string, or strings and parts with a text. */
export function inputTexts(list: SlotList, body: JsonObject, name: string, marks: SlotMarks): void {
  list.strings(body, name, "", marks);
  if (!Array.isArray(body[name]) && !isObject(body[name])) return;
  for (const { item, path } of objectsOf(body[name], name)) {
    list.member(item, "text", path, marks);
    if (!Array.isArray(item["content"])) continue;
    for (const part of objectsOf(item["content"], `${path}.content`)) list.member(part.item, "text", part.path, marks);
  }
}
