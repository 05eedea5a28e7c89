import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { mergeUsage } from "./usage.ts";

/**
 * Frames of a relayed message stream that need a look: the closing events, errors, and broken frames. Inside JSON
 * strings quotes are escaped, so content cannot imitate them. (Anthropic API reference, streaming messages.)
 */
const SPECIAL = /"type":\s*"(?:message_delta|message_stop|error)"|[^}\r\n]\r?\n\r?\n/;

/** Opens the watcher of a message stream that is relayed to an Anthropic-wire caller. */
export function openTap(options: TapOptions): StreamTap {
  const wireUsage: JsonObject = {};
  const rules: TapRules = {
    special: SPECIAL,
    sentinel: undefined,
    dropOnLast: [],
    inspect: (json, facts) => inspect(json, facts, wireUsage),
    lastFrames: (gateway) =>
      gateway === undefined ? "" : `event: message_stop\ndata: {"type":"message_stop","x-llm-gateway":${gateway}}\n\n`,
  };
  return new FrameTap(rules, options);
}

function inspect(json: JsonObject, facts: AnswerFacts, wireUsage: JsonObject): Verdict {
  switch (json["type"]) {
    case "error":
      facts.error = readErrorObject(200, json);
      return "error";
    case "message_start": {
      const message = json["message"] as JsonObject | undefined;
      facts.usage = mergeUsage(wireUsage, message?.["usage"]);
      return "pass";
    }
    case "content_block_start":
      facts.meaningful ||= isMeaningfulBlock(json["content_block"]);
      return "pass";
    case "content_block_delta":
      facts.meaningful = true;
      return "pass";
    case "message_delta": {
      const delta = json["delta"] as JsonObject | undefined;
      facts.usage = mergeUsage(wireUsage, json["usage"]);
      const reason = delta?.["stop_reason"];
      if (typeof reason === "string") {
        facts.finish = mapFinish(reason, delta?.["stop_sequence"]);
        facts.meaningful = true;
      }
      return "pass";
    }
    case "message_stop":
      facts.finish ??= { reason: "stop" };
      return "last";
    default:
      return "pass";
  }
}

/** Text and thinking open empty; whatever else opens (a tool call, a server tool's result) is content already. */
function isMeaningfulBlock(block: unknown): boolean {
  const type = (block as JsonObject | undefined)?.["type"];
  return type !== "text" && type !== "thinking";
}
