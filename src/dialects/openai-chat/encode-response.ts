import type { ToolCallBlock } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { signatureMember } from "./call-signature.ts";
import { writeAnnotations } from "./citations.ts";
import { customNames, unwrapInput } from "./custom-tools.ts";
import { finishWord } from "./finish.ts";
import { writeImage } from "./images.ts";
import { callDetail, reasoningDetail, textDetail, type WireReasoningDetail } from "./reasoning-details.ts";
import { writeUsage } from "./usage.ts";
import type { WireToolCall } from "./wire.ts";

/** A whole answer as a chat completion. (OpenAI API reference, chat completion object.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const choice = {
    index: 0,
    message: encodeMessage(response, meta),
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

function encodeMessage({ blocks }: ChatResponse, meta: AnswerMeta): JsonObject {
  let text = "";
  let refusal = "";
  let reasoning = "";
  const details: (WireReasoningDetail | undefined)[] = [];
  const annotations: JsonObject[] = [];
  const images: JsonObject[] = [];
  const calls: WireToolCall[] = [];
  const custom = customNames(meta.request);
  for (const block of blocks) {
    switch (block.kind) {
      case "text": {
        const stretch = { start: text.length, end: text.length + block.text.length };
        text += block.text;
        annotations.push(...writeAnnotations(block.citations ?? [], stretch, meta));
        if (block.carry !== undefined) details.push(textDetail(block.carry));
        break;
      }
      case "refusal":
        refusal += block.text;
        break;
      case "reasoning":
        reasoning += block.text;
        details.push(reasoningDetail(block));
        break;
      case "image":
        images.push(...[writeImage(block.source, images.length, meta) ?? []].flat());
        break;
      case "tool-call": {
        const call = encodeCall(block, custom);
        calls.push(call);
        if (block.carry !== undefined && call.extra_content === undefined)
          details.push(callDetail(block.id, block.carry));
        break;
      }
      case "document":
        meta.warn("content", "A document in an answer has no place on the chat completions wire; left out.");
    }
  }
  const told = details.filter((detail) => detail !== undefined).map((detail, index) => ({ ...detail, index }));
  const content = text === "" && (calls.length > 0 || refusal !== "") ? null : text;
  return {
    role: "assistant",
    content,
    refusal: refusal === "" ? null : refusal,
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(images.length === 0 ? {} : { images }),
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(told.length === 0 ? {} : { reasoning_details: told }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function encodeCall(block: ToolCallBlock, custom: ReadonlySet<string>): WireToolCall {
  const { id, name } = block;
  const extra = signatureMember(block.carry);
  const more = extra === undefined ? {} : { extra_content: extra };
  if (block.custom === true || custom.has(name)) {
    const input = block.custom === true ? block.arguments : unwrapInput(block.arguments);
    return { id, type: "custom", custom: { name, input }, ...more };
  }
  return { id, type: "function", function: { name, arguments: block.arguments || "{}" }, ...more };
}
