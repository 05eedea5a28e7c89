import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { finishWord } from "./finish.ts";
import { reasoningDetail } from "./reasoning.ts";
import { writeUsage } from "./usage.ts";
import type { WireReasoningDetail, WireToolCall } from "./wire.ts";

/** A whole answer as a chat completion. (OpenAI API reference, chat completion object.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const choice = {
    index: 0,
    message: encodeMessage(response),
    logprobs: null,
    finish_reason: finishWord(response.finish),
  };
  const body: JsonObject = {
    id: `chatcmpl-${meta.id}`,
    object: "chat.completion",
    created: meta.createdAtSeconds,
    model: meta.model,
    choices: [choice],
  };
  if (response.usage !== undefined) body["usage"] = writeUsage(response.usage);
  return body;
}

function encodeMessage({ blocks }: ChatResponse): JsonObject {
  let text = "";
  let refusal = "";
  let reasoning = "";
  const details: WireReasoningDetail[] = [];
  const calls: WireToolCall[] = [];
  for (const block of blocks) {
    if (block.kind === "text") text += block.text;
    else if (block.kind === "refusal") refusal += block.text;
    else if (block.kind === "reasoning") {
      reasoning += block.text;
      const detail = reasoningDetail(block);
      if (detail !== undefined) details.push(detail);
    } else if (block.kind === "tool-call") {
      calls.push({
        id: block.id,
        type: "function",
        function: { name: block.name, arguments: block.arguments || "{}" },
      });
    }
  }
  const content = text === "" && (calls.length > 0 || refusal !== "") ? null : text;
  const message: JsonObject = { role: "assistant", content, refusal: refusal === "" ? null : refusal };
  if (reasoning !== "") message["reasoning_content"] = reasoning;
  if (details.length > 0) message["reasoning_details"] = details;
  if (calls.length > 0) message["tool_calls"] = calls;
  return message;
}
