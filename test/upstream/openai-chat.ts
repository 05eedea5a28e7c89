import { fragments, reply } from "./reply.ts";
import type { Finish, Frame, Json, JsonObject, Reply, ReplyInput, ToolCall } from "./types.ts";

/** Deviations seen at OpenAI-compatible vendors. */
export interface ChatQuirks {
  /** Every tool delta says index 0, or none says an index. */
  toolIndex?: "all-zero" | "missing";
  /** Fragments of parallel calls alternate instead of following each other. */
  toolsInterleaved?: boolean;
  /** `finish_reason: ""` where null belongs. */
  emptyFinishReason?: boolean;
  /** `role: "assistant"` in every delta instead of the first. */
  roleRepeated?: boolean;
  /** The whole tool call in one delta, as several vendors send it. */
  toolsWhole?: boolean;
  /** Usage on the finishing chunk instead of a chunk of its own. */
  usageOnLastChunk?: boolean;
}

const FINISH: Record<Finish, string> = { stop: "stop", length: "length", tool: "tool_calls", filter: "content_filter" };

export function chatUsage({ usage }: Reply): JsonObject {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function chatCompletion(input: ReplyInput = {}): JsonObject {
  const answer = reply(input);
  const text = answer.text.join("");
  const message: JsonObject = {
    role: "assistant",
    content: text === "" && answer.toolCalls.length > 0 ? null : text,
    refusal: null,
    annotations: [],
  };
  if (answer.thinking.length > 0) message["reasoning_content"] = answer.thinking.join("");
  if (answer.toolCalls.length > 0) message["tool_calls"] = answer.toolCalls.map(wholeCall);
  return {
    id: `chatcmpl-${answer.id}`,
    object: "chat.completion",
    created: answer.created,
    model: answer.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: FINISH[answer.finish] }],
    usage: chatUsage(answer),
    service_tier: "default",
    system_fingerprint: "fp_upstream",
  };
}

function wholeCall(call: ToolCall): JsonObject {
  return { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } };
}

/** The stream as frames, ending with [DONE]. `includeUsage` mirrors stream_options.include_usage. */
export function chatChunks(input: ReplyInput = {}, includeUsage = false, quirks: ChatQuirks = {}): Frame[] {
  const answer = reply(input);
  const frame = (choices: Json[], content: boolean, usage: JsonObject | null = null): Frame => ({
    data: JSON.stringify({
      id: `chatcmpl-${answer.id}`,
      object: "chat.completion.chunk",
      created: answer.created,
      model: answer.model,
      service_tier: "default",
      system_fingerprint: "fp_upstream",
      choices,
      ...(includeUsage ? { usage } : {}),
    }),
    content,
  });
  const open = quirks.emptyFinishReason ? "" : null;
  const choice = (delta: JsonObject, finish: string | null = open): JsonObject => ({
    index: 0,
    delta: quirks.roleRepeated ? { role: "assistant", ...delta } : delta,
    logprobs: null,
    finish_reason: finish,
  });
  const first = { role: "assistant", content: answer.toolCalls.length > 0 ? null : "", refusal: null };
  const deltas: JsonObject[] = [
    ...answer.thinking.map((piece) => ({ reasoning_content: piece })),
    ...answer.text.map((piece) => ({ content: piece })),
    ...toolDeltas(answer.toolCalls, quirks),
  ];
  const last = choice({}, FINISH[answer.finish]);
  const usage = chatUsage(answer);
  const frames = [frame([choice(first)], false), ...deltas.map((delta) => frame([choice(delta)], true))];
  if (quirks.usageOnLastChunk) frames.push(frame([last], false, usage));
  else {
    frames.push(frame([last], false));
    if (includeUsage) frames.push(frame([], false, usage));
  }
  return [...frames, { data: "[DONE]", content: false }];
}

function toolDeltas(calls: ToolCall[], quirks: ChatQuirks): JsonObject[] {
  const perCall = calls.map((call, index) => {
    const position = indexField(index, quirks);
    const entry = (fields: JsonObject): JsonObject => ({ tool_calls: [{ ...position, ...fields }] });
    if (quirks.toolsWhole) return [entry(wholeCall(call))];
    const header = entry({ id: call.id, type: "function", function: { name: call.name, arguments: "" } });
    return [header, ...fragments(call.arguments).map((piece) => entry({ function: { arguments: piece } }))];
  });
  return quirks.toolsInterleaved ? alternate(perCall) : perCall.flat();
}

function indexField(index: number, quirks: ChatQuirks): JsonObject {
  if (quirks.toolIndex === "missing") return {};
  return { index: quirks.toolIndex === "all-zero" ? 0 : index };
}

function alternate(lists: JsonObject[][]): JsonObject[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, row) => lists.flatMap((list) => list.slice(row, row + 1))).flat();
}
