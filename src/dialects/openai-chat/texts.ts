import type { JsonObject } from "../dialect.ts";
import { at, isObject } from "../read.ts";
import { dropping, objectsOf, SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts, TextKind, TextRole, TextSlot } from "../text-slots.ts";
import { isSealedDetail } from "./reasoning-details.ts";
import { openStream } from "./texts-stream.ts";

/** Texts of chat completions. (OpenAI API reference, chat completions; other vendors' members beside.) */
export const openaiChatTexts: DialectTexts = { requestTexts, answerTexts, openStream };

const ROLES: ReadonlyMap<unknown, TextRole> = new Map<unknown, TextRole>([
  ["system", "system"],
  ["developer", "system"],
  ["assistant", "assistant"],
  ["tool", "tool"],
  ["function", "tool"],
]);

function requestTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  for (const { item, path } of objectsOf(body["messages"], "messages")) {
    const role = ROLES.get(item["role"]) ?? "user";
    messageTexts(list, item, path, { role, kind: role === "tool" ? "tool-result" : "text" });
  }
  // What the answer is expected to be, nearly.
  const { prediction } = body;
  if (isObject(prediction)) contentTexts(list, prediction, "prediction", { role: "user", kind: "text" });
  return list.slots;
}

function answerTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  for (const { item: choice, path } of objectsOf(body["choices"], "choices")) {
    const { message } = choice;
    const inner = at(path, "message");
    const onChange = dropping(choice, "logprobs");
    if (isObject(message)) messageTexts(list, message, inner, { role: "assistant", kind: "text", onChange });
  }
  return list.slots;
}

/** Texts of a message, of either side; a role's own members are looked for in all: the vendor may read them too. */
function messageTexts(list: SlotList, message: JsonObject, path: string, marks: SlotMarks): void {
  const changed = marks.onChange;
  const onReasoning = (): void => {
    changed?.();
    // What the signature stands for is the text that was there before.
    if (changed !== undefined) dropRepeats(message);
  };
  const thought: SlotMarks = { ...marks, kind: "reasoning", onChange: onReasoning };
  for (const name of ["reasoning_content", "reasoning"]) list.member(message, name, path, thought);
  detailTexts(list, message, path, { ...marks, kind: "reasoning" });
  contentTexts(list, message, path, marks);
  list.member(message, "refusal", path, marks);
  if (isObject(message["audio"])) list.member(message["audio"], "transcript", at(path, "audio"), marks);
  for (const { item, path: inner } of objectsOf(message["tool_calls"], at(path, "tool_calls"))) {
    callTexts(list, item, inner, marks);
  }
  if (isObject(message["function_call"])) {
    list.json(message["function_call"], "arguments", at(path, "function_call"), as(marks, "tool-arguments"));
  }
  // Vendors say more in members of their own: other names of reasoning, pages that were read, what tools gave.
  if (changed !== undefined) {
    for (const name of otherMembers(message)) list.all(message, name, path, marks, OPAQUE);
  }
}

const KNOWN: ReadonlySet<string> = new Set(
  "role content refusal reasoning_content reasoning reasoning_details audio tool_calls function_call images".split(" "),
);
/** Members that name or point to something, or are no text. */
export const OPAQUE =
  /^(type|id|.*_id|index|role|name|status|.*signature|encrypted_.*|data|url|.*_url|format|mime_type|media_type)$/;

/** Members of an answer's message, or of a piece of one, that OpenAI's wire does not know. */
export function otherMembers(message: JsonObject): readonly string[] {
  return Object.keys(message).filter((name) => !KNOWN.has(name) && !OPAQUE.test(name));
}

/** `content`: a string, or parts of which some hold text. */
function contentTexts(list: SlotList, message: JsonObject, path: string, marks: SlotMarks): void {
  list.strings(message, "content", path, marks);
  if (!Array.isArray(message["content"])) return;
  for (const { item, path: inner } of objectsOf(message["content"], at(path, "content"))) {
    // Mistral's thinking is a list of parts.
    if (item["type"] === "thinking") list.all(item, "thinking", inner, as(marks, "reasoning"), /^type$/);
    else for (const name of ["text", "refusal"]) list.member(item, name, inner, marks);
  }
}

function detailTexts(list: SlotList, message: JsonObject, path: string, marks: SlotMarks): void {
  if (!Array.isArray(message["reasoning_details"])) return;
  for (const { item, path: inner } of objectsOf(message["reasoning_details"], at(path, "reasoning_details"))) {
    const readonly = isSealedDetail(item) || (typeof item["signature"] === "string" && item["signature"] !== "");
    for (const name of ["text", "summary"]) list.member(item, name, inner, { ...marks, readonly });
  }
}

/** Takes out the entries of sealed state that repeat the reasoning. */
function dropRepeats(message: JsonObject): void {
  const details: unknown = message["reasoning_details"];
  if (!Array.isArray(details)) return;
  message["reasoning_details"] = details.filter(
    (detail) => !(isObject(detail) && isSealedDetail(detail) && typeof detail["text"] === "string"),
  );
}

function callTexts(list: SlotList, call: JsonObject, path: string, marks: SlotMarks): void {
  const { function: fn, custom } = call;
  if (isObject(fn)) list.json(fn, "arguments", at(path, "function"), as(marks, "tool-arguments"));
  if (isObject(custom)) list.member(custom, "input", at(path, "custom"), as(marks, "tool-arguments"));
}

function as(marks: SlotMarks, kind: TextKind): SlotMarks {
  return { ...marks, kind };
}
