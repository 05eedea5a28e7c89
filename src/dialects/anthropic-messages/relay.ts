import type { AnswerFacts, JsonObject, MemberEdits } from "../dialect.ts";
import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { mergeUsage } from "./usage.ts";

/** A message body needs no edits on its way to a provider of the same wire. */
export function relayEdits(): MemberEdits {
  return { set: {}, drop: [] };
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
