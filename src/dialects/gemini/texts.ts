import type { JsonObject } from "../dialect.ts";
import { at, isObject } from "../read.ts";
import { isSealed } from "../sealed-carry.ts";
import { objectsOf, SlotList, type SlotMarks } from "../slot-list.ts";
import type { DialectTexts, TextSlot } from "../text-slots.ts";
import { openStream } from "./texts-stream.ts";

/** Texts of contents. (Gemini API reference, models.generateContent.) */
export const geminiTexts: DialectTexts = { requestTexts, answerTexts, openStream };

/** A member under the name that Google documents, or in its other spelling, which Google takes too. */
export function memberOf(object: JsonObject, name: keyof typeof SNAKE): readonly [name: string, value: unknown] {
  if (object[name] !== undefined) return [name, object[name]];
  const snake = SNAKE[name];
  return [snake, object[snake]];
}

const SNAKE = {
  codeExecutionResult: "code_execution_result",
  executableCode: "executable_code",
  functionCall: "function_call",
  functionResponse: "function_response",
  generateContentRequest: "generate_content_request",
  groundingChunks: "grounding_chunks",
  groundingMetadata: "grounding_metadata",
  groundingSupports: "grounding_supports",
  jsonPath: "json_path",
  partialArgs: "partial_args",
  retrievedContext: "retrieved_context",
  stringValue: "string_value",
  systemInstruction: "system_instruction",
  thoughtSignature: "thought_signature",
  webSearchQueries: "web_search_queries",
  willContinue: "will_continue",
} as const;

function requestTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  gatherRequest(list, body, "");
  return list.slots;
}

/** Texts of a body that holds contents. */
export function gatherRequest(list: SlotList, body: JsonObject, path: string): void {
  const [system, instruction] = memberOf(body, "systemInstruction");
  const systemMarks: SlotMarks = { role: "system", kind: "text" };
  // A bare string is no form of Google's, but of its SDKs.
  list.member(body, system, path, systemMarks);
  if (isObject(instruction)) contentTexts(list, instruction, at(path, system), systemMarks);
  for (const { item, path: inner } of objectsOf(body["contents"], at(path, "contents"))) {
    contentTexts(list, item, inner, { role: item["role"] === "model" ? "assistant" : "user", kind: "text" });
  }
}

/** Texts of the parts of one content. */
export function contentTexts(list: SlotList, content: JsonObject, path: string, marks: SlotMarks): void {
  for (const { item, path: inner } of objectsOf(content["parts"], at(path, "parts"))) {
    partTexts(list, item, inner, marks);
  }
}

function partTexts(list: SlotList, part: JsonObject, path: string, marks: SlotMarks): void {
  if (part["thought"] === true) thoughtText(list, part, path, marks);
  else list.member(part, "text", path, marks);
  otherTexts(list, part, path, marks);
}

/** What is signed is fixed in history; in an answer, a sealed signature is void once the thought is another. */
function thoughtText(list: SlotList, part: JsonObject, path: string, marks: SlotMarks): void {
  const [name, signature] = memberOf(part, "thoughtSignature");
  const readonly = marks.onChange === undefined && typeof signature === "string" && signature !== "";
  const onChange = (): void => {
    marks.onChange?.();
    if (isSealed(signature)) delete part[name];
  };
  list.member(part, "text", path, { ...marks, kind: "reasoning", readonly, onChange });
}

/** Texts of a part that are not its `text`. */
export function otherTexts(list: SlotList, part: JsonObject, path: string, marks: SlotMarks): void {
  const [callName, call] = memberOf(part, "functionCall");
  if (isObject(call)) {
    const inner = at(path, callName);
    const said: SlotMarks = { ...marks, kind: "tool-arguments" };
    // Some proxies send the arguments as text already.
    list.json(call, "args", inner, said);
  }
  const [resultName, result] = memberOf(part, "functionResponse");
  if (isObject(result)) {
    list.all(result, "response", at(path, resultName), { ...marks, role: "tool", kind: "tool-result" });
  }
  const [codeName, code] = memberOf(part, "executableCode");
  if (isObject(code)) list.member(code, "code", at(path, codeName), { ...marks, kind: "tool-arguments" });
  const [ranName, ran] = memberOf(part, "codeExecutionResult");
  if (isObject(ran)) list.member(ran, "output", at(path, ranName), { ...marks, role: "tool", kind: "tool-result" });
}

function answerTexts(body: JsonObject): TextSlot[] {
  const list = new SlotList();
  for (const { item: candidate, path } of objectsOf(body["candidates"], "candidates")) {
    const onChange = (): void => forgetTokens(candidate);
    const { content } = candidate;
    const marks: SlotMarks = { role: "assistant", kind: "text", onChange };
    if (isObject(content)) contentTexts(list, content, at(path, "content"), marks);
    sourceTexts(list, candidate, path);
  }
  return list.slots;
}

/** What a candidate repeats of the text token by token. */
export function forgetTokens(candidate: JsonObject): void {
  for (const name of ["logprobsResult", "logprobs_result"]) delete candidate[name];
}

/** What the metadata of sources repeats of the answer and of documents, and what was searched for. */
export function sourceTexts(list: SlotList, candidate: JsonObject, path: string): void {
  const [name, metadata] = memberOf(candidate, "groundingMetadata");
  if (!isObject(metadata)) return;
  const marks: SlotMarks = { role: "assistant", kind: "text" };
  const inner = at(path, name);
  const [supportsName, supports] = memberOf(metadata, "groundingSupports");
  for (const { item, path: place } of objectsOf(supports, at(inner, supportsName))) {
    if (isObject(item["segment"])) list.member(item["segment"], "text", at(place, "segment"), marks);
  }
  const [chunksName, chunks] = memberOf(metadata, "groundingChunks");
  for (const { item, path: place } of objectsOf(chunks, at(inner, chunksName))) {
    const [contextName, context] = memberOf(item, "retrievedContext");
    if (isObject(context)) list.member(context, "text", at(place, contextName), marks);
  }
  const [queries] = memberOf(metadata, "webSearchQueries");
  list.strings(metadata, queries, inner, { ...marks, kind: "tool-arguments" });
}
