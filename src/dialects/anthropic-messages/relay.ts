import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import type { AnswerFacts, EncodeTarget, JsonObject, MemberEdits } from "../dialect.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { mapFinish } from "./finish.ts";
import { lostItsThinking, withoutForeignState } from "./relay-messages.ts";
import { mergeUsage } from "./usage.ts";
import { VERTEX_VERSION } from "./vertex.ts";

/**
 * A message body goes as it is to a provider of the same wire, but for what the gateway had put into the conversation
 * for another vendor, and for what the provider's address says instead of the body.
 */
export function relayEdits(body: JsonObject, { quirks }: Pick<EncodeTarget, "quirks">): MemberEdits {
  const set: Record<string, string> = {};
  const drop: string[] = [];
  if (quirks.has("model-in-path")) drop.push("model");
  if (quirks.has("vertex-anthropic-version")) set["anthropic_version"] = JSON.stringify(VERTEX_VERSION);
  const messages = withoutForeignState(body["messages"]);
  if (messages === undefined) return { set, drop };
  set["messages"] = JSON.stringify(messages);
  // With a budget, a tool turn must begin with its thinking, and another vendor's is none.
  const { thinking } = body;
  if (isObject(thinking) && thinking["type"] === "enabled" && lostItsThinking(messages)) drop.push("thinking");
  return { set, drop };
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
