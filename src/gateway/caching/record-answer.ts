import type { Block } from "../../canonical/blocks.ts";
import type { FinishReason } from "../../canonical/finish.ts";
import { completionTokens } from "../../canonical/usage.ts";
import type { InboundChatDialect, JsonObject } from "../../dialects/dialect.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import { readFrame, splitFrames } from "../../framing/sse-frames.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { CachedAnswer } from "./answer-cache.ts";

/** How an answer must have ended to be the answer for others too. */
const WHOLE: ReadonlySet<string> = new Set<FinishReason>(["stop", "stop-sequence", "tool-calls"]);
const MAX_CONTENT_TYPE_CHARS = 200;

/** How a recorded answer ended. */
export interface AnswerEnd {
  readonly contentType: string;
  /** The text of the gateway's object as it stands in the answer; see `gatewayObject`. */
  readonly seal: string;
  /** The request's record, sealed. */
  readonly record: RequestRecord;
  /** `provider/model` that answered. */
  readonly label: string;
  /** The caller's wire, where it is one of conversations. */
  readonly chat: InboundChatDialect | undefined;
  /** Something came that a caller can use. */
  readonly meaningful: boolean;
  /** Several answers were put together because one broke off. */
  readonly spliced: boolean;
  readonly nowMs: number;
  readonly ttlMs: number;
}

/** Collects what goes to a caller, and gives up without a word beyond a size. Idle frames do not belong in it. */
export class AnswerRecorder {
  readonly #maxBytes: number;
  #pieces: string[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Latin1 text, in the order in which it is sent. */
  add(text: string): void {
    this.#bytes += text.length;
    if (this.#bytes <= this.#maxBytes) this.#pieces.push(text);
    else this.#pieces = [];
  }

  /** The answer to store; undefined for one that nobody else should get. */
  finish(end: AnswerEnd): CachedAnswer | undefined {
    const { record, nowMs, ttlMs } = end;
    const { provider, model, nativeModel, projectId } = record;
    if (this.#bytes > this.#maxBytes || this.#bytes === 0 || !isForOthers(end)) return undefined;
    if (provider === null || model === null || nativeModel === null || projectId === null) return undefined;
    const text = this.#pieces.join("");
    const cut = cutOut(text, end);
    if (cut === undefined || saysNothing(text, end)) return undefined;
    return {
      contentType: end.contentType,
      stream: record.stream,
      status: 200,
      ...cut,
      provider,
      model,
      nativeModel,
      label: end.label,
      finishReason: record.finishReason as FinishReason,
      usage: record.usage,
      totalNanos: record.totalNanos,
      warnings: record.warnings,
      storedAtMs: nowMs,
      expiresAtMs: nowMs + ttlMs,
      projectId,
      recordId: record.recordId,
      requestId: record.requestId,
    };
  }
}

function isForOthers({ contentType, record, spliced, meaningful, ttlMs }: AnswerEnd): boolean {
  if (record.status !== 200 || record.errorCode !== null || record.cached) return false;
  if (spliced || !meaningful || !(ttlMs > 0)) return false;
  if (contentType.length > MAX_CONTENT_TYPE_CHARS) return false;
  return record.finishReason !== null && WHOLE.has(record.finishReason);
}

/** The answer without the gateway's object; undefined where it cannot be told which text that is. */
function cutOut(
  text: string,
  { seal, contentType }: AnswerEnd,
): Pick<CachedAnswer, "before" | "after" | "sealed"> | undefined {
  const at = seal === "" ? -1 : text.lastIndexOf(seal);
  // A second one is not ours: part of what the model said, or of what it was asked.
  if (at >= 0 && text.indexOf(seal) !== at) return undefined;
  if (at >= 0) return { before: text.slice(0, at), after: text.slice(at + seal.length), sealed: true };
  return holdsObject(contentType) ? undefined : { before: text, after: "", sealed: false };
}

/** Types of answers that always have the gateway's object in them. */
function holdsObject(contentType: string): boolean {
  return /^(application\/json|text\/event-stream)\b/i.test(contentType);
}

/** An answer of a conversation without a word, a call or a picture, or one that refuses. */
function saysNothing(text: string, { chat, record }: AnswerEnd): boolean {
  if (chat === undefined) return false;
  if (!record.usageEstimated && completionTokens(record.usage) === 0) return true;
  try {
    const { kinds, reason } = record.stream ? saidInStream(text, chat) : saidInWhole(text, chat);
    return !WHOLE.has(reason) || kinds.includes("refusal") || !kinds.some((kind) => kind !== "reasoning");
  } catch {
    return true;
  }
}

/** What an answer holds as its caller reads it; some wires tell a refusal as the reason for the end. */
interface Said {
  readonly kinds: readonly Block["kind"][];
  readonly reason: FinishReason;
}

function saidInWhole(text: string, chat: InboundChatDialect): Said {
  const { blocks, finish } = chat.decodeResponse(JSON.parse(textOfLatin1(text)) as JsonObject, new Set());
  const filled = blocks.filter((block) => block.kind !== "text" || block.text !== "");
  return { kinds: filled.map(({ kind }) => kind), reason: finish.reason };
}

/** That something came of a stream is known; what is left is to look for a refusal, where there may be one. */
function saidInStream(text: string, chat: InboundChatDialect): Said {
  if (!text.includes("refusal")) return { kinds: ["text"], reason: "stop" };
  const decoder = chat.openDecoder(new Set());
  const kinds: Block["kind"][] = ["text"];
  let reason: FinishReason = "stop";
  for (const frame of splitFrames(textOfLatin1(text))) {
    const { event: name, data } = readFrame(frame);
    for (const event of data === null ? [] : decoder.push({ event: name, data })) {
      if (event.type === "block-start") kinds.push(event.block.kind);
      if (event.type === "finish") reason = event.finish.reason;
    }
  }
  return { kinds, reason };
}
