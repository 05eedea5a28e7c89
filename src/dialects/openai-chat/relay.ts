import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type { AnswerFacts, EncodeTarget, JsonObject, MemberEdits } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { failureIn } from "./failure-in.ts";
import { mapFinish } from "./finish.ts";
import { relayedMessages } from "./relay-messages.ts";
import { readUsage } from "./usage.ts";

/**
 * Edits that a chat body needs on its way to a provider of the same wire: usage is always asked for in streams, since
 * an unmetered stream could not be billed; what the provider would refuse is spelled its way; state that the gateway
 * sealed for the caller stays here.
 */
export function relayEdits(body: JsonObject, target: EncodeTarget): MemberEdits {
  const set: Record<string, string> = {};
  const drop: string[] = [];
  if (body["stream"] === true) {
    if (target.quirks.has("no-stream-options")) drop.push("stream_options");
    else set["stream_options"] = JSON.stringify({ ...(body["stream_options"] as object), include_usage: true });
  }
  for (const [quirk, from, to] of RENAMES) {
    if (!target.quirks.has(quirk) || body[from] === undefined) continue;
    drop.push(from);
    if (body[from] !== null && (body[to] ?? null) === null) set[to] = JSON.stringify(body[from]);
  }
  if (target.quirks.has("no-user-field")) drop.push(...["user", "safety_identifier"].filter((name) => name in body));
  if (target.quirks.has("thinking-type-toggle") && body["reasoning_effort"] === "none") {
    drop.push("reasoning_effort");
    if (body["thinking"] === undefined) set["thinking"] = '{"type":"disabled"}';
  }
  const messages = relayedMessages(body["messages"], target);
  if (messages !== undefined) set["messages"] = JSON.stringify(messages);
  return { set, drop };
}

const RENAMES: readonly (readonly [Quirk, string, string])[] = [
  ["max-tokens-name", "max_completion_tokens", "max_tokens"],
  ["max-completion-tokens-name", "max_tokens", "max_completion_tokens"],
  ["seed-is-random-seed", "seed", "random_seed"],
];

const FINISH = /"finish_reason":\s*"([^"]+)"/;

/** Usage, finish and hidden error of a whole chat completion. Content is not parsed unless an error may be there. */
export function readAnswer(text: string, scanned: ScannedObject, quirks: ReadonlySet<Quirk>): AnswerFacts {
  const usage = memberText(text, scanned, "usage");
  const finish = FINISH.exec(text)?.[1];
  const failure = text.includes("error") ? failureOf(JSON.parse(textOfLatin1(text)) as JsonObject) : undefined;
  return {
    meaningful: true,
    terminal: true,
    usage: usage?.startsWith("{") ? readUsage(JSON.parse(usage) as JsonObject, quirks) : undefined,
    finish: finish === undefined ? undefined : mapFinish(finish),
    error: failure && readErrorObject(200, failure),
  };
}

function failureOf(json: JsonObject): JsonObject | undefined {
  const choices = Array.isArray(json["choices"]) ? json["choices"].filter(isObject) : [];
  return failureIn(
    json,
    choices.find((choice) => isObject(choice["error"])),
    undefined,
  );
}
