import type { Carry } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { AnswerIds } from "./answer-ids.ts";
import { readCitation, textsOf } from "./citations.ts";
import { readFinish } from "./finish.ts";
import { imageType } from "./media.ts";
import { callStateOf, readReasoning } from "./reasoning.ts";
import { readUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/**
 * A whole Converse answer, which has neither id nor model. Parts of tools that ran at Amazon have no place in other
 * wires. (Amazon Bedrock API reference, Converse, response.)
 */
export function decodeResponse(body: JsonObject): ChatResponse {
  const usage = isObject(body["usage"]) ? readUsage(body["usage"]) : undefined;
  const output = isObject(body["output"]) ? body["output"] : {};
  const message = isObject(output["message"]) ? output["message"] : {};
  // Without content there is no answer, whatever the status was.
  if (!Array.isArray(message["content"])) return { blocks: [], finish: { reason: "interrupted" }, usage };
  const ids = new AnswerIds();
  const states = new Map<string, Carry>();
  const blocks = message["content"].flatMap((wire: unknown) => (isObject(wire) ? readBlock(wire, ids, states) : []));
  const hasCalls = blocks.some((block) => block.kind === "tool-call");
  return { blocks, finish: readFinish(body, hasCalls), usage };
}

function readBlock(wire: JsonObject, ids: AnswerIds, states: Map<string, Carry>): AnswerBlock[] {
  const { text, toolUse, reasoningContent, citationsContent, image } = wire;
  if (typeof text === "string") return text === "" ? [] : [{ kind: "text", text }];
  if (isObject(toolUse)) return readCall(toolUse, ids, states);
  if (isObject(reasoningContent)) {
    const state = callStateOf(reasoningContent["redactedContent"]);
    if (state !== undefined) states.set(state.toolCallId, state.carry);
    const block = readReasoning(reasoningContent);
    return block === undefined ? [] : [block];
  }
  if (isObject(citationsContent)) return readCited(citationsContent);
  return isObject(image) ? readImage(image) : [];
}

/** The type of a call that ran at Amazon; the caller's own have none. (Amazon Bedrock API reference, ToolUseType.) */
export const SERVER_TOOL = "server_tool_use";

function readCall(toolUse: JsonObject, ids: AnswerIds, states: Map<string, Carry>): AnswerBlock[] {
  const { toolUseId, name, input, type } = toolUse;
  if (typeof name !== "string" || name === "" || type === SERVER_TOOL) return [];
  const id = ids.give(toolUseId);
  const carry = typeof toolUseId === "string" ? states.get(toolUseId) : undefined;
  const call = { kind: "tool-call" as const, id, name, arguments: argumentsText(input) || "{}" };
  return [carry === undefined ? call : { ...call, carry }];
}

/** Arguments as JSON text: an object in whole answers, pieces of text in streams. */
export function argumentsText(input: unknown): string {
  if (typeof input === "string") return input;
  return input === undefined || input === null ? "" : JSON.stringify(input);
}

function readCited(cited: JsonObject): AnswerBlock[] {
  const text = textsOf(cited["content"]);
  const list = Array.isArray(cited["citations"]) ? cited["citations"] : [];
  const citations = list.flatMap((wire: unknown) => (isObject(wire) ? [readCitation(wire)] : []));
  if (text === "" && citations.length === 0) return [];
  return [citations.length === 0 ? { kind: "text", text } : { kind: "text", text, citations }];
}

function readImage({ format, source }: JsonObject): AnswerBlock[] {
  const mediaType = typeof format === "string" ? imageType(format) : undefined;
  const data = isObject(source) ? source["bytes"] : undefined;
  if (mediaType === undefined || typeof data !== "string" || data === "") return [];
  return [{ kind: "image", source: { kind: "data", mediaType, data } }];
}
