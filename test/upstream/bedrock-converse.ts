import { fragments, reply } from "./reply.ts";
import type { Finish, Frame, JsonObject, Reply, ReplyInput } from "./types.ts";

const STOP: Record<Finish, string> = {
  stop: "end_turn",
  length: "max_tokens",
  tool: "tool_use",
  filter: "content_filtered",
};

/** `inputTokens` leaves the cached ones out, `totalTokens` does not. */
export function bedrockUsage({ usage }: Reply): JsonObject {
  return {
    inputTokens: usage.input - usage.cacheRead - usage.cacheWrite,
    outputTokens: usage.output,
    totalTokens: usage.input + usage.output,
    cacheReadInputTokens: usage.cacheRead,
    cacheWriteInputTokens: usage.cacheWrite,
  };
}

export function bedrockAnswer(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  return {
    output: { message: { role: "assistant", content: contentBlocks(answer) } },
    stopReason: STOP[answer.finish],
    usage: bedrockUsage(answer),
    metrics: { latencyMs: 7 },
  };
}

function contentBlocks(answer: Reply): JsonObject[] {
  const blocks: JsonObject[] = [];
  if (answer.signature !== "") {
    const reasoningText = { text: answer.thinking.join(""), signature: answer.signature };
    blocks.push({ reasoningContent: { reasoningText } });
  }
  if (answer.text.length > 0) blocks.push({ text: answer.text.join("") });
  for (const { id, name, arguments: text } of answer.toolCalls) {
    blocks.push({ toolUse: { toolUseId: id, name, input: JSON.parse(text === "" ? "{}" : text) as JsonObject } });
  }
  return blocks;
}

/** The events of a stream; how they become binary messages is the delivery's affair. */
export function bedrockEvents(input: ReplyInput = {}): Frame[] {
  const answer = reply(input);
  const frames: Frame[] = [event("messageStart", { role: "assistant" })];
  streamedBlocks(answer).forEach(({ start, deltas }, contentBlockIndex) => {
    if (start !== undefined) frames.push(event("contentBlockStart", { contentBlockIndex, start }));
    for (const delta of deltas) frames.push(event("contentBlockDelta", { contentBlockIndex, delta }, true));
    frames.push(event("contentBlockStop", { contentBlockIndex }));
  });
  frames.push(event("messageStop", { stopReason: STOP[answer.finish] }));
  return [...frames, event("metadata", { usage: bedrockUsage(answer), metrics: { latencyMs: 7 } })];
}

interface StreamedBlock {
  /** Only tools are opened; text and reasoning begin with their first delta. */
  start?: JsonObject;
  deltas: JsonObject[];
}

function streamedBlocks(answer: Reply): StreamedBlock[] {
  const blocks: StreamedBlock[] = [];
  if (answer.signature !== "") {
    const thoughts = answer.thinking.map((text) => ({ reasoningContent: { text } }));
    blocks.push({ deltas: [...thoughts, { reasoningContent: { signature: answer.signature } }] });
  }
  if (answer.text.length > 0) blocks.push({ deltas: answer.text.map((text) => ({ text })) });
  for (const { id, name, arguments: text } of answer.toolCalls) {
    const deltas = fragments(text).map((input) => ({ toolUse: { input } }));
    blocks.push({ start: { toolUse: { toolUseId: id, name } }, deltas });
  }
  return blocks;
}

/** The vendor pads every event to hide its length. */
function event(name: string, fields: JsonObject, content = false): Frame {
  return { event: name, data: JSON.stringify({ ...fields, p: "abcdefgh" }), content };
}
