import { memberText, type ScannedObject } from "../../framing/json-members.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type { AnswerFacts, JsonObject, MemberEdits } from "../dialect.ts";
import { isObject } from "../read.ts";
import { isSealed } from "../sealed-carry.ts";
import { readErrorObject } from "./errors.ts";
import { blockedFinish, mapFinish, withCalls, wordOf } from "./finish.ts";
import { SKIP_VALIDATION, UNSIGNED_CALL } from "./signatures.ts";
import { readUsage } from "./usage.ts";

/**
 * A body goes as it is to a provider of the same wire, unless it replays what this gateway signed for another vendor:
 * that is no signature to Gemini. It gets there when a conversation moves from another vendor to Gemini.
 */
export function relayEdits(body: JsonObject): MemberEdits {
  const contents = withoutForeignSignatures(body["contents"]);
  return { set: contents === undefined ? {} : { contents: JSON.stringify(contents) }, drop: [] };
}

/** The contents without foreign signatures; undefined when there are none. */
export function withoutForeignSignatures(contents: unknown): unknown {
  const list: unknown[] = Array.isArray(contents) ? contents : [contents];
  let found = false;
  const kept = list.map((content) => {
    const parts = partsOf(content);
    if (!isObject(content) || !parts.some(isForeign)) return content;
    found = true;
    return { ...content, parts: parts.flatMap(ownPart) };
  });
  return found ? kept.filter((content) => !isEmptied(content)) : undefined;
}

/** Parts of a content; a lone one stands for a list of one. */
function partsOf(content: unknown): readonly unknown[] {
  if (!isObject(content)) return [];
  const { parts } = content;
  return Array.isArray(parts) ? parts : [parts];
}

/** Both spellings of the member. */
const SIGNATURES = ["thoughtSignature", "thought_signature"];

function isForeign(part: unknown): part is JsonObject {
  return isObject(part) && SIGNATURES.some((name) => isSealed(part[name]) || part[name] === UNSIGNED_CALL);
}

/** The part as Gemini takes it: another vendor's thoughts are not its own, and its calls have a placeholder. */
function ownPart(part: unknown): unknown[] {
  if (!isForeign(part)) return [part];
  const rest = Object.entries(part).filter(([name]) => !SIGNATURES.includes(name));
  const bare = Object.fromEntries(rest) as JsonObject;
  const isCall = bare["functionCall"] !== undefined || bare["function_call"] !== undefined;
  if (isCall) return [{ ...bare, thoughtSignature: SKIP_VALIDATION }];
  return bare["thought"] === true || bare["text"] === "" ? [] : [bare];
}

function isEmptied(content: unknown): boolean {
  return isObject(content) && Array.isArray(content["parts"]) && content["parts"].length === 0;
}

/** Usage, finish and hidden error of a whole answer. */
export function readAnswer(text: string, scanned: ScannedObject): AnswerFacts {
  const value = (name: string): unknown => {
    const raw = memberText(text, scanned, name);
    return raw === undefined ? undefined : JSON.parse(textOfLatin1(raw));
  };
  const error = value("error");
  const failed = isObject(error) || (typeof error === "string" && error !== "");
  return {
    meaningful: true,
    terminal: true,
    usage: readUsage(value("usageMetadata")),
    finish:
      blockedFinish({ promptFeedback: value("promptFeedback") }) ?? finishOf(memberText(text, scanned, "candidates")),
    error: failed ? readErrorObject(200, { error }) : undefined,
  };
}

const FINISH = /"finishReason":\s*"([^"]+)"/g;

/**
 * The finish of the candidates, as text. Content may be megabytes of images, so it is parsed only when a call in it may
 * have arguments of such a name: in strings quotes are escaped, and cannot imitate a member.
 */
function finishOf(candidates: string | undefined): AnswerFacts["finish"] {
  if (candidates === undefined) return undefined;
  if (candidates.includes('"functionCall"')) return finishWithCalls(JSON.parse(textOfLatin1(candidates)));
  const raw = wordOf([...candidates.matchAll(FINISH)].at(-1)?.[1]);
  return raw === undefined ? undefined : mapFinish(raw);
}

function finishWithCalls(candidates: unknown): AnswerFacts["finish"] {
  const list = Array.isArray(candidates) ? candidates.filter(isObject) : [];
  const raw = wordOf(list[0]?.["finishReason"]);
  const calls = list.some(({ content }) => {
    return partsOf(content).some((part) => isObject(part) && isObject(part["functionCall"]));
  });
  return raw === undefined ? undefined : withCalls(mapFinish(raw), calls);
}
