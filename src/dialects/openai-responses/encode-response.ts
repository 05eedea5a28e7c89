import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { BlockWriter, type PendingBlock } from "./block-writer.ts";
import { endingOf } from "./finish.ts";
import { FrameWriter } from "./frame-writer.ts";
import { responseObject } from "./response-object.ts";
import { writeUsage } from "./usage.ts";

/**
 * A whole answer as a response. Its items are those of a stream of the same answer, made by the same writer, whose
 * frames are thrown away. (OpenAI API reference, the response object.)
 */
export function encodeResponse({ blocks, finish, usage }: ChatResponse, meta: AnswerMeta): JsonObject {
  const frames = new FrameWriter();
  const writer = new BlockWriter(meta, frames);
  const ending = endingOf(finish);
  for (const block of blocks) {
    const pending = wholeBlock(block);
    writer.advance(pending);
    writer.finish(pending);
  }
  writer.close(ending.status);
  const wireUsage = usage === undefined ? null : writeUsage(usage);
  return responseObject(meta, { ...ending, output: frames.items, usage: wireUsage });
}

type AnswerBlock = ChatResponse["blocks"][number];

function wholeBlock(block: AnswerBlock): PendingBlock {
  return {
    index: 0,
    head: headOf(block),
    text: textOf(block),
    carry: "carry" in block ? block.carry : undefined,
    citations: block.kind === "text" ? [...(block.citations ?? [])] : [],
    begun: false,
    ended: true,
  };
}

function headOf(block: AnswerBlock): PendingBlock["head"] {
  switch (block.kind) {
    case "tool-call":
      return { kind: "tool-call", id: block.id, name: block.name, custom: block.custom };
    case "reasoning":
      return { kind: "reasoning", redacted: block.redacted };
    case "image":
      return { kind: "image", source: block.source };
    case "document":
      return { kind: "text" };
    default:
      return { kind: block.kind };
  }
}

function textOf(block: AnswerBlock): string {
  if (block.kind === "tool-call") return block.arguments;
  return block.kind === "image" || block.kind === "document" ? "" : block.text;
}
