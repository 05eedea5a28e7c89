import type { Block } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { type EndedBlock, PartWriter } from "./encode-answer.ts";
import { finishWord } from "./finish.ts";
import { writeUsage } from "./usage.ts";
import type { WirePart } from "./wire.ts";
import { type CitedText, writeGrounding } from "./write-grounding.ts";

/** A whole answer as a GenerateContentResponse. (Gemini API reference, GenerateContentResponse.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const writer = new PartWriter(meta);
  const parts: WirePart[] = [];
  const cited: CitedText[] = [];
  for (const block of response.blocks) {
    const ended = endedBlock(block);
    const part = ended && writer.part(ended);
    if (block.kind === "text" && block.citations !== undefined) {
      cited.push({ text: block.text, citations: block.citations, startBytes: 0, partIndex: parts.length });
    }
    if (part !== undefined) parts.push(part);
  }
  const grounding = writeGrounding(cited);
  const candidate = {
    // Clients throw a turn away that has no part (google-genai, chats).
    content: { parts: parts.length === 0 ? [{ text: "" }] : parts, role: "model" },
    finishReason: finishWord(response.finish),
    index: 0,
    ...(grounding === undefined ? {} : { groundingMetadata: grounding }),
  };
  return {
    candidates: [candidate],
    ...(response.usage === undefined ? {} : { usageMetadata: writeUsage(response.usage) }),
    modelVersion: meta.model,
    responseId: meta.id,
  };
}

function endedBlock(block: Block): EndedBlock | undefined {
  switch (block.kind) {
    case "text":
    case "reasoning":
      return { head: block, text: block.text, carry: block.carry };
    case "refusal":
      return { head: block, text: block.text, carry: undefined };
    case "tool-call":
      return { head: block, text: block.arguments, carry: block.carry };
    case "image":
      return { head: block, text: "", carry: undefined };
    default:
      return undefined;
  }
}
