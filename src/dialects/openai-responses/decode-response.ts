import type { ChatResponse } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { readFinish, withCalls } from "./finish.ts";
import { CallIds, readCall, readImage, readPart } from "./read-output.ts";
import { readReasoning } from "./reasoning.ts";
import { readUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/** A whole response. Calls of tools that ran at the vendor are left out: their work is in the answer's text. */
export function decodeResponse(body: JsonObject, quirks: ReadonlySet<Quirk>): ChatResponse {
  const { id, model, usage, output, status } = body;
  const ids = new CallIds();
  const answerId = typeof id === "string" ? id : undefined;
  const blocks = (Array.isArray(output) ? output : []).flatMap((item: unknown) =>
    isObject(item) ? blocksOf(item, ids, answerId) : [],
  );
  // Vendors that leave the status out have ended when they answer at all.
  const finish = readFinish(status, body["incomplete_details"]) ?? {
    reason: Array.isArray(output) ? "stop" : "interrupted",
  };
  return {
    id: answerId,
    model: typeof model === "string" ? model : undefined,
    usage: isObject(usage) ? readUsage(usage, quirks) : undefined,
    blocks,
    finish: withCalls(
      finish,
      blocks.some((block) => block.kind === "tool-call"),
    ),
  };
}

function blocksOf(item: JsonObject, ids: CallIds, answerId: string | undefined): AnswerBlock[] {
  switch (item["type"]) {
    case "message":
      return (Array.isArray(item["content"]) ? item["content"] : []).flatMap(blockOfPart);
    case "reasoning": {
      const read = readReasoning(item);
      return read?.kind === "reasoning" ? [read.block] : [];
    }
    case "image_generation_call":
      return [readImage(item)].filter((image) => image !== undefined);
    default:
      return blockOfCall(item, ids, answerId);
  }
}

function blockOfPart(part: unknown): AnswerBlock[] {
  const said = readPart(part);
  if (said === undefined || said.text === "") return [];
  const { kind, text, citations } = said;
  return kind === "text" && citations.length > 0 ? [{ kind, text, citations }] : [{ kind, text }];
}

function blockOfCall(item: JsonObject, ids: CallIds, answerId: string | undefined): AnswerBlock[] {
  const call = readCall(item);
  if (call === undefined || call.name === "") return [];
  const { name, text, custom } = call;
  const id = ids.take(call.id, answerId);
  if (custom) return [{ kind: "tool-call", id, name, arguments: text, custom }];
  return [{ kind: "tool-call", id, name, arguments: text === "" ? "{}" : text }];
}
