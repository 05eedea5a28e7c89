import type { JsonObject } from "../dialect.ts";
import { at, isObject } from "../read.ts";
import { objectsOf, SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts, TextSlot } from "../text-slots.ts";
import { openStream } from "./texts-stream.ts";
import { FOREIGN_SIGNATURE, isMarked } from "./thinking-marks.ts";

/** `answer`: the text is the vendor's answer, and no history. */
type Marks = SlotMarks & { readonly answer?: true };

/** Texts of messages. (Anthropic API reference, messages.) */
export const anthropicTexts: DialectTexts = { requestTexts, answerTexts, openStream };

function requestTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  contentTexts(list, body, "system", "", { role: "system", kind: "text" });
  for (const { item, path } of objectsOf(body["messages"], "messages")) {
    const { role } = item;
    const known = role === "assistant" || role === "system" ? role : "user";
    contentTexts(list, item, "content", path, { role: known, kind: "text" });
  }
  return list.slots;
}

function answerTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  contentTexts(list, body, "content", "", { role: "assistant", kind: "text", answer: true });
  return list.slots;
}

/** A member that is a string or blocks. */
function contentTexts(list: SlotList, holder: JsonObject, member: string, path: string, marks: Marks): void {
  list.strings(holder, member, path, marks);
  if (typeof holder[member] === "string") return;
  for (const block of objectsOf(holder[member], at(path, member))) blockTexts(list, block.item, block.path, marks);
}

/** Members of a vendor's tool results that are no text, or that a signature stands for. */
export const OPAQUE = /^(type|id|.*_id|encrypted_.*|signature|data|media_type|cache_control|caller)$/;

/** Texts of one block, of either side. */
export function blockTexts(list: SlotList, block: JsonObject, path: string, marks: Marks): void {
  const { type } = block;
  switch (type) {
    case "text":
      list.member(block, "text", path, marks);
      citationTexts(list, block, path, marks);
      return;
    case "thinking":
      thinkingText(list, block, path, marks);
      return;
    case "redacted_thinking":
    case "image":
      return;
    case "document":
    case "search_result":
      documentTexts(list, block, path, marks);
      return;
    case "tool_result":
      contentTexts(list, block, "content", path, { ...marks, role: "tool", kind: "tool-result" });
      return;
    default:
      vendorTexts(list, block, path, marks);
  }
}

/** Calls, and results of tools that ran at the vendor. */
function vendorTexts(list: SlotList, block: JsonObject, path: string, marks: Marks): void {
  const type = String(block["type"]);
  if (type.endsWith("tool_use")) {
    list.all(block, "input", path, { ...marks, role: "assistant", kind: "tool-arguments" });
    return;
  }
  // Search results come back to the vendor as they were, or are refused.
  const readonly = type === "web_search_tool_result";
  list.all(block, "content", path, { ...marks, role: "tool", kind: "tool-result", readonly }, OPAQUE);
}

function documentTexts(list: SlotList, block: JsonObject, path: string, marks: Marks): void {
  for (const name of ["title", "context"]) list.member(block, name, path, marks);
  const { source } = block;
  if (typeof source === "string") list.member(block, "source", path, marks);
  if (block["content"] !== undefined) contentTexts(list, block, "content", path, marks);
  if (!isObject(source)) return;
  const inner = at(path, "source");
  if (source["type"] === "text") list.member(source, "data", inner, marks);
  if (source["type"] === "content") contentTexts(list, source, "content", inner, marks);
}

/** What a citation repeats of a document. */
function citationTexts(list: SlotList, block: JsonObject, path: string, marks: Marks): void {
  if (!Array.isArray(block["citations"])) return;
  for (const { item, path: inner } of objectsOf(block["citations"], at(path, "citations"))) {
    citedTexts(list, item, inner, marks);
  }
}

export function citedTexts(list: SlotList, citation: JsonObject, path: string, marks: SlotMarks): void {
  for (const name of ["cited_text", "document_title", "title"]) list.member(citation, name, path, marks);
}

/**
 * Anthropic's own signature stands for the thinking, and a sealed one may: in a request, both fix it; in an answer, the
 * sealed one is void once the thinking is another, which is then shown as unsigned.
 */
function thinkingText(list: SlotList, block: JsonObject, path: string, marks: Marks): void {
  const { signature } = block;
  const signed = typeof signature === "string" && signature !== "" && signature !== FOREIGN_SIGNATURE;
  const readonly = signed && (marks.answer !== true || !isMarked(signature));
  const onChange = (): void => {
    if (signed) block["signature"] = FOREIGN_SIGNATURE;
  };
  list.member(block, "thinking", path, { ...marks, kind: "reasoning", readonly, onChange });
}
