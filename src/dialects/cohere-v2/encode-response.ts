import type { ChatResponse } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { writeCitation } from "./citations.ts";
import { finishWord } from "./finish.ts";
import { writeUsage } from "./usage.ts";
import type { WireCitation, WireText, WireThinking, WireToolCall } from "./wire.ts";

/** A whole answer in Cohere's shape. (Cohere API reference, chat v2, response.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const usage = response.usage ?? { ...emptyUsage(), inputTokens: meta.inputTokensEstimate };
  return {
    id: meta.id,
    finish_reason: finishWord(response.finish),
    message: encodeMessage(response, meta),
    usage: writeUsage(usage),
  };
}

function encodeMessage({ blocks }: ChatResponse, meta: AnswerMeta): JsonObject {
  const content: (WireText | WireThinking)[] = [];
  const citations: WireCitation[] = [];
  const calls: WireToolCall[] = [];
  for (const block of blocks) {
    if (block.kind === "reasoning") {
      if (block.text !== "") content.push({ type: "thinking", thinking: block.text });
    } else if (block.kind === "text" || block.kind === "refusal") {
      const { text } = block;
      if (text === "") continue;
      for (const citation of (block.kind === "text" ? block.citations : undefined) ?? []) {
        citations.push(writeCitation(citation, { text, contentIndex: content.length, n: citations.length }));
      }
      content.push({ type: "text", text });
    } else if (block.kind === "tool-call") {
      const { id, name, custom } = block;
      const args = custom === true ? JSON.stringify({ input: block.arguments }) : block.arguments || "{}";
      calls.push({ id, type: "function", function: { name, arguments: args } });
    } else if (block.kind === "image") meta.warn("content", "The Cohere wire has no images in answers; left out.");
  }
  return {
    role: "assistant",
    content,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(citations.length === 0 ? {} : { citations }),
  };
}
