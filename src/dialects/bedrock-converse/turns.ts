import type { Warnings } from "../../canonical/warning.ts";
import { invalid } from "../read.ts";
import type { ModelKin } from "./model-kin.ts";
import type { WireBlock, WireMessage, WireSystem } from "./wire.ts";

/** A block and the cache point that follows it, if any. */
export interface Unit {
  readonly blocks: readonly WireBlock[];
}

export interface Turn {
  readonly role: "user" | "assistant";
  units: Unit[];
}

/** Puts turns into the order that the wire wants; `system` may lose its last text to a conversation without a turn. */
export function arrangeTurns(
  turns: readonly Turn[],
  system: WireSystem[],
  { kin, warnings }: { readonly kin: ModelKin; readonly warnings: Warnings },
): WireMessage[] {
  resultsFirst(turns);
  const parted = kin === "claude" || kin === "nova" ? turns : turns.flatMap((turn) => apart(turn, warnings));
  const messages = parted.map((turn) => ({ role: turn.role, content: contentOf(turn) }));
  trimEnd(messages);
  return beginWithUser(messages, system, warnings);
}

/** All results of a turn stand in one user message, before all else, in the order of the calls (genkit-ai/aws#664). */
function resultsFirst(turns: readonly Turn[]): void {
  for (const [i, turn] of turns.entries()) {
    if (turn.role !== "user" || !turn.units.some(isResult)) continue;
    const calls = (turns[i - 1]?.units ?? []).flatMap(({ blocks }) =>
      blocks.flatMap((block) => ("toolUse" in block ? [block.toolUse.toolUseId] : [])),
    );
    const place = new Map(calls.map((id, n) => [id, n]));
    const placeOf = (unit: Unit) =>
      place.get(resultOf(unit) ?? "") ?? (isResult(unit) ? calls.length - 0.5 : calls.length);
    turn.units = turn.units.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

/** Models of some makers refuse a turn that has results and anything else (strands-agents/harness-sdk#1223). */
function apart(turn: Turn, warnings: Warnings): Turn[] {
  const results = turn.units.filter(isResult);
  const rest = turn.units.filter((unit) => !isResult(unit));
  if (results.length === 0 || rest.length === 0) return [turn];
  warnings.add("messages", "This model takes tool results in a turn of their own; a note was put after them.");
  return [
    { role: "user", units: results },
    { role: "assistant", units: [{ blocks: [{ text: "[The tool results have been received.]" }] }] },
    { role: "user", units: rest },
  ];
}

/** A document must have text beside it. (Amazon Bedrock API reference, ContentBlock.) */
function contentOf({ units }: Turn): WireBlock[] {
  const content = units.flatMap(({ blocks }) => blocks);
  const bare = content.some((block) => "document" in block) && !content.some((block) => "text" in block);
  return bare ? [...content, { text: "[See the attached document.]" }] : content;
}

function isResult(unit: Unit): boolean {
  return resultOf(unit) !== undefined;
}

function resultOf({ blocks }: Unit): string | undefined {
  const [block] = blocks;
  return block !== undefined && "toolResult" in block ? block.toolResult.toolUseId : undefined;
}

/** A final assistant turn is a prefill, which must not end in white space. */
function trimEnd(messages: { role: string; content: WireBlock[] }[]): void {
  const last = messages.at(-1);
  if (last?.role !== "assistant") return;
  const at = last.content.findLastIndex((block) => !("cachePoint" in block));
  const block = last.content[at];
  if (block !== undefined && "text" in block) last.content = last.content.with(at, { text: block.text.trimEnd() });
}

function beginWithUser(messages: WireMessage[], system: WireSystem[], warnings: Warnings): WireMessage[] {
  if (messages[0]?.role === "user") return messages;
  if (messages.length > 0) {
    warnings.add("messages", "The Converse wire begins with a user turn; a note was put before the assistant's.");
    return [{ role: "user", content: [{ text: "[The conversation begins with the assistant.]" }] }, ...messages];
  }
  const at = system.findLastIndex((block) => "text" in block);
  const [last] = at < 0 ? [] : system.splice(at, system.length - at);
  if (last === undefined) throw invalid("messages", "must have a message that is not empty.");
  warnings.add("messages", "The Converse wire needs a user turn; the last system message was sent as one.");
  return [{ role: "user", content: [last] }];
}
