import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { readUsage } from "./usage.ts";

/**
 * Frames of a relayed chat stream that need a look: a finish reason, a usage object, an error, or text before a blank
 * line that does not close a JSON object (the sentinel, comments, broken frames). None of these spellings can occur
 * inside a JSON string, where quotes are escaped. (OpenAI API reference, chat completion chunk object.)
 */
const SPECIAL = /"finish_reason":\s*"|"usage":\s*\{|"error":|[^}\r\n]\r?\n\r?\n/;

/** Opens the watcher of a chat completion stream that is relayed to an OpenAI-wire caller. */
export function openTap(options: TapOptions): StreamTap {
  const rules: TapRules = {
    special: SPECIAL,
    sentinel: "[DONE]",
    dropOnLast: options.includeUsage ? [] : ["usage"],
    inspect: (json, facts) => inspect(json, facts, options),
    lastFrames: (gateway) => (gateway === undefined ? DONE : emptyChunk(options.model, gateway) + DONE),
  };
  return new FrameTap(rules, options);
}

const DONE = "data: [DONE]\n\n";

function emptyChunk(model: string, gateway: string): string {
  const head = JSON.stringify({ id: "chatcmpl-end", object: "chat.completion.chunk", created: 0, model, choices: [] });
  return `data: ${head.slice(0, -1)},"x-llm-gateway":${gateway}}\n\n`;
}

function inspect(json: JsonObject, facts: AnswerFacts, options: TapOptions): Verdict {
  if (json["error"] !== undefined && json["error"] !== null) {
    facts.error = readErrorObject(200, json);
    return "error";
  }
  const usage = json["usage"] ?? (json["x_groq"] as JsonObject | undefined)?.["usage"];
  if (typeof usage === "object" && usage !== null) facts.usage = readUsage(usage as JsonObject, options.quirks);
  const choices = Array.isArray(json["choices"]) ? (json["choices"] as JsonObject[]) : [];
  if (choices.length === 0) {
    if (facts.usage === undefined || usage === undefined) return "pass";
    return options.includeUsage ? "hold" : "withhold";
  }
  let finished = false;
  for (const choice of choices) {
    const reason = choice["finish_reason"];
    if (typeof reason === "string" && reason !== "") {
      facts.finish ??= mapFinish(reason);
      finished = true;
    }
    if (finished || hasContent(choice["delta"])) facts.meaningful = true;
  }
  return finished ? "hold" : "pass";
}

/** True when a delta holds anything besides the role and empty text. */
function hasContent(delta: unknown): boolean {
  if (typeof delta !== "object" || delta === null) return false;
  for (const [name, value] of Object.entries(delta)) {
    if (name === "role" || value === null || value === "") continue;
    if (Array.isArray(value) && value.length === 0) continue;
    return true;
  }
  return false;
}
