import { fragments, reply } from "./reply.ts";
import type { Finish, Frame, JsonObject, Reply, ReplyInput } from "./types.ts";

const STOP: Record<Finish, string> = { stop: "end_turn", length: "max_tokens", tool: "tool_use", filter: "refusal" };

/** `input_tokens` leaves the cached ones out: the three input figures add up to the prompt. */
export function anthropicUsage({ usage }: Reply): JsonObject {
  return {
    input_tokens: usage.input - usage.cacheRead - usage.cacheWrite,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: usage.reasoning },
    service_tier: "standard",
  };
}

export function anthropicMessage(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  return envelope(answer, contentBlocks(answer), STOP[answer.finish], anthropicUsage(answer));
}

function envelope(answer: Reply, content: JsonObject[], stop: string | null, usage: JsonObject): JsonObject {
  return {
    id: `msg_${answer.id}`,
    type: "message",
    role: "assistant",
    model: answer.model,
    content,
    stop_reason: stop,
    stop_sequence: null,
    usage,
  };
}

function contentBlocks(answer: Reply): JsonObject[] {
  const blocks: JsonObject[] = [];
  if (answer.signature !== "") {
    blocks.push({ type: "thinking", thinking: answer.thinking.join(""), signature: answer.signature });
  }
  if (answer.text.length > 0) blocks.push({ type: "text", text: answer.text.join("") });
  for (const call of answer.toolCalls) {
    blocks.push({ type: "tool_use", id: call.id, name: call.name, input: parseInput(call.arguments) });
  }
  return blocks;
}

function parseInput(text: string): JsonObject {
  const value: unknown = text === "" ? {} : JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("tool input is no object");
  return value as JsonObject;
}

/** The stream as frames, ending with message_stop. */
export function anthropicEvents(input: ReplyInput = {}): Frame[] {
  const answer = reply(input);
  const usage = anthropicUsage(answer);
  const opening = envelope(answer, [], null, { ...usage, output_tokens: 1, output_tokens_details: null });
  const frames: Frame[] = [event("message_start", { message: opening }), event("ping", {})];
  streamedBlocks(answer).forEach(({ start, deltas }, index) => {
    frames.push(event("content_block_start", { index, content_block: start }));
    for (const delta of deltas) frames.push(event("content_block_delta", { index, delta }, true));
    frames.push(event("content_block_stop", { index }));
  });
  frames.push(event("message_delta", { delta: { stop_reason: STOP[answer.finish], stop_sequence: null }, usage }));
  frames.push(event("message_stop", {}));
  return frames;
}

interface StreamedBlock {
  start: JsonObject;
  deltas: JsonObject[];
}

function streamedBlocks(answer: Reply): StreamedBlock[] {
  const blocks: StreamedBlock[] = [];
  if (answer.signature !== "") {
    const thoughts = answer.thinking.map((thinking) => ({ type: "thinking_delta", thinking }));
    blocks.push({
      start: { type: "thinking", thinking: "", signature: "" },
      deltas: [...thoughts, { type: "signature_delta", signature: answer.signature }],
    });
  }
  if (answer.text.length > 0) {
    const deltas = answer.text.map((text) => ({ type: "text_delta", text }));
    blocks.push({ start: { type: "text", text: "" }, deltas });
  }
  for (const call of answer.toolCalls) {
    // The vendor opens each tool input with an empty fragment.
    const pieces = ["", ...fragments(call.arguments)];
    blocks.push({
      start: { type: "tool_use", id: call.id, name: call.name, input: {} },
      deltas: pieces.map((partial) => ({ type: "input_json_delta", partial_json: partial })),
    });
  }
  return blocks;
}

function event(type: string, fields: JsonObject, content = false): Frame {
  return { event: type, data: JSON.stringify({ type, ...fields }), content };
}
