import type { Block, DocumentBlock } from "../../canonical/blocks.ts";
import type { Message } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { arrayAt, invalid, objectAt, optional, required, stringAt } from "../read.ts";

/** The messages with the body's documents before the last user's words, which is what they are for. */
export function addDocuments(messages: readonly Message[], value: unknown): readonly Message[] {
  if (value === undefined || value === null) return messages;
  const documents = arrayAt(value, "documents").map((item, i) => decodeDocument(item, `documents[${i}]`));
  const at = messages.findLastIndex((message) => message.role === "user" && message.blocks.some(isSaid));
  const message = messages[at];
  if (documents.length === 0) return messages;
  if (message === undefined) throw invalid("documents", "need a user message that they belong to.");
  return messages.with(at, { ...message, blocks: [...documents, ...message.blocks] });
}

function isSaid(block: Block): boolean {
  return block.kind !== "tool-result";
}

/** A document: a text, or an object with any members. (Cohere API reference, chat v2, documents.) */
export function decodeDocument(value: unknown, path: string): DocumentBlock {
  if (typeof value === "string") return { kind: "document", source: { kind: "text", text: value } };
  const wire = objectAt(value, path);
  const data = required(wire, "data", (given) => given, path);
  const id = optional(wire, "id", stringAt, path);
  if (typeof data === "string") return { kind: "document", source: { kind: "text", text: data }, title: id };
  const { text, title } = textOf(objectAt(data, `${path}.data`));
  return { kind: "document", source: { kind: "text", text }, title: title ?? id };
}

/** An object with no more than a title and a text is these; any other is told as it is. */
function textOf(data: JsonObject): { text: string; title?: string | undefined } {
  const { title, text, snippet, ...rest } = data;
  const name = typeof title === "string" ? title : undefined;
  const [said, more] = text === undefined ? [snippet] : [text, snippet];
  const plain = more === undefined && name === title && Object.keys(rest).length === 0;
  return { text: plain && typeof said === "string" ? said : JSON.stringify(data), title: name };
}
