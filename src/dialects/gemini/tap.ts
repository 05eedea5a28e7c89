import type { Finish } from "../../canonical/finish.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import { findMember } from "../../framing/json-members.ts";
import type { AnswerFacts, JsonObject, StreamTap, TapOptions } from "../dialect.ts";
import { FrameTap, type TapRules, type Verdict } from "../frame-tap.ts";
import { isObject } from "../read.ts";
import { readErrorObject } from "./errors.ts";
import { blockedFinish, mapFinish, withCalls, wordOf } from "./finish.ts";
import { readUsage } from "./usage.ts";

/**
 * Opens the watcher of a stream that is relayed to a caller of this wire. Every frame names the model and counts tokens
 * anew, so each is read; nothing tells the last, so one that may be it is held back. (Gemini API reference,
 * models.streamGenerateContent.)
 */
export function openTap(options: TapOptions): StreamTap {
  const model = `"modelVersion":${asciiJson(options.model)}`;
  const seen: Seen = {
    candidates: new Set(),
    finished: new Set(),
    finish: undefined,
    blocked: undefined,
    calls: false,
  };
  const rules: TapRules = {
    special: undefined,
    sentinel: undefined,
    dropOnLast: [],
    plainFrame: () => undefined,
    // The member has another name than the tap writes, so it is written by `clean`.
    findModel: () => null,
    clean: (frame) => renamed(frame, model),
    inspect: (json, _event, facts) => inspect(json, facts, seen),
    lastFrames: (gateway) => (gateway === undefined ? "" : lastChunk(model, gateway)),
  };
  return new FrameTap(rules, options);
}

/** What the frames told so far. */
interface Seen {
  /** Indexes of the answers that stream at once (`candidateCount`): the whole is finished when each of them is. */
  readonly candidates: Set<unknown>;
  readonly finished: Set<unknown>;
  finish: Finish | undefined;
  /** The prompt was: there will be no answer. */
  blocked: Finish | undefined;
  calls: boolean;
}

/** The frame with the answering model named as the caller knows it. */
function renamed(frame: string, model: string): string {
  const at = frame.indexOf("{");
  const member = at < 0 ? null : findMember(frame.slice(at), "modelVersion");
  if (member === null) return frame;
  return frame.slice(0, at + member.nameStart) + model + frame.slice(at + member.valueEnd);
}

function lastChunk(model: string, gateway: string): string {
  return `data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}],${model},"x-llm-gateway":${gateway}}\n\n`;
}

function inspect(json: JsonObject, facts: AnswerFacts, seen: Seen): Verdict {
  if (isObject(json["error"]) || typeof json["error"] === "string") {
    facts.error = readErrorObject(200, json);
    return "error";
  }
  facts.usage = readUsage(json["usageMetadata"]) ?? facts.usage;
  const candidates: unknown[] = Array.isArray(json["candidates"]) ? json["candidates"] : [];
  for (const candidate of candidates) if (isObject(candidate)) readCandidate(candidate, facts, seen);
  seen.blocked ??= blockedFinish(json);
  const over = seen.blocked ?? (seen.finished.size === seen.candidates.size ? seen.finish : undefined);
  facts.meaningful ||= over !== undefined || seen.finish !== undefined;
  facts.finish = over && withCalls(over, seen.calls);
  return over === undefined ? "pass" : "hold";
}

function readCandidate(candidate: JsonObject, facts: AnswerFacts, seen: Seen): void {
  const { index = 0, content } = candidate;
  seen.candidates.add(index);
  const parts: unknown[] = isObject(content) && Array.isArray(content["parts"]) ? content["parts"] : [];
  for (const part of parts) {
    if (!isObject(part)) continue;
    if (saysSomething(part)) facts.meaningful = true;
    if (isObject(part["functionCall"])) seen.calls = true;
  }
  const raw = wordOf(candidate["finishReason"]);
  if (raw === undefined) return;
  seen.finished.add(index);
  seen.finish = mapFinish(raw);
}

/** True when a part holds anything besides empty text. */
function saysSomething(part: JsonObject): boolean {
  return Object.entries(part).some(([name, value]) => name !== "thought" && value !== "" && value !== null);
}
