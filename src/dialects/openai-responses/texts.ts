import type { JsonObject } from "../dialect.ts";
import { at, isObject } from "../read.ts";
import { isSealed } from "../sealed-carry.ts";
import { dropping, objectsOf, SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts, TextRole, TextSlot } from "../text-slots.ts";
import { openStream } from "./texts-stream.ts";

/** Texts of responses. (OpenAI API reference, create a model response.) */
export const openaiResponsesTexts: DialectTexts = { requestTexts, answerTexts, openStream };

function requestTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  const system: SlotMarks = { role: "system", kind: "text" };
  list.member(body, "instructions", "", system);
  for (const { item, path } of objectsOf(body["instructions"], "instructions")) itemTexts(list, item, path, "request");
  list.member(body, "input", "", { role: "user", kind: "text" });
  for (const { item, path } of objectsOf(body["input"], "input")) itemTexts(list, item, path, "request");
  const { prompt } = body;
  // What is put into a prompt that is stored at the vendor.
  if (isObject(prompt)) list.all(prompt, "variables", "prompt", { role: "user", kind: "text" }, OPAQUE);
  return list.slots;
}

function answerTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  for (const { item, path } of objectsOf(body["output"], "output")) itemTexts(list, item, path, "answer");
  if (typeof body["output_text"] === "string") {
    list.member(body, "output_text", "", { role: "assistant", kind: "text" });
  }
  return list.slots;
}

const ROLES: ReadonlyMap<unknown, TextRole> = new Map<unknown, TextRole>([
  ["assistant", "assistant"],
  ["system", "system"],
  ["developer", "system"],
]);

/** Members of items that name or point to something, or are opaque. */
export const OPAQUE =
  /^(type|id|.*_id|status|role|name|namespace|server_label|encrypted_.*|image_url|file_(url|data)|url|data|result|output_format|background|quality|size|created_by|phase|caller|prompt_cache_.*|format|detail|environment)$/;

/** Texts of an item of the input or the output. */
export function itemTexts(list: SlotList, item: JsonObject, path: string, side: "request" | "answer"): void {
  const type = item["type"] ?? (item["role"] === undefined ? undefined : "message");
  switch (type) {
    case "message":
      contentTexts(list, item, "content", path, { role: ROLES.get(item["role"]) ?? "user", kind: "text" });
      return;
    case "reasoning":
      reasoningTexts(list, item, path, side);
      return;
    case "function_call":
      list.json(item, "arguments", path, { role: "assistant", kind: "tool-arguments" });
      return;
    case "custom_tool_call":
      list.member(item, "input", path, { role: "assistant", kind: "tool-arguments" });
      return;
    case "function_call_output":
    case "custom_tool_call_output":
      contentTexts(list, item, "output", path, { role: "tool", kind: "tool-result" });
      return;
    case undefined:
    case "item_reference":
    case "compaction":
    // Descriptions of tools are no texts here either.
    case "mcp_list_tools":
      return;
    default:
      hostedTexts(list, item, path);
  }
}

/** What a tool at the vendor was asked and gave. */
function hostedTexts(list: SlotList, item: JsonObject, path: string): void {
  const output = String(item["type"]).endsWith("_output");
  for (const name of Object.keys(item)) {
    if (OPAQUE.test(name) || name === "max_output_length") continue;
    if (name === "arguments") list.json(item, name, path, { role: "assistant", kind: "tool-arguments" });
    else if (output || name === "output" || name === "outputs" || name === "results") {
      list.all(item, name, path, { role: "tool", kind: "tool-result" }, OPAQUE);
    } else list.all(item, name, path, { role: "assistant", kind: "tool-arguments" }, OPAQUE);
  }
}

/** A member that is a string or parts. */
function contentTexts(list: SlotList, holder: JsonObject, member: string, path: string, marks: SlotMarks): void {
  list.member(holder, member, path, marks);
  for (const { item, path: inner } of objectsOf(holder[member], at(path, member))) {
    partTexts(list, item, inner, marks);
  }
}

export function partTexts(list: SlotList, part: JsonObject, path: string, marks: SlotMarks): void {
  const onChange = dropping(part, "logprobs");
  for (const name of ["text", "refusal", "transcript"]) list.member(part, name, path, { ...marks, onChange });
  annotationTexts(list, part, "annotations", path);
}

/** What sources say of themselves, and what is quoted of them. */
export function annotationTexts(list: SlotList, holder: JsonObject, member: string, path: string): void {
  for (const { item, path: inner } of objectsOf(holder[member], at(path, member))) {
    for (const name of ["title", "text", "quote"]) list.member(item, name, inner, { role: "assistant", kind: "text" });
  }
}

/**
 * Reasoning in a request is what was answered before. State that the gateway sealed may be another vendor's signature of
 * the text; OpenAI's own holds the reasoning itself, and the text is but a summary of it.
 */
function reasoningTexts(list: SlotList, item: JsonObject, path: string, side: "request" | "answer"): void {
  const sealed = isSealed(item["encrypted_content"]);
  const readonly = sealed && side === "request";
  const onChange = (): void => {
    if (sealed) delete item["encrypted_content"];
  };
  const marks: SlotMarks = { role: "assistant", kind: "reasoning", readonly, onChange };
  for (const name of ["summary", "content"]) {
    for (const part of objectsOf(item[name], at(path, name))) list.member(part.item, "text", part.path, marks);
  }
}
