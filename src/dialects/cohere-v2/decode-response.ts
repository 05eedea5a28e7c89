import type { Citation } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { AnswerIds } from "./answer-ids.ts";
import { isOfPlan, isOfThinking, readCitations } from "./citations.ts";
import { readFinish } from "./finish.ts";
import { readThinking } from "./thinking.ts";
import { readUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/**
 * A whole answer, which names no model. The plan that goes before tool calls is text: callers show it, and when they
 * send it back as the text of a turn with calls it becomes the plan again, which Cohere wants in the history; as
 * reasoning most would drop it. (Cohere API reference, chat v2, response; tool use guide.)
 */
export function decodeResponse(body: JsonObject): ChatResponse {
  const id = typeof body["id"] === "string" ? body["id"] : undefined;
  const usage = isObject(body["usage"]) ? readUsage(body["usage"]) : undefined;
  const { message } = body;
  // Without a message there is no answer, whatever the status was.
  if (!isObject(message)) return { id, blocks: [], finish: { reason: "interrupted" }, usage };
  const cited = citationsOf(message["citations"]);
  const { content } = message;
  const list: readonly unknown[] = typeof content === "string" ? [{ type: "text", text: content }] : asArray(content);
  const firstText = list.findIndex((part) => isObject(part) && part["type"] === "text");
  const blocks = list.flatMap((part, i): AnswerBlock[] => {
    // A citation that names no part is one of the text.
    const citations = [...(cited.get(i) ?? []), ...(i === firstText ? (cited.get(undefined) ?? []) : [])];
    return isObject(part) ? readPart(part, citations) : [];
  });
  const plan = message["tool_plan"];
  if (typeof plan === "string" && plan !== "") blocks.push(textBlock(plan, cited.get("plan") ?? []));
  const calls = readCalls(message["tool_calls"], id);
  blocks.push(...calls);
  return { id, blocks, finish: readFinish(body["finish_reason"], calls.length > 0), usage };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Citations by the part of the content they are for. */
function citationsOf(value: unknown): Map<number | "plan" | undefined, Citation[]> {
  const found = new Map<number | "plan" | undefined, Citation[]>();
  for (const wire of asArray(value)) {
    if (!isObject(wire) || isOfThinking(wire)) continue;
    const at = isOfPlan(wire) ? "plan" : typeof wire["content_index"] === "number" ? wire["content_index"] : undefined;
    const list = found.get(at) ?? [];
    list.push(...readCitations(wire));
    found.set(at, list);
  }
  return found;
}

function readPart({ type, text, thinking }: JsonObject, citations: readonly Citation[]): AnswerBlock[] {
  if (type === "thinking") return typeof thinking === "string" && thinking !== "" ? [readThinking(thinking)] : [];
  return typeof text === "string" && text !== "" ? [textBlock(text, citations)] : [];
}

function textBlock(text: string, citations: readonly Citation[]): AnswerBlock {
  return citations.length === 0 ? { kind: "text", text } : { kind: "text", text, citations };
}

function readCalls(value: unknown, answerId: string | undefined): AnswerBlock[] {
  const ids = new AnswerIds();
  return asArray(value).flatMap((call): AnswerBlock[] => {
    const fn = isObject(call) ? call["function"] : undefined;
    if (!isObject(call) || !isObject(fn)) return [];
    const { name } = fn;
    if (typeof name !== "string" || name === "") return [];
    const id = ids.give(call["id"], answerId);
    return [{ kind: "tool-call", id, name, arguments: argumentsText(fn["arguments"]) || "{}" }];
  });
}

/** Arguments as JSON text. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return isObject(value) ? JSON.stringify(value) : "";
}
