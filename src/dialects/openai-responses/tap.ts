import { findMember } from "../../framing/json-members.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { readFinish, withCalls } from "./finish.ts";
import { readCall } from "./read-output.ts";
import { readUsage } from "./usage.ts";

/**
 * Frames of a relayed response stream that need a look: those that hold the response, errors, and text before a blank
 * line that does not close a JSON object (comments, broken frames). Inside JSON strings quotes are escaped, so content
 * cannot imitate them. (OpenAI API reference, streaming events of responses.)
 */
const SPECIAL =
  /"type":\s*"(?:response\.(?:created|queued|in_progress|completed|incomplete|failed|cancelled)|error)"|^event:\s*error|^data:\s*\{"error"|[^}\r\n]\n\n/m;

/** Opens the watcher of a response stream that is relayed to a caller of the same wire. */
export function openTap(options: TapOptions): StreamTap {
  const rules: TapRules = {
    special: SPECIAL,
    sentinel: undefined,
    dropOnLast: [],
    // Deltas name no model: there is nothing to rename in them.
    clean: (frame) => frame,
    plainFrame: () => undefined,
    findModel,
    inspect: (json, event, facts) => inspect(json, event, facts, options),
    // The last data frame is the response itself: there is none to make up.
    lastFrames: () => "",
  };
  return new FrameTap(rules, options);
}

/** `response.model`, and no other member of that name. */
function findModel(data: string, json: JsonObject): { nameStart: number; valueEnd: number } | null {
  if (!isObject(json["response"]) || typeof json["response"]["model"] !== "string") return null;
  const response = findMember(data, "response");
  if (response === null) return null;
  const model = findMember(data.slice(response.valueStart, response.valueEnd), "model");
  if (model === null) return null;
  return { nameStart: response.valueStart + model.nameStart, valueEnd: response.valueStart + model.valueEnd };
}

function inspect(json: JsonObject, event: string | undefined, facts: AnswerFacts, { quirks }: TapOptions): Verdict {
  const response = isObject(json["response"]) ? json["response"] : {};
  switch (json["type"] ?? event) {
    case "response.completed":
    case "response.incomplete":
      if (isObject(response["usage"])) facts.usage = readUsage(response["usage"], quirks);
      facts.finish = finishOf(json, response);
      facts.meaningful = true;
      return "last";
    case "response.failed":
    case "response.cancelled":
      if (isObject(response["usage"])) facts.usage = readUsage(response["usage"], quirks);
      facts.error = readErrorObject(isObject(response["error"]) ? response : json);
      return "error";
    case "error":
      facts.error = readErrorObject(json);
      return "error";
    case "response.output_item.added":
      facts.meaningful ||= isMeaningfulItem(json["item"]);
      return "pass";
    case "response.output_item.done":
      facts.meaningful = true;
      return "pass";
    default:
      if (isObject(json["error"]) && json["output_index"] === undefined) {
        facts.error = readErrorObject(json);
        return "error";
      }
      facts.meaningful ||= typeof json["delta"] === "string" && json["delta"] !== "";
      return "pass";
  }
}

function finishOf(json: JsonObject, response: JsonObject): AnswerFacts["finish"] {
  const details = response["incomplete_details"];
  const stated = readFinish(response["status"], details);
  const finish = stated ?? readFinish(json["type"] === "response.incomplete" ? "incomplete" : "completed", details);
  const output: unknown[] = Array.isArray(response["output"]) ? response["output"] : [];
  return (
    finish &&
    withCalls(
      finish,
      output.some((item) => isObject(item) && readCall(item) !== undefined),
    )
  );
}

/** Messages and reasoning open empty; whatever else opens (a call, a tool at the vendor) is content already. */
function isMeaningfulItem(item: unknown): boolean {
  return isObject(item) && item["type"] !== "message" && item["type"] !== "reasoning";
}
