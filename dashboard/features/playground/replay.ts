import { EMPTY_STEP, type Step, type ToolCall, type Turn } from "./conversation.ts";
import { isObject, type Json, listOf, textOf } from "./json.ts";
import { openaiBodyOf } from "./replay-messages.ts";
import { DEFAULTS, EFFORTS, type Settings } from "./settings.ts";

/** A logged request as a conversation that can be asked again. */
export interface Replay {
  readonly model: string;
  readonly settings: Settings;
  /** Their steps are those of the given lane; the last question is not asked yet. */
  readonly turns: readonly Omit<Turn, "id">[];
  /** What could not be taken over. */
  readonly notes: readonly string[];
}

/** Members that are not settings, or that this page says by itself. */
const KNOWN = new Set([
  ...["model", "messages", "stream", "stream_options", "temperature", "max_tokens", "max_completion_tokens"],
  ...["reasoning_effort", "response_format", "tools", "x-fallback-chain", "x-routing-hints"],
]);

/** Reads the kept body of a chat request. Throws a sentence for what is no chat or was cut. */
export function replayOf(endpoint: string, text: string, lane: string): Replay {
  const notes: string[] = [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error("The kept request is not whole, so it cannot be asked again.");
  }
  const body = openaiBodyOf(endpoint, parsed, notes);
  const { system, turns } = turnsOf(listOf(body["messages"]), lane, notes);
  const others = Object.entries(body).filter(([name]) => !KNOWN.has(name));
  const settings: Settings = {
    ...DEFAULTS,
    system,
    temperature: numberText(body["temperature"]),
    maxTokens: numberText(body["max_completion_tokens"] ?? body["max_tokens"]),
    effort: EFFORTS.find((effort) => effort === body["reasoning_effort"]) ?? "",
    ...formatOf(body["response_format"]),
    tools: body["tools"] === undefined ? "" : JSON.stringify(body["tools"], null, 2),
    ...hintsOf(body["x-routing-hints"]),
    fallback: texts(body["x-fallback-chain"]),
    extra: others.length === 0 ? "" : JSON.stringify(Object.fromEntries(others), null, 2),
  };
  return { model: textOf(body["model"]) || "auto", settings, turns, notes };
}

function turnsOf(messages: readonly unknown[], lane: string, notes: string[]) {
  const system: string[] = [];
  const turns: Omit<Turn, "id">[] = [];
  const change = (with_: (steps: readonly Step[]) => readonly Step[]): void => {
    const turn = turns.at(-1);
    if (turn === undefined) notes.push("What stood before the first question is left out.");
    else turns[turns.length - 1] = { ...turn, steps: { [lane]: with_(turn.steps[lane] ?? []) } };
  };
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) continue;
    const { role, content } = message;
    if (role === "system" || role === "developer") system.push(partsOf(content).text);
    else if (role === "user") turns.push({ ...partsOf(content), steps: {} });
    else if (role === "assistant") change((steps) => [...steps, stepOf(message, -1 - index)]);
    else if (role === "tool") {
      const id = textOf(message["tool_call_id"]);
      const { text } = partsOf(content);
      change((steps) => steps.map((step) => withResult(step, id, text)));
    }
  }
  return { system: system.join("\n\n"), turns };
}

function withResult(step: Step, id: string, text: string): Step {
  return step.calls.some((call) => call.id === id) ? { ...step, results: { ...step.results, [id]: text } } : step;
}

function stepOf(message: Json, id: number): Step {
  const calls = listOf(message["tool_calls"]).flatMap((call): ToolCall[] => {
    if (!isObject(call) || !isObject(call["function"])) return [];
    const { name, arguments: given } = call["function"];
    return [{ id: textOf(call["id"]), name: textOf(name), arguments: textOf(given) }];
  });
  const details = listOf(message["reasoning_details"]);
  const reasoning = textOf(message["reasoning_content"]);
  return { ...EMPTY_STEP, id, status: "kept", text: partsOf(message["content"]).text, reasoning, details, calls };
}

/** Text, images, and what is neither. */
function partsOf(content: unknown): { text: string; images: readonly string[]; others: readonly object[] } {
  if (typeof content === "string") return { text: content, images: [], others: [] };
  const parts = listOf(content).filter(isObject);
  return {
    text: parts.map((part) => (part["type"] === "text" ? textOf(part["text"]) : "")).join(""),
    images: parts.flatMap((part) => {
      const wire = part["image_url"];
      return part["type"] === "image_url" && isObject(wire) ? [textOf(wire["url"])] : [];
    }),
    others: parts.filter(({ type }) => type !== "text" && type !== "image_url"),
  };
}

function formatOf(format: unknown): Pick<Settings, "format" | "schema"> {
  if (!isObject(format) || format["type"] === "text") return { format: "text", schema: "" };
  const wire = format["json_schema"];
  if (!isObject(wire)) return { format: "json", schema: "" };
  return { format: "schema", schema: JSON.stringify(wire["schema"] ?? {}, null, 2) };
}

function hintsOf(hints: unknown): Partial<Settings> {
  if (!isObject(hints)) return {};
  return {
    priority: textOf(hints["priority"]),
    maxLatencyMs: numberText(hints["max_latency_ms"]),
    minQuality: numberText(hints["min_quality_score"]),
    prefer: texts(hints["prefer_providers"]),
    exclude: texts(hints["exclude_providers"]),
  };
}

function numberText(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}

function texts(value: unknown): readonly string[] {
  return listOf(value).filter((each): each is string => typeof each === "string");
}
