import type { ToolCallBlock } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { partsText, readReasoning } from "./reasoning.ts";
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
  const blocks: ChatResponse["blocks"][number][] = readReasoning(message);
  const text = partsText(message["content"]);
  if (text !== "") blocks.push({ kind: "text", text });
  const refusal = message["refusal"];
  if (typeof refusal === "string" && refusal !== "") blocks.push({ kind: "refusal", text: refusal });
  const calls = readCalls(message, head.id);
  blocks.push(...calls);
  const raw = choice["finish_reason"];
  const finish = mapFinish(typeof raw === "string" && raw !== "" ? raw : "stop");
  return { ...head, blocks, finish: withCalls(finish, calls.length > 0) };
}

function readCalls(message: JsonObject, answerId: string | undefined): ToolCallBlock[] {
  const list = Array.isArray(message["tool_calls"]) ? message["tool_calls"] : [];
  const legacy = isObject(message["function_call"]) ? [{ function: message["function_call"] }] : [];
  const calls: ToolCallBlock[] = [];
  for (const call of list.length > 0 ? list : legacy) {
    if (!isObject(call) || !isObject(call["function"])) continue;
    const { name, arguments: args } = call["function"];
    if (typeof name !== "string" || name === "") continue;
    const id = typeof call["id"] === "string" && call["id"] !== "" ? call["id"] : mintedCallId(answerId, calls.length);
    calls.push({ kind: "tool-call", id, name, arguments: argumentsText(args) || "{}" });
  }
  return calls;
}

/** An id for a call whose vendor gave none; unlike those of other turns. */
export function mintedCallId(answerId: string | undefined, n: number): string {
  const clean = (answerId ?? "").replace(/[^a-zA-Z0-9_-]/g, "_");
  return clean === "" ? `call_${n}` : `call_${clean}_${n}`;
}

/** Arguments as JSON text; some vendors send the object itself. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return isObject(value) ? JSON.stringify(value) : "";
}
