import type { Citation } from "../../canonical/blocks.ts";
import type { JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import type { CallerName } from "./namespaces.ts";
import { summaryOf } from "./reasoning.ts";
import type { WireAnnotation } from "./wire.ts";

/** Items of an answer, as they are when they are done. (OpenAI API reference, response output items.) */

export type ItemStatus = "in_progress" | "completed" | "incomplete";

/** The part of a message that holds its text. */
export function textPart(text: string, annotations: readonly WireAnnotation[]): JsonObject {
  return { type: "output_text", annotations, logprobs: [], text };
}

export function refusalPart(refusal: string): JsonObject {
  return { type: "refusal", refusal };
}

export function messageItem(id: string, status: ItemStatus, content: readonly JsonObject[]): JsonObject {
  return { id, type: "message", status, content, role: "assistant" };
}

export function reasoningItem(id: string, text: string, encrypted: string | undefined): JsonObject {
  const state = encrypted === undefined ? {} : { encrypted_content: encrypted };
  return { id, type: "reasoning", summary: summaryOf(text), ...state };
}

export function functionCallItem(id: string, status: ItemStatus, call: NamedCall, args: string): JsonObject {
  return { id, type: "function_call", status, arguments: args, call_id: call.callId, ...call.name };
}

export function customCallItem(id: string, status: ItemStatus, call: NamedCall, input: string): JsonObject {
  return { id, type: "custom_tool_call", status, call_id: call.callId, input, ...call.name };
}

export function imageItem(id: string, status: ItemStatus, mediaType: string, data: string | null): JsonObject {
  const format = mediaType.replace(/^image\//, "");
  return { id, type: "image_generation_call", status, output_format: format, result: data };
}

/** A call and how the caller spells the tool. */
export interface NamedCall {
  readonly callId: string;
  readonly name: CallerName;
}

/** The free text in a custom tool's arguments: wires without such tools put it into one JSON member. */
export function unwrapInput(args: string): string {
  const input = parseObject(args)?.["input"];
  return typeof input === "string" ? input : args;
}

/** A stretch of a message's text that one block made: offsets of citations count from its start. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A citation; undefined without an address, which this wire wants. Without a place it is for the whole stretch. */
export function annotationOf(citation: Citation, { start, end }: Stretch): WireAnnotation | undefined {
  const { url, title, startIndex, endIndex } = citation;
  if (url === undefined || url === "") return undefined;
  const place = (index: number | undefined, other: number) => (index === undefined ? other : start + index);
  return {
    type: "url_citation",
    url,
    title: title ?? "",
    start_index: place(startIndex, start),
    end_index: place(endIndex, end),
  };
}
