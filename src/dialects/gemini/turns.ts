import { invalid } from "../read.ts";
import type { EncodeContext } from "./encode-messages.ts";
import { SKIP_VALIDATION } from "./signatures.ts";
import type { WireContent, WirePart } from "./wire.ts";

/** A part with what it pairs with. */
export interface Unit {
  readonly part: WirePart;
  /** Id of the call that it is, or answers. */
  readonly callId?: string;
  readonly resultOf?: string;
}

export interface Turn {
  readonly role: WireContent["role"];
  units: Unit[];
}

/** Brings turns into the order that the wire asks for, beginning with the user's. */
export function arrangeTurns(turns: Turn[], system: WirePart[], context: EncodeContext): WireContent[] {
  resultsFirst(turns);
  for (const turn of turns) if (turn.role === "model") signFirstCall(turn, context);
  const contents = turns.map(({ role, units }) => ({ role, parts: units.map(({ part }) => part) }));
  return beginWithUser(contents, system, context);
}

/** Results stand before all else in their turn, in the order of the calls: that pairs them where ids are refused. */
function resultsFirst(turns: readonly Turn[]): void {
  for (const [i, turn] of turns.entries()) {
    if (turn.role !== "user" || !turn.units.some((unit) => unit.resultOf !== undefined)) continue;
    const places = new Map<string, number>();
    for (const { callId } of turns[i - 1]?.units ?? []) if (callId !== undefined) places.set(callId, places.size);
    const place = ({ resultOf }: Unit): number =>
      resultOf === undefined ? Number.POSITIVE_INFINITY : (places.get(resultOf) ?? places.size);
    // Equal places keep their order; the difference of two infinities is no number.
    turn.units = turn.units.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
  }
}

/**
 * Gemini 3 refuses a step whose first call is not signed, as those of other vendors are not; for them it documents a
 * placeholder. Models with a thinking budget (2.5) know no such check. (Gemini API documentation, thought signatures;
 * Portkey#1442.)
 */
function signFirstCall({ units }: Turn, { target }: EncodeContext): void {
  if (target.reasoningStyle === "budget") return;
  const first = units.find(({ callId }) => callId !== undefined);
  if (first !== undefined) first.part.thoughtSignature ??= SKIP_VALIDATION;
}

function beginWithUser(contents: WireContent[], system: WirePart[], { warnings }: EncodeContext): WireContent[] {
  if (contents[0]?.role === "user") return contents;
  if (contents.length > 0) {
    warnings.add("messages", "The Gemini wire begins with a user turn; a note was put before the assistant's.");
    return [{ role: "user", parts: [{ text: "[The conversation begins with the assistant.]" }] }, ...contents];
  }
  const last = system.pop();
  if (last === undefined) throw invalid("messages", "must have a message that is not empty.");
  warnings.add("messages", "The Gemini wire needs a user turn; the last system message was sent as one.");
  return [{ role: "user", parts: [last] }];
}
