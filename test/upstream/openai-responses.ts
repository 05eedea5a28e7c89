import { fragments, reply } from "./reply.ts";
import type { Frame, JsonObject, Reply, ReplyInput } from "./types.ts";

export function responsesUsage({ usage }: Reply): JsonObject {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

export function responsesAnswer(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  return ended(
    answer,
    outputOf(answer).map(({ item }) => item),
  );
}

/** One output item, and what a stream says between its opening and its end. */
interface Output {
  item: JsonObject;
  opening: JsonObject;
  events: ItemEvent[];
}

/** An event to which the item's place is added. */
type ItemEvent = readonly [type: string, fields: JsonObject, content?: boolean];

/** The stream as frames, ending with response.completed or response.incomplete. */
export function responsesEvents(input: ReplyInput = {}): Frame[] {
  const answer = reply(input);
  const frames: Frame[] = [];
  const push = (type: string, fields: JsonObject, content = false): void => {
    frames.push({ event: type, data: JSON.stringify({ type, sequence_number: frames.length, ...fields }), content });
  };
  const begun = envelope(answer, "in_progress", []);
  push("response.created", { response: begun });
  push("response.in_progress", { response: begun });
  const outputs = outputOf(answer);
  outputs.forEach(({ item, opening, events }, output_index) => {
    push("response.output_item.added", { output_index, item: opening });
    const place: JsonObject = { item_id: item["id"], output_index };
    for (const [type, fields, content] of events) push(`response.${type}`, { ...place, ...fields }, content);
    push("response.output_item.done", { output_index, item });
  });
  const response = ended(
    answer,
    outputs.map(({ item }) => item),
  );
  push(`response.${response["status"] as string}`, { response });
  return frames;
}

function outputOf(answer: Reply): Output[] {
  return [
    ...(answer.thinking.length > 0 ? [reasoning(answer)] : []),
    ...(answer.text.length > 0 ? [message(answer)] : []),
    ...answer.toolCalls.map(({ id, name, arguments: text }, index): Output => {
      const base = { id: `fc_${index}`, type: "function_call", call_id: id, name };
      const pieces = fragments(text).map((delta): ItemEvent => ["function_call_arguments.delta", { delta }, true]);
      return {
        item: { ...base, status: "completed", arguments: text },
        opening: { ...base, status: "in_progress", arguments: "" },
        events: [...pieces, ["function_call_arguments.done", { name, arguments: text }]],
      };
    }),
  ];
}

function message({ text }: Reply): Output {
  const base = { id: "msg_1", type: "message", role: "assistant" };
  const at = { content_index: 0 };
  const part = (words: string): JsonObject => ({ type: "output_text", text: words, annotations: [], logprobs: [] });
  const whole = text.join("");
  return {
    item: { ...base, status: "completed", content: [part(whole)] },
    opening: { ...base, status: "in_progress", content: [] },
    events: [
      ["content_part.added", { ...at, part: part("") }],
      ...text.map((delta): ItemEvent => ["output_text.delta", { ...at, delta, logprobs: [] }, true]),
      ["output_text.done", { ...at, text: whole, logprobs: [] }],
      ["content_part.done", { ...at, part: part(whole) }],
    ],
  };
}

function reasoning({ thinking, signature }: Reply): Output {
  const base = { id: "rs_1", type: "reasoning" };
  const at = { summary_index: 0 };
  const part = (text: string): JsonObject => ({ type: "summary_text", text });
  const whole = thinking.join("");
  return {
    item: { ...base, summary: [part(whole)], encrypted_content: signature },
    opening: { ...base, summary: [] },
    events: [
      ["reasoning_summary_part.added", { ...at, part: part("") }],
      ...thinking.map((delta): ItemEvent => ["reasoning_summary_text.delta", { ...at, delta }, true]),
      ["reasoning_summary_text.done", { ...at, text: whole }],
      ["reasoning_summary_part.done", { ...at, part: part(whole) }],
    ],
  };
}

function ended(answer: Reply, output: JsonObject[]): JsonObject {
  const reason = { length: "max_output_tokens", filter: "content_filter", stop: null, tool: null }[answer.finish];
  const base = envelope(answer, reason === null ? "completed" : "incomplete", output);
  return { ...base, incomplete_details: reason === null ? null : { reason }, usage: responsesUsage(answer) };
}

function envelope(answer: Reply, status: string, output: JsonObject[]): JsonObject {
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: answer.created,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: answer.model,
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    usage: null,
  };
}
