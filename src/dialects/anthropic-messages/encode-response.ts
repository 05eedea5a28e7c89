import type { ChatResponse } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { stopMembers } from "./finish.ts";
import { FOREIGN_SIGNATURE, ownSignature } from "./thinking-marks.ts";
import { safeToolId } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";

/** A whole answer as a message. (Anthropic API reference, message object.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const refused = response.blocks.some((block) => block.kind === "refusal");
  const usage = response.usage ?? { ...emptyUsage(), inputTokens: meta.inputTokensEstimate };
  return {
    id: `msg_${meta.id}`,
    type: "message",
    role: "assistant",
    model: meta.model,
    content: response.blocks.flatMap((block) => encodeBlock(block) ?? []),
    ...stopMembers(response.finish, refused),
    usage: writeUsage(usage),
  };
}

function encodeBlock(block: ChatResponse["blocks"][number]): JsonObject | undefined {
  switch (block.kind) {
    case "text":
    case "refusal":
      return { type: "text", text: block.text };
    case "reasoning": {
      const signature = ownSignature(block.carry);
      if (block.redacted === true)
        return signature === undefined ? undefined : { type: "redacted_thinking", data: signature };
      return { type: "thinking", thinking: block.text, signature: signature ?? FOREIGN_SIGNATURE };
    }
    case "tool-call":
      // Arguments that were cut off by a limit are no JSON; the stop reason tells why.
      return {
        type: "tool_use",
        id: safeToolId(block.id),
        name: block.name,
        input: parseObject(block.arguments) ?? {},
      };
    default:
      return undefined;
  }
}
