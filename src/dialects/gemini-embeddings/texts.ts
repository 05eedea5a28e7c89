import type { JsonObject } from "../dialect.ts";
import { contentTexts } from "../gemini/texts.ts";
import { textsIn } from "../operation-texts.ts";
import { isObject } from "../read.ts";
import { objectsOf, type SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts } from "../text-slots.ts";

/** What is embedded, one content or many. (Gemini API reference, models.embedContent, models.batchEmbedContents.) */
export const geminiEmbeddingsTexts: DialectTexts = textsIn((list, body) => {
  for (const { item, path } of objectsOf(body["requests"], "requests")) one(list, item, path);
  one(list, body, "");
});

function one(list: SlotList, request: JsonObject, path: string): void {
  const marks: SlotMarks = { role: "user", kind: "input" };
  const { content } = request;
  if (isObject(content)) contentTexts(list, content, path === "" ? "content" : `${path}.content`, marks);
  list.member(request, "title", path, marks);
}
