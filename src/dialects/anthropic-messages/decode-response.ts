import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { readThinking } from "./thinking-marks.ts";
import { readUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/** A whole message. Blocks of tools that ran at the vendor have no place in other wires. (Anthropic API reference.) */
export function decodeResponse(body: JsonObject, quirks: ReadonlySet<Quirk>): ChatResponse {
  const head = {
    id: typeof body["id"] === "string" ? body["id"] : undefined,
    model: typeof body["model"] === "string" ? body["model"] : undefined,
    usage: isObject(body["usage"]) ? readUsage(body["usage"], quirks) : undefined,
  };
  // Without content there is no answer, whatever the status was.
  if (!Array.isArray(body["content"])) return { ...head, blocks: [], finish: { reason: "interrupted" } };
  const blocks = body["content"].flatMap((wire: unknown) => (isObject(wire) ? (readBlock(wire) ?? []) : []));
  const raw = body["stop_reason"];
  const finish = mapFinish(typeof raw === "string" && raw !== "" ? raw : "end_turn", body["stop_sequence"]);
  const hasCalls = blocks.some((block) => block.kind === "tool-call");
  return { ...head, blocks, finish: withCalls(finish, hasCalls) };
}

function readBlock(wire: JsonObject): AnswerBlock | undefined {
  const { type, text, id, name, input } = wire;
  switch (type) {
    case "text":
      return typeof text === "string" && text !== "" ? { kind: "text", text } : undefined;
    case "thinking":
    case "redacted_thinking":
      return readThinking(wire);
    case "tool_use":
      if (typeof id !== "string" || typeof name !== "string") return undefined;
      return { kind: "tool-call", id, name, arguments: JSON.stringify(isObject(input) ? input : {}) };
    default:
      return undefined;
  }
}
