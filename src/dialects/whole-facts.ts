import type { Usage } from "../canonical/usage.ts";
import { memberText, type ScannedObject } from "../framing/json-members.ts";
import { textOfLatin1 } from "../framing/latin1.ts";
import type { AnswerFacts } from "./dialect.ts";
import { isObject } from "./read.ts";
import { readUpstreamErrorObject } from "./upstream-error.ts";

/** Gives a top-level member of an answer, parsed; undefined when it is absent. */
export type MemberReader = (name: string) => unknown;

/** The members of a whole answer (latin1), each parsed when it is asked for. Throws for one that is no JSON. */
export function memberReader(text: string, scanned: ScannedObject): MemberReader {
  return (name) => {
    const raw = memberText(text, scanned, name);
    return raw === undefined ? undefined : (JSON.parse(textOfLatin1(raw)) as unknown);
  };
}

/**
 * Facts of a whole answer of an operation that is no conversation: the error that hid under its status, else its usage.
 * Throws when the member that makes it an answer is missing.
 */
export function wholeFacts(
  text: string,
  scanned: ScannedObject,
  needed: string,
  readUsage: (member: MemberReader) => Usage | undefined,
): AnswerFacts {
  const member = memberReader(text, scanned);
  const error = member("error");
  const failed = isObject(error) || (typeof error === "string" && error !== "");
  if (!failed && !scanned.members.some(({ name }) => name === needed)) {
    throw new TypeError(`the answer has no member '${needed}'`);
  }
  return {
    meaningful: true,
    terminal: true,
    usage: failed ? undefined : readUsage(member),
    finish: { reason: "stop" },
    error: failed ? readUpstreamErrorObject(200, { error }) : undefined,
  };
}
