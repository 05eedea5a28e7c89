import type { JsonObject } from "../dialect.ts";
import { textsIn } from "../operation-texts.ts";
import { objectsOf, type SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts } from "../text-slots.ts";

/** The question, and the documents, which may come back in the answer. (Cohere API reference, rerank v2.) */
export const cohereRerankTexts: DialectTexts = textsIn(
  (list, body) => {
    list.member(body, "query", "", { role: "user", kind: "input" });
    list.all(body, "documents", "", { role: "user", kind: "input" }, OPAQUE);
  },
  (list, body) => {
    for (const { item, path } of objectsOf(body["results"], "results")) document(list, item, path);
  },
);

/** Members of documents that name them. */
const OPAQUE = /^(id|url)$/;

function document(list: SlotList, result: JsonObject, path: string): void {
  const marks: SlotMarks = { role: "user", kind: "text" };
  list.all(result, "document", path, marks, OPAQUE);
}
