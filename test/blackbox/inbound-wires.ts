import { eventsOf, jsonEvents } from "./read-stream.ts";

/** What an answer says, in no wire's words. */
export interface Said {
  readonly text: string;
  readonly thinking: string;
  readonly calls: ReadonlyArray<{ readonly id: string; readonly name: string; readonly input: unknown }>;
  /** The wire's own word for why it ended; undefined when it did not. */
  readonly finish: string | undefined;
  /** All prompt tokens and all completion tokens. */
  readonly usage: readonly [input: number, output: number] | undefined;
}

export interface InboundWire {
  readonly name: string;
  path(model: string, stream: boolean): string;
  /** Asks with the two tools of the scripted upstream at hand. */
  body(model: string, stream: boolean): object;
  whole(body: Json): Said;
  /** `undefined` finish for a stream that has no end of its wire. */
  streamed(text: string): Said;
  /** What an honest break says: the code of the gateway. */
  brokenCode(text: string): unknown;
  /** The message of an error answer. */
  errorMessage(body: Json): unknown;
  readonly finishes: Readonly<Record<"stop" | "tool", string>>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of four wires, read at the places that each defines.
export type Json = any;

const ASKED = "Say sixty words.";
const TOOLS = ["get_weather", "get_time"].map((name) => ({ name, description: `Calls ${name}.` }));
const SCHEMA = { type: "object", properties: { city: { type: "string" } } };

const chat: InboundWire = {
  name: "chat",
  path: () => "/v1/chat/completions",
  body: (model, stream) => ({
    model,
    messages: [{ role: "user", content: ASKED }],
    tools: TOOLS.map((tool) => ({ type: "function", function: { ...tool, parameters: SCHEMA } })),
    ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
  }),
  whole: (body) => {
    const { message, finish_reason } = body.choices[0];
    return {
      text: message.content ?? "",
      thinking: message.reasoning_content ?? "",
      calls: (message.tool_calls ?? []).map((call: Json) =>
        callOf(call.id, call.function.name, call.function.arguments),
      ),
      finish: finish_reason,
      usage: [body.usage.prompt_tokens, body.usage.completion_tokens],
    };
  },
  streamed: (text) => {
    const chunks: Json[] = jsonEvents(text);
    const deltas = chunks.flatMap((chunk) => chunk.choices?.[0]?.delta ?? []);
    const calls: Json[] = [];
    for (const { index, id, function: piece } of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
      calls[index] ??= { id, name: piece.name, text: "" };
      calls[index].text += piece.arguments ?? "";
    }
    const usage = chunks.find((chunk) => chunk.usage)?.usage;
    const done = eventsOf(text).at(-1)?.data === "[DONE]";
    return {
      text: deltas.map((delta) => delta.content ?? "").join(""),
      thinking: deltas.map((delta) => delta.reasoning_content ?? "").join(""),
      calls: calls.map((call) => callOf(call.id, call.name, call.text)),
      finish: done ? chunks.flatMap((chunk) => chunk.choices?.[0]?.finish_reason ?? []).join() : undefined,
      usage: usage && [usage.prompt_tokens, usage.completion_tokens],
    };
  },
  brokenCode: (text) => lastEvent(text).error?.code,
  errorMessage: (body) => body.error?.message,
  finishes: { stop: "stop", tool: "tool_calls" },
};

const messages: InboundWire = {
  name: "messages",
  path: () => "/v1/messages",
  body: (model, stream) => ({
    model,
    max_tokens: 4000,
    messages: [{ role: "user", content: ASKED }],
    tools: TOOLS.map((tool) => ({ ...tool, input_schema: SCHEMA })),
    ...(stream ? { stream } : {}),
  }),
  whole: (body) => ({
    text: joined(body.content, "text"),
    thinking: joined(body.content, "thinking"),
    calls: body.content.flatMap((block: Json) =>
      block.type === "tool_use" ? { id: block.id, name: block.name, input: block.input } : [],
    ),
    finish: body.stop_reason,
    usage: promptOf(body.usage),
  }),
  streamed: (text) => {
    const events: Json[] = jsonEvents(text);
    const blocks: Json[] = [];
    for (const { type, index, content_block, delta } of events) {
      if (type === "content_block_start") blocks[index] = { ...content_block, partial: "" };
      if (type !== "content_block_delta") continue;
      for (const key of ["text", "thinking"]) if (key in delta) blocks[index][key] += delta[key];
      blocks[index].partial += delta.partial_json ?? "";
    }
    const end = events.find(({ type }) => type === "message_delta");
    return {
      text: joined(blocks, "text"),
      thinking: joined(blocks, "thinking"),
      calls: blocks.flatMap((block) => (block.type === "tool_use" ? callOf(block.id, block.name, block.partial) : [])),
      finish: events.at(-1)?.type === "message_stop" ? end?.delta.stop_reason : undefined,
      usage: end && promptOf(end.usage),
    };
  },
  brokenCode: (text) => lastEvent(text).error?.details?.code,
  errorMessage: (body) => body.error?.message,
  finishes: { stop: "end_turn", tool: "tool_use" },
};

const responses: InboundWire = {
  name: "responses",
  path: () => "/v1/responses",
  body: (model, stream) => ({
    model,
    input: ASKED,
    tools: TOOLS.map((tool) => ({ type: "function", ...tool, parameters: SCHEMA, strict: false })),
    ...(stream ? { stream } : {}),
  }),
  whole: (body) => ({
    text: body.output.flatMap((item: Json) => (item.type === "message" ? joined(item.content, "text") : [])).join(""),
    thinking: body.output
      .flatMap((item: Json) => (item.type === "reasoning" ? joined(item.summary, "text") : []))
      .join(""),
    calls: body.output.flatMap((item: Json) =>
      item.type === "function_call" ? callOf(item.call_id, item.name, item.arguments) : [],
    ),
    finish: body.status,
    usage: body.usage && [body.usage.input_tokens, body.usage.output_tokens],
  }),
  streamed: (text) => {
    const events: Json[] = jsonEvents(text);
    const end = events.find(({ type }) => type === "response.completed" || type === "response.incomplete");
    const deltas = (type: string): string =>
      events.map((event) => (event.type === `response.${type}.delta` ? event.delta : "")).join("");
    const said = { text: deltas("output_text"), thinking: deltas("reasoning_summary_text") };
    if (end === undefined) return { ...said, calls: [], finish: undefined, usage: undefined };
    // What is streamed and what the end says must be the same.
    const whole = responses.whole(end.response);
    const agree = whole.text === said.text && whole.thinking === said.thinking;
    return { ...whole, ...said, finish: agree ? whole.finish : "the end differs from the deltas" };
  },
  brokenCode: (text) => lastEvent(text).response?.error?.code,
  errorMessage: (body) => body.error?.message,
  finishes: { stop: "completed", tool: "completed" },
};

const gemini: InboundWire = {
  name: "gemini",
  path: (model, stream) => `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  body: () => ({
    contents: [{ role: "user", parts: [{ text: ASKED }] }],
    tools: [{ functionDeclarations: TOOLS.map((tool) => ({ ...tool, parametersJsonSchema: SCHEMA })) }],
  }),
  whole: (body) => geminiSaid([body]),
  streamed: (text) => geminiSaid(jsonEvents(text)),
  // Google writes reasons in capitals.
  brokenCode: (text) => lastEvent(text).error?.details?.[0]?.reason?.toLowerCase(),
  errorMessage: (body) => body.error?.message,
  finishes: { stop: "STOP", tool: "STOP" },
};

function geminiSaid(chunks: Json[]): Said {
  const parts: Json[] = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const usage = chunks.findLast((chunk) => chunk.usageMetadata)?.usageMetadata;
  const texts = (thought: boolean): string =>
    parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? "") : "")).join("");
  return {
    text: texts(false),
    thinking: texts(true),
    calls: parts.flatMap(({ functionCall: call }) => (call ? { id: call.id, name: call.name, input: call.args } : [])),
    finish: chunks.flatMap((chunk) => chunk.candidates?.[0]?.finishReason ?? []).at(-1),
    usage: usage && [usage.promptTokenCount, usage.candidatesTokenCount + (usage.thoughtsTokenCount ?? 0)],
  };
}

function callOf(id: string, name: string, text: string): Said["calls"][number] {
  return { id, name, input: JSON.parse(text) as unknown };
}

function joined(blocks: Json[], key: string): string {
  return blocks.map((block) => block[key] ?? "").join("");
}

function promptOf(usage: Json): [number, number] {
  const cached = (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
  return [usage.input_tokens + cached, usage.output_tokens];
}

function lastEvent(text: string): Json {
  return JSON.parse(eventsOf(text).at(-1)?.data ?? "{}");
}

/** Every wire that callers speak. */
export const INBOUND_WIRES: readonly InboundWire[] = [chat, messages, responses, gemini];
