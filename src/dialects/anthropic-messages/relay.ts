import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import type { AnswerFacts, JsonObject, MemberEdits } from "../dialect.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { withoutForeignThinking } from "./thinking-marks.ts";
import { mergeUsage } from "./usage.ts";

const NO_EDITS: MemberEdits = { set: {}, drop: [] };

/**
 * A message body goes as it is to a provider of the same wire, unless it replays reasoning of another vendor that this
 * gateway had dressed as thinking: its signature is no signature to Anthropic.
 */
export function relayEdits(body: JsonObject): MemberEdits {
  const messages = withoutForeignThinking(body["messages"]);
  return messages === undefined ? NO_EDITS : { set: { messages: JSON.stringify(messages) }, drop: [] };
}

/** Usage, finish and hidden error of a whole message. */
export function readAnswer(text: string, scanned: ScannedObject): AnswerFacts {
  const value = (name: string): unknown => {
    const raw = memberText(text, scanned, name);
    return raw === undefined ? undefined : JSON.parse(raw);
  };
  const reason = value("stop_reason");
  const usage = value("usage");
  return {
    meaningful: true,
    terminal: true,
    usage: typeof usage === "object" && usage !== null ? mergeUsage({}, usage) : undefined,
    finish: typeof reason === "string" ? mapFinish(reason, value("stop_sequence")) : undefined,
    error: value("type") === "error" ? readErrorObject(200, { error: value("error") as JsonObject }) : undefined,
  };
}
