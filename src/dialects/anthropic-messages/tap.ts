import { findMember } from "../../framing/json-members.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { mergeUsage } from "./usage.ts";

/**
 * Frames of a relayed message stream that need a look: the closing events, errors, and text before a blank line that
 * does not close a JSON object (comments, broken frames). Inside JSON strings quotes are escaped, so content cannot
 * imitate them. (Anthropic API reference, streaming messages.)
 */
const SPECIAL = /"type":\s*"(?:message_start|message_delta|message_stop|error)"|^event:\s*error|[^}\r\n]\n\n/m;

/** Opens the watcher of a message stream that is relayed to an Anthropic-wire caller. */
export function openTap(options: TapOptions): StreamTap {
  const wireUsage: JsonObject = {};
  const rules: TapRules = {
    special: SPECIAL,
    sentinel: undefined,
    dropOnLast: [],
    // Only the first frame names the model: there is nothing to rename later.
    clean: (frame) => frame,
    plainFrame: () => undefined,
    findModel,
    inspect: (json, event, facts) => inspect(json, event, facts, wireUsage),
    lastFrames: (gateway) =>
      gateway === undefined ? "" : `event: message_stop\ndata: {"type":"message_stop","x-llm-gateway":${gateway}}\n\n`,
  };
  return new FrameTap(rules, options);
}

/** `message_start.message.model`, and no other member of that name: tools' inputs may have one. */
function findModel(data: string, json: JsonObject): { nameStart: number; valueEnd: number } | null {
  if (json["type"] !== "message_start" || !isObject(json["message"])) return null;
  const message = findMember(data, "message");
  if (message === null) return null;
  const model = findMember(data.slice(message.valueStart, message.valueEnd), "model");
  if (model === null) return null;
  return { nameStart: message.valueStart + model.nameStart, valueEnd: message.valueStart + model.valueEnd };
}

function inspect(json: JsonObject, event: string | undefined, facts: AnswerFacts, wireUsage: JsonObject): Verdict {
  if (event === "error" || json["type"] === "error") {
    facts.error = readErrorObject(200, json);
    return "error";
  }
  switch (json["type"]) {
    case "message_start":
      if (isObject(json["message"])) readUsage(json["message"]["usage"], facts, wireUsage);
      return "pass";
    case "content_block_start":
      facts.meaningful ||= isMeaningfulBlock(json["content_block"]);
      return "pass";
    case "content_block_delta":
      facts.meaningful ||= isMeaningfulDelta(json["delta"]);
      return "pass";
    case "message_delta":
      readEnd(json, facts, wireUsage);
      return "pass";
    case "message_stop":
      facts.finish ??= { reason: "stop" };
      return "last";
    default:
      return "pass";
  }
}

function readUsage(usage: unknown, facts: AnswerFacts, wireUsage: JsonObject): void {
  if (isObject(usage)) facts.usage = mergeUsage(wireUsage, usage);
}

function readEnd(json: JsonObject, facts: AnswerFacts, wireUsage: JsonObject): void {
  readUsage(json["usage"], facts, wireUsage);
  const delta = isObject(json["delta"]) ? json["delta"] : {};
  const reason = delta["stop_reason"];
  if (typeof reason !== "string") return;
  facts.finish = mapFinish(reason, delta["stop_sequence"]);
  facts.meaningful = true;
}

/** Text and thinking open empty; whatever else opens (a tool call, a server tool's result) is content already. */
function isMeaningfulBlock(block: unknown): boolean {
  return isObject(block) && block["type"] !== "text" && block["type"] !== "thinking";
}

/** A first delta may be empty. */
function isMeaningfulDelta(delta: unknown): boolean {
  return (
    isObject(delta) && Object.entries(delta).some(([name, value]) => name !== "type" && value !== "" && value !== null)
  );
}
