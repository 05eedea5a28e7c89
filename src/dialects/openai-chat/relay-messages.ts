import type { EncodeTarget, JsonObject } from "../dialect.ts";
import type { Quirk } from "../quirks.ts";
import { isObject } from "../read.ts";
import { alternating } from "./alternate.ts";
import { reasoningText } from "./reasoning.ts";
import { isSealedDetail } from "./reasoning-details.ts";
import { toolIdSpelling } from "./tool-ids.ts";

/**
 * The messages of a body that goes to a provider of the same wire, where they cannot go as they are; undefined where
 * they can. A conversation may have begun at another provider, with state and spellings that this one refuses.
 */
export function relayedMessages(messages: unknown, target: EncodeTarget): readonly JsonObject[] | undefined {
  if (!Array.isArray(messages) || !messages.every(isObject)) return undefined;
  const steps = stepsFor(target);
  let changed = false;
  const relayed = messages.map((message) => {
    const edited = steps.reduce((before, step) => step(before), message);
    changed ||= edited !== message;
    return edited;
  });
  const merged = target.quirks.has("strict-alternation") ? alternating(relayed) : undefined;
  return merged ?? (changed ? relayed : undefined);
}

/** Gives the message itself when there is nothing to change. */
type Step = (message: JsonObject) => JsonObject;

function stepsFor({ quirks, family }: EncodeTarget): readonly Step[] {
  const steps: Step[] = [withoutSealed(quirks)];
  if (family !== undefined && family !== "gemini") steps.push(withoutSignatures);
  if (quirks.has("no-developer-role")) steps.push(withSystemRole);
  if (quirks.has("thinking-in-content")) steps.push(withThinkingInContent);
  else if (quirks.has("replay-reasoning")) steps.push(withReasoning(quirks));
  if (quirks.has("tool-ids-9-alphanumeric")) steps.push(withToolIds(toolIdSpelling(quirks)));
  return steps;
}

const REASONING_FIELDS = ["reasoning_content", "reasoning", "reasoning_details"];

/**
 * A message with state that the gateway sealed was written by the gateway for another wire: the state is nobody's here,
 * and its reasoning goes along only where reasoning must.
 */
function withoutSealed(quirks: ReadonlySet<Quirk>): Step {
  const keepsText = quirks.has("replay-reasoning") || quirks.has("thinking-in-content");
  return (message) => {
    const details = message["reasoning_details"];
    if (!Array.isArray(details) || !details.some(isSealedDetail)) return message;
    const left = details.filter((detail) => !isSealedDetail(detail));
    const { reasoning_details: _, ...rest } = message;
    const kept = left.length === 0 ? rest : { ...rest, reasoning_details: left };
    return keepsText ? kept : without(kept, ["reasoning_content"]);
  };
}

/** Gemini's signatures mean nothing to other models, and strict vendors refuse the member. */
function withoutSignatures(message: JsonObject): JsonObject {
  const calls = message["tool_calls"];
  if (!Array.isArray(calls) || !calls.some((call) => isObject(call) && isObject(call["extra_content"]))) return message;
  return { ...message, tool_calls: calls.map((call) => (isObject(call) ? without(call, ["extra_content"]) : call)) };
}

function withSystemRole(message: JsonObject): JsonObject {
  return message["role"] === "developer" ? { ...message, role: "system" } : message;
}

/** Mistral has its thinking in the content and knows none of the other places. */
function withThinkingInContent(message: JsonObject): JsonObject {
  if (message["role"] !== "assistant" || !REASONING_FIELDS.some((name) => message[name] !== undefined)) return message;
  const text = reasoningText(message);
  const rest = without(message, REASONING_FIELDS);
  if (text === "") return rest;
  const { content } = rest;
  const said = typeof content === "string" && content !== "" ? [{ type: "text", text: content }] : [];
  const parts: readonly unknown[] = Array.isArray(content) ? content : said;
  return { ...rest, content: [{ type: "thinking", thinking: [{ type: "text", text }] }, ...parts] };
}

/** A tool turn of another model has no reasoning, or has it in another field; an empty string is accepted. */
function withReasoning(quirks: ReadonlySet<Quirk>): Step {
  const field = quirks.has("reasoning-field-reasoning") ? "reasoning" : "reasoning_content";
  return (message) => {
    const { role, tool_calls: calls } = message;
    if (role !== "assistant" || !Array.isArray(calls) || calls.length === 0) return message;
    return typeof message[field] === "string" ? message : { ...message, [field]: reasoningText(message) };
  };
}

function withToolIds(spell: (id: string) => string): Step {
  return (message) => {
    const { tool_calls: calls, tool_call_id: answered } = message;
    if (typeof answered === "string") {
      const id = spell(answered);
      return id === answered ? message : { ...message, tool_call_id: id };
    }
    if (!Array.isArray(calls)) return message;
    let changed = false;
    const spelled = calls.map((call: unknown) => {
      if (!isObject(call) || typeof call["id"] !== "string") return call;
      const id = spell(call["id"]);
      changed ||= id !== call["id"];
      return id === call["id"] ? call : { ...call, id };
    });
    return changed ? { ...message, tool_calls: spelled } : message;
  };
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => object[name] !== undefined)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
