import { isObject, type Json, listOf, textOf } from "./json.ts";

/** A kept body in the OpenAI chat form, whichever wire it came on. Throws a sentence for what is no chat. */
export function openaiBodyOf(endpoint: string, body: unknown, notes: string[]): Json {
  if (!isObject(body)) throw new Error("No content of this request was kept.");
  if (endpoint.endsWith("/chat/completions")) return body;
  if (endpoint.endsWith("/messages")) return fromAnthropic(body, notes);
  throw new Error(`Only chats can be asked again here; this request went to ${endpoint}.`);
}

const ANTHROPIC_KNOWN = new Set([
  ...["model", "messages", "system", "max_tokens", "temperature", "tools", "stream", "metadata"],
  ...["x-routing-hints", "x-fallback-chain", "mock"],
]);

function fromAnthropic(body: Json, notes: string[]): Json {
  const system = typeof body["system"] === "string" ? body["system"] : textsIn(body["system"]);
  const left = Object.keys(body).filter((name) => !ANTHROPIC_KNOWN.has(name));
  if (left.length > 0) notes.push(`Members of Anthropic’s wire are left out: ${left.join(", ")}.`);
  const tools = listOf(body["tools"]).flatMap((tool) => {
    if (!isObject(tool)) return [];
    if (!isObject(tool["input_schema"])) {
      notes.push(`The tool ${textOf(tool["name"])} runs at the vendor and is left out.`);
      return [];
    }
    const { name, description, input_schema: parameters } = tool;
    return [{ type: "function", function: { name, description, parameters } }];
  });
  const { model, max_tokens, temperature, mock } = body;
  return {
    model,
    max_tokens,
    temperature,
    ...(mock === undefined ? {} : { mock }),
    ...(tools.length === 0 ? {} : { tools }),
    "x-routing-hints": body["x-routing-hints"],
    "x-fallback-chain": body["x-fallback-chain"],
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...listOf(body["messages"]).flatMap((message) => (isObject(message) ? messagesOf(message, notes) : [])),
    ],
  };
}

function messagesOf({ role, content }: Json, notes: string[]): readonly Json[] {
  if (typeof content === "string") return [{ role, content }];
  const blocks = listOf(content).filter(isObject);
  const calls = blocks
    .filter(({ type }) => type === "tool_use")
    .map(({ id, name, input }) => ({ id, type: "function", function: { name, arguments: JSON.stringify(input) } }));
  const results = blocks
    .filter(({ type }) => type === "tool_result")
    .map(({ tool_use_id, content: result }) => ({
      role: "tool",
      tool_call_id: tool_use_id,
      content: typeof result === "string" ? result : textsIn(result),
    }));
  const parts = blocks.flatMap((block): readonly Json[] => partOf(block, notes));
  if (parts.length === 0 && calls.length === 0) return results;
  return [...results, { role, content: parts, ...(calls.length === 0 ? {} : { tool_calls: calls }) }];
}

function partOf(block: Json, notes: string[]): readonly Json[] {
  switch (block["type"]) {
    case "text":
      return [{ type: "text", text: block["text"] }];
    case "image": {
      const source = isObject(block["source"]) ? block["source"] : {};
      const data = `data:${textOf(source["media_type"])};base64,${textOf(source["data"])}`;
      return [{ type: "image_url", image_url: { url: textOf(source["url"]) || data } }];
    }
    case "tool_use":
    case "tool_result":
      return [];
    default:
      notes.push(`A block of the type ${textOf(block["type"])} is left out.`);
      return [];
  }
}

function textsIn(blocks: unknown): string {
  return listOf(blocks)
    .map((block) => (isObject(block) ? textOf(block["text"]) : ""))
    .join("\n");
}
