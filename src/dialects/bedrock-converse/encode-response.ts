import type { ChatResponse } from "../../canonical/response.ts";
import { emptyUsage } from "../../canonical/usage.ts";
import type { AnswerMeta, JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { writeCitation } from "./citations.ts";
import { stopMembers } from "./finish.ts";
import { imageFormat } from "./media.ts";
import { callStateItem, shownReasoning } from "./reasoning.ts";
import { ToolIds } from "./tool-ids.ts";
import { writeUsage } from "./usage.ts";
import type { WireBlock } from "./wire.ts";

type AnswerBlock = ChatResponse["blocks"][number];
type Written = WireBlock | { readonly citationsContent: JsonObject };

/** A whole answer in Converse's shape. (Amazon Bedrock API reference, Converse, response.) */
export function encodeResponse(response: ChatResponse, meta: AnswerMeta): JsonObject {
  const refused = response.blocks.some((block) => block.kind === "refusal");
  const ids = new ToolIds("other");
  const content = response.blocks.flatMap((block) => encodeBlock(block, ids, meta));
  const usage = response.usage ?? { ...emptyUsage(), inputTokens: meta.inputTokensEstimate };
  return {
    output: { message: { role: "assistant", content } },
    ...stopMembers(response.finish, refused),
    usage: writeUsage(usage),
  };
}

function encodeBlock(block: AnswerBlock, ids: ToolIds, meta: AnswerMeta): Written[] {
  switch (block.kind) {
    case "text": {
      const { text, citations = [] } = block;
      if (citations.length === 0) return text === "" ? [] : [{ text }];
      return [{ citationsContent: { content: [{ text }], citations: citations.map(writeCitation) } }];
    }
    case "refusal":
      return block.text === "" ? [] : [{ text: block.text }];
    case "reasoning": {
      const empty = block.text === "" && block.carry === undefined;
      const wire = empty ? undefined : shownReasoning(block);
      return wire === undefined ? [] : [wire];
    }
    case "tool-call": {
      const toolUseId = ids.ofCall(block.id);
      const toolUse = { toolUse: { toolUseId, name: block.name, input: inputOf(block) } };
      return block.carry === undefined
        ? [toolUse]
        : [callStateItem({ toolCallId: toolUseId, carry: block.carry }), toolUse];
    }
    case "image": {
      const { source } = block;
      const format = source.kind === "data" ? imageFormat(source.mediaType, source.data) : undefined;
      if (source.kind === "data" && format !== undefined)
        return [{ image: { format, source: { bytes: source.data } } }];
      meta.warn("content", "The Converse wire has no place for this image; left out.");
      return [];
    }
    default:
      return [];
  }
}

/** The wire takes any JSON value: arguments that are no object, cut off by a limit say, go as the text they are. */
function inputOf({ arguments: text, custom }: Extract<AnswerBlock, { kind: "tool-call" }>): unknown {
  if (custom === true) return { input: text };
  return text.trim() === "" ? {} : (parseObject(text) ?? text);
}
