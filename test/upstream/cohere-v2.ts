import { fragments, reply } from "./reply.ts";
import type { Finish, Frame, JsonObject, Reply, ReplyInput, ToolCall } from "./types.ts";

/** The wire has no word for a filter. */
const FINISH: Record<Finish, string> = { stop: "COMPLETE", length: "MAX_TOKENS", tool: "TOOL_CALL", filter: "ERROR" };

/** Billed units leave out what the vendor adds to the prompt; `tokens` is what the model saw. */
export function cohereUsage({ usage }: Reply): JsonObject {
  return {
    billed_units: { input_tokens: usage.input, output_tokens: usage.output },
    tokens: { input_tokens: usage.input, output_tokens: usage.output },
    cached_tokens: usage.cacheRead,
  };
}

/** Words before tool calls are the tool plan. */
export function cohereAnswer(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  const text = answer.text.join("");
  const content: JsonObject[] = [];
  if (answer.thinking.length > 0) content.push({ type: "thinking", thinking: answer.thinking.join("") });
  if (answer.toolCalls.length === 0) content.push({ type: "text", text });
  const message: JsonObject = { role: "assistant", content };
  if (answer.toolCalls.length > 0) {
    if (text !== "") message["tool_plan"] = text;
    message["tool_calls"] = answer.toolCalls.map((call) => toolCall(call, call.arguments));
  }
  return { id: answer.id, finish_reason: FINISH[answer.finish], message, usage: cohereUsage(answer) };
}

/** The stream as frames, ending with message-end. */
export function cohereEvents(input: ReplyInput = {}): Frame[] {
  const answer = reply(input);
  const frames: Frame[] = [event("message-start", { id: answer.id, delta: { message: { role: "assistant" } } })];
  let index = 0;
  const block = (type: "thinking" | "text", pieces: string[]): void => {
    if (pieces.length === 0) return;
    const content = (fields: JsonObject): JsonObject => ({ index, delta: { message: { content: fields } } });
    frames.push(event("content-start", content({ type, [type]: "" })));
    for (const piece of pieces) frames.push(event("content-delta", content({ [type]: piece }), true));
    frames.push(event("content-end", { index }));
    index += 1;
  };
  block("thinking", answer.thinking);
  if (answer.toolCalls.length === 0) block("text", answer.text);
  else frames.push(...toolEvents(answer));
  const delta = { finish_reason: FINISH[answer.finish], usage: cohereUsage(answer) };
  return [...frames, event("message-end", { delta })];
}

function toolEvents(answer: Reply): Frame[] {
  const plan = answer.text.map((text) => event("tool-plan-delta", { delta: { message: { tool_plan: text } } }, true));
  const calls = answer.toolCalls.flatMap((call, index) => [
    event("tool-call-start", { index, delta: { message: { tool_calls: toolCall(call, "") } } }, true),
    ...fragments(call.arguments).map((text) => {
      const piece = { message: { tool_calls: { function: { arguments: text } } } };
      return event("tool-call-delta", { index, delta: piece }, true);
    }),
    event("tool-call-end", { index }),
  ]);
  return [...plan, ...calls];
}

function toolCall({ id, name }: ToolCall, text: string): JsonObject {
  return { id, type: "function", function: { name, arguments: text } };
}

function event(type: string, fields: JsonObject, content = false): Frame {
  return { event: type, data: JSON.stringify({ type, ...fields }), content };
}
