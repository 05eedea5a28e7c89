import type { Block } from "../../canonical/blocks.ts";
import type { InboundChatDialect, JsonObject } from "../../dialects/dialect.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";
import type { CachedAnswer } from "./answer-cache.ts";

/** What a stored answer of a conversation says, without its reasoning; undefined where that cannot be read. */
export function answerText(answer: CachedAnswer, chat: InboundChatDialect): string | undefined {
  // The gateway's own object is left out; an empty one keeps the JSON whole.
  const text = textOfLatin1(answer.sealed ? `${answer.before}{}${answer.after}` : answer.before);
  try {
    return answer.stream ? saidInStream(text, chat) : saidInWhole(text, chat);
  } catch {
    return undefined;
  }
}

function saidInWhole(text: string, chat: InboundChatDialect): string {
  const { blocks } = chat.decodeResponse(JSON.parse(text) as JsonObject, new Set());
  return blocks.map((block: Block) => (block.kind === "text" ? block.text : "")).join("");
}

function saidInStream(text: string, chat: InboundChatDialect): string {
  const decoder = chat.openDecoder(new Set());
  const said = new Set<number>();
  let words = "";
  for (const frame of splitFrames(text)) {
    const { event, data } = readFrame(frame);
    if (data === null) continue;
    for (const one of decoder.push({ event, data })) {
      if (one.type === "block-start" && one.block.kind === "text") said.add(one.index);
      if (one.type === "block-delta" && said.has(one.index) && "text" in one) words += one.text;
    }
  }
  return words;
}
