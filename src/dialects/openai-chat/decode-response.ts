import type { TextBlock, ToolCallBlock } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { readSignature } from "./call-signature.ts";
import { readAnnotations, readSources } from "./citations.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { readImages } from "./images.ts";
import { partsText, readReasoning } from "./reasoning.ts";
import { type MessageState, readDetails } from "./reasoning-details.ts";
import { findUsage, readUsage } from "./usage.ts";

/** A whole chat completion; its first choice is the answer. (OpenAI API reference, chat completion object.) */
export function decodeResponse(body: JsonObject, quirks: ReadonlySet<Quirk>): ChatResponse {
  const choice: unknown = Array.isArray(body["choices"]) ? body["choices"][0] : undefined;
  const message = isObject(choice) ? choice["message"] : undefined;
  const wireUsage = findUsage(body);
  const head = {
    id: typeof body["id"] === "string" ? body["id"] : undefined,
    model: typeof body["model"] === "string" ? body["model"] : undefined,
    usage: wireUsage && readUsage(wireUsage, quirks),
  };
  // Without a message there is no answer, whatever the status was.
  if (!isObject(choice) || !isObject(message)) return { ...head, blocks: [], finish: { reason: "interrupted" } };
  const state = readDetails(message["reasoning_details"]);
  const blocks: ChatResponse["blocks"][number][] = [...readReasoning(message, state)];
  const text = readText(body, message, state);
  if (text !== undefined) blocks.push(text);
  const refusal = message["refusal"];
  if (typeof refusal === "string" && refusal !== "") blocks.push({ kind: "refusal", text: refusal });
  blocks.push(...readImages(message["images"]));
  const calls = readCalls(message, head.id, state);
  blocks.push(...calls);
  const raw = choice["finish_reason"];
  const finish = mapFinish(typeof raw === "string" && raw !== "" ? raw : "stop");
  return { ...head, blocks, finish: withCalls(finish, calls.length > 0) };
}

function readText(body: JsonObject, message: JsonObject, { text: carry }: MessageState): TextBlock | undefined {
  const text = partsText(message["content"]);
  if (text === "" && carry === undefined) return undefined;
  const annotations = readAnnotations(message["annotations"]);
  const citations = annotations.length > 0 ? annotations : readSources(body);
  return {
    kind: "text",
    text,
    ...(citations.length === 0 ? {} : { citations }),
    ...(carry === undefined ? {} : { carry }),
  };
}

function readCalls(message: JsonObject, answerId: string | undefined, state: MessageState): ToolCallBlock[] {
  const list = Array.isArray(message["tool_calls"]) ? message["tool_calls"] : [];
  const legacy = isObject(message["function_call"]) ? [{ function: message["function_call"] }] : [];
  const calls: ToolCallBlock[] = [];
  for (const wire of list.length > 0 ? list : legacy) {
    const said = isObject(wire) ? saidCall(wire) : undefined;
    if (!isObject(wire) || said === undefined || said.name === "") continue;
    const id = typeof wire["id"] === "string" && wire["id"] !== "" ? wire["id"] : mintedCallId(answerId, calls.length);
    const carry = readSignature(wire) ?? state.calls.get(id);
    calls.push({
      kind: "tool-call",
      id,
      name: said.name,
      arguments: said.custom ? said.text : said.text || "{}",
      ...(said.custom ? { custom: true } : {}),
      ...(carry === undefined ? {} : { carry }),
    });
  }
  return calls;
}

/** What a call, or a fragment of one, says; `text` is JSON, or free text for a custom call. */
export interface SaidCall {
  readonly name: string;
  readonly text: string;
  readonly custom: boolean;
}

/** Reads a `tool_calls` entry; undefined for one that is neither a function's nor a custom tool's. */
export function saidCall({ function: fn, custom }: JsonObject): SaidCall | undefined {
  if (isObject(fn)) return { name: nameOf(fn["name"]), text: argumentsText(fn["arguments"]), custom: false };
  if (!isObject(custom)) return undefined;
  return { name: nameOf(custom["name"]), text: argumentsText(custom["input"]), custom: true };
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** An id for a call whose vendor gave none; unlike those of other turns. */
export function mintedCallId(answerId: string | undefined, n: number): string {
  const clean = (answerId ?? "").replace(/[^a-zA-Z0-9_-]/g, "_");
  return clean === "" ? `call_${n}` : `call_${clean}_${n}`;
}

/** Arguments as JSON text; some vendors send the object itself. */
function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return isObject(value) ? JSON.stringify(value) : "";
}
