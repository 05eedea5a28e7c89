import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { readCitations } from "./citations.ts";
import { mapFinish, withCalls } from "./finish.ts";
import { bearingState, type LooseState, looseStateIn, readThinking } from "./thinking-marks.ts";
import { readUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/**
 * A whole message. Calls and results of tools that ran at the vendor have no place in other wires: what the model made
 * of them is in its text and citations. (Anthropic API reference, message object.)
 */
export function decodeResponse(body: JsonObject, quirks: ReadonlySet<Quirk>): ChatResponse {
  const head = {
    id: typeof body["id"] === "string" ? body["id"] : undefined,
    model: typeof body["model"] === "string" ? body["model"] : undefined,
    usage: isObject(body["usage"]) ? readUsage(body["usage"], quirks) : undefined,
  };
  // Without content there is no answer, whatever the status was.
  if (!Array.isArray(body["content"])) return { ...head, blocks: [], finish: { reason: "interrupted" } };
  const read = body["content"].flatMap((wire: unknown) => (isObject(wire) ? (readBlock(wire) ?? []) : []));
  const blocks = bearingState(read);
  const raw = body["stop_reason"];
  const finish = mapFinish(typeof raw === "string" && raw !== "" ? raw : "end_turn", body["stop_sequence"]);
  const hasCalls = blocks.some((block) => block.kind === "tool-call");
  return { ...head, blocks, finish: withCalls(finish, hasCalls) };
}

function readBlock(wire: JsonObject): AnswerBlock | { readonly loose: LooseState } | undefined {
  const { type, text, id, name, input } = wire;
  switch (type) {
    case "text": {
      if (typeof text !== "string" || text === "") return undefined;
      const citations = readCitations(wire["citations"]);
      return citations.length === 0 ? { kind: "text", text } : { kind: "text", text, citations };
    }
    case "thinking":
    case "redacted_thinking": {
      const loose = looseStateIn(wire);
      return loose === undefined ? readThinking(wire) : { loose };
    }
    case "tool_use":
      if (typeof id !== "string" || typeof name !== "string") return undefined;
      return { kind: "tool-call", id, name, arguments: JSON.stringify(isObject(input) ? input : {}) };
    default:
      return undefined;
  }
}
