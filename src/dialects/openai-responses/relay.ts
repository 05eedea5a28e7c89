import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type { AnswerFacts, EncodeTarget, JsonObject, MemberEdits } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { invalid, isObject } from "../read.ts";
import { isSealed } from "../sealed-carry.ts";
import { readErrorObject } from "./errors.ts";
import { readFinish, withCalls } from "./finish.ts";
import { isItemReference } from "./item-reference.ts";
import { readUsage } from "./usage.ts";

const ENCRYPTED = "reasoning.encrypted_content";

/**
 * Edits that a body needs on its way to a provider of the same wire. The gateway keeps the state of responses, so
 * nothing is stored there and nothing refers to what would be; reasoning comes back in opaque form instead. Throws
 * `invalid_parameters` for an item that refers to one nobody has.
 */
export function relayEdits(body: JsonObject, target: EncodeTarget): MemberEdits {
  const set: Record<string, string> = { store: "false" };
  const include = target.reasoningStyle === "none" ? undefined : withEncrypted(body["include"]);
  if (include !== undefined) set["include"] = JSON.stringify(include);
  const input = withoutForeignReasoning(body["input"]);
  if (input !== undefined) set["input"] = JSON.stringify(input);
  return { set, drop: ["previous_response_id"] };
}

function withEncrypted(include: unknown): readonly unknown[] | undefined {
  const wanted: readonly unknown[] = Array.isArray(include) ? include : [];
  return wanted.includes(ENCRYPTED) ? undefined : [...wanted, ENCRYPTED];
}

/** The items without reasoning that this provider cannot know; undefined when there is none. */
function withoutForeignReasoning(input: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const items: readonly unknown[] = input;
  const kept = items.filter((item, i) => !isForeign(item, i));
  return kept.length === items.length ? undefined : kept;
}

/**
 * Reasoning with state of another wire, or with neither state nor text: the provider would look it up by an id that it
 * never gave.
 */
function isForeign(item: unknown, i: number): boolean {
  if (!isObject(item)) return false;
  const { type, encrypted_content: encrypted, content } = item;
  if (isItemReference(item)) {
    throw invalid(`input[${i}]`, "refers to an item that is not stored: send the item itself.");
  }
  if (type !== "reasoning") return false;
  if (typeof encrypted === "string" && encrypted !== "") return isSealed(encrypted);
  return !Array.isArray(content) || content.length === 0;
}

/** A call among the output: inside strings quotes are escaped, so content cannot imitate it. */
const CALL = /"type":\s*"(?:function_call|custom_tool_call)"/;

/** Usage, finish and hidden error of a whole response. The output is not parsed. */
export function readAnswer(text: string, scanned: ScannedObject, quirks: ReadonlySet<Quirk>): AnswerFacts {
  const value = (name: string): unknown => {
    const raw = memberText(text, scanned, name);
    return raw === undefined ? undefined : JSON.parse(textOfLatin1(raw));
  };
  const usage = value("usage");
  const error = value("error");
  const failed = isObject(error) || typeof error === "string" || value("status") === "failed";
  const finish = failed ? undefined : readFinish(value("status"), value("incomplete_details"));
  return {
    meaningful: true,
    terminal: true,
    usage: isObject(usage) ? readUsage(usage, quirks) : undefined,
    finish: finish && withCalls(finish, CALL.test(memberText(text, scanned, "output") ?? "")),
    error: failed ? readErrorObject({ error }) : undefined,
  };
}
