import { asciiJson } from "../../framing/ascii-json.ts";
import { findMember } from "../../framing/json-members.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { failureIn } from "./failure-in.ts";
import { mapFinish } from "./finish.ts";
import { findUsage, readUsage } from "./usage.ts";

/**
 * Opens the watcher of a chat completion stream that is relayed to an OpenAI-wire caller. (OpenAI API reference, chat
 * completion chunk object.)
 */
export function openTap(options: TapOptions): StreamTap {
  const choices: Choices = { seen: new Set(), finished: new Set() };
  const rules: TapRules = {
    special: undefined,
    sentinel: "[DONE]",
    plainFrame,
    clean: options.includeUsage ? (frame) => frame : withoutNullUsage,
    dropOnLast: options.includeUsage ? [] : ["usage"],
    inspect: (json, event, facts) => inspect(json, event, facts, choices, options),
    findModel: (data, json) => (typeof json["model"] === "string" ? findMember(data, "model") : null),
    lastFrames: (gateway) => (gateway === undefined ? DONE : emptyChunk(options.model, gateway) + DONE),
  };
  return new FrameTap(rules, options);
}

const DONE = "data: [DONE]\n\n";

/** Indexes of the answers that stream at once (`n`): the whole is finished when each of them is. */
interface Choices {
  readonly seen: Set<unknown>;
  readonly finished: Set<unknown>;
}

/** We ask every stream for usage, and then each chunk says that it has none: a caller who did not ask never sees that. */
function withoutNullUsage(frame: string): string {
  const at = frame.lastIndexOf(',"usage":null');
  return at < 0 ? frame : frame.slice(0, at) + frame.slice(at + ',"usage":null'.length);
}

/**
 * Chunks of one choice differ between its index and its finish reason only. The underscore is rare in other places,
 * which makes searching for what follows cheap.
 */
function plainFrame(frame: string, modelEnd: number): { prefixEnd: number; tailStart: number } | undefined {
  const tailStart = frame.lastIndexOf('_reason":null');
  const index = frame.indexOf('"index":', modelEnd);
  const prefixEnd = index < 0 ? -1 : frame.indexOf(",", index);
  return tailStart < 0 || prefixEnd < 0 ? undefined : { prefixEnd, tailStart };
}

function emptyChunk(model: string, gateway: string): string {
  const head = asciiJson({ id: "chatcmpl-end", object: "chat.completion.chunk", created: 0, model, choices: [] });
  return `data: ${head.slice(0, -1)},"x-llm-gateway":${gateway}}\n\n`;
}

function inspect(
  json: JsonObject,
  event: string | undefined,
  facts: AnswerFacts,
  choices: Choices,
  options: TapOptions,
): Verdict {
  const list = Array.isArray(json["choices"]) ? json["choices"].filter(isObject) : [];
  const failure = failureIn(
    json,
    list.find((choice) => isObject(choice["error"])),
    event,
  );
  if (failure !== undefined) {
    facts.error = readErrorObject(200, failure);
    return "error";
  }
  const usage = findUsage(json);
  if (usage !== undefined) facts.usage = readUsage(usage, options.quirks);
  if (list.length === 0) {
    if (usage === undefined) return "pass";
    return options.includeUsage ? "hold" : "withhold";
  }
  let finished = false;
  for (const choice of list) finished = readChoice(choice, facts, choices) || finished;
  return finished ? "hold" : "pass";
}

/** Reads one choice's delta and finish; true when it ends here. */
function readChoice(choice: JsonObject, facts: AnswerFacts, choices: Choices): boolean {
  const { index = 0, finish_reason: reason } = choice;
  choices.seen.add(index);
  if (hasContent(choice["delta"])) facts.meaningful = true;
  if (typeof reason !== "string" || reason === "") return false;
  facts.meaningful = true;
  choices.finished.add(index);
  if (choices.finished.size === choices.seen.size) facts.finish ??= mapFinish(reason);
  return true;
}

/** True when a delta holds anything besides the role and empty text. */
function hasContent(delta: unknown): boolean {
  if (!isObject(delta)) return false;
  for (const [name, value] of Object.entries(delta)) {
    if (name === "role" || value === null || value === "") continue;
    if (Array.isArray(value) && value.length === 0) continue;
    return true;
  }
  return false;
}
