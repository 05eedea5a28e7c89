import type { ToolCallBlock } from "../../canonical/blocks.ts";
import type { ChatResponse } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { noteStretches, writeCitation } from "./citations.ts";
import { stopMembers } from "./finish.ts";
import { FOREIGN_SIGNATURE, looseStateBlock, shownSignature } from "./thinking-marks.ts";
import { safeToolId } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";

type AnswerBlock = ChatResponse["blocks"][number];

/** A whole answer as a message. (Anthropic API reference, message object.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const refused = response.blocks.some((block) => block.kind === "refusal");
  const usage = response.usage ?? { ...emptyUsage(), inputTokens: meta.inputTokensEstimate };
  return {
    id: `msg_${meta.id}`,
    type: "message",
    role: "assistant",
    model: meta.model,
    content: response.blocks.flatMap((block) => encodeBlock(block, meta)),
    ...stopMembers(response.finish, refused),
    usage: writeUsage(usage),
  };
}

function encodeBlock(block: AnswerBlock, meta: AnswerMeta): JsonObject[] {
  switch (block.kind) {
    case "text":
      return encodeText(block, meta);
    case "refusal":
      return [{ type: "text", text: block.text }];
    case "reasoning": {
      const signature = shownSignature(block.carry);
      if (block.redacted === true)
        return signature === undefined ? [] : [{ type: "redacted_thinking", data: signature }];
      return [{ type: "thinking", thinking: block.text, signature: signature ?? FOREIGN_SIGNATURE }];
    }
    case "tool-call": {
      const id = safeToolId(block.id);
      const call = { type: "tool_use", id, name: block.name, input: inputOf(block) };
      const { carry } = block;
      return carry === undefined ? [call] : [looseStateBlock({ kind: "call", toolCallId: id, carry }), call];
    }
    default:
      meta.warn("content", `The messages wire has no ${block.kind} in answers; left out.`);
      return [];
  }
}

function encodeText(block: Extract<AnswerBlock, { kind: "text" }>, meta: AnswerMeta): JsonObject[] {
  const { text, citations = [], carry } = block;
  noteStretches(citations, text.length, meta);
  const links = citations.flatMap((citation) => writeCitation(citation, meta) ?? []);
  const wire = { type: "text", text, ...(links.length === 0 ? {} : { citations: links }) };
  // Callers send a blank text back and are refused.
  const said = text === "" ? [] : [wire];
  return carry === undefined ? said : [...said, looseStateBlock({ kind: "text", carry })];
}

/** Arguments that were cut off by a limit are no JSON; the stop reason tells why. */
function inputOf({ arguments: text, custom }: ToolCallBlock): JsonObject {
  return custom === true ? { input: text } : (parseObject(text) ?? {});
}
