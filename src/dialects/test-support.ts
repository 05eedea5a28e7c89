import type { StreamEvent } from "../canonical/response.ts";
import { readFrame, splitFrames } from "../framing/sse-frames.ts";
import type { AnswerMeta, EncodeTarget, JsonObject, StreamDecoder, StreamEncoder } from "./dialect.ts";
import type { Quirk } from "./quirks.ts";

/** A target that accepts everything, with changes. */
export function target(
  changes: Partial<Omit<EncodeTarget, "quirks">> & { quirks?: readonly Quirk[] } = {},
): EncodeTarget {
  const { quirks = [], ...rest } = changes;
  return {
    model: "native-model",
    maxOutputTokens: undefined,
    sampling: true,
    efforts: [],
    reasoningStyle: "none",
    family: undefined,
    imageOutput: false,
    ...rest,
    quirks: new Set(quirks),
  };
}

/** Labels of a test's answer, with changes. */
export function meta(changes: Partial<AnswerMeta> = {}): AnswerMeta {
  return {
    id: "t1",
    model: "prov/model",
    createdAtSeconds: 1_700_000_000,
    includeUsage: false,
    inputTokensEstimate: 11,
    body: {},
    request: undefined,
    warn: () => {},
    ...changes,
  };
}

/** Events of frames given as text or as the JSON of their data. */
export function decodeAll(decoder: StreamDecoder, frames: string | readonly unknown[]): StreamEvent[] {
  const texts =
    typeof frames === "string" ? splitFrames(frames) : frames.map((json) => `data: ${JSON.stringify(json)}\n\n`);
  const events: StreamEvent[] = [];
  for (const text of texts) {
    const { event, data } = readFrame(text);
    if (data !== null) events.push(...decoder.push({ event, data }));
  }
  return [...events, ...decoder.end()];
}

/** The frames of events, closed. */
export function encodeAll(encoder: StreamEncoder, events: readonly StreamEvent[]): string {
  return events.map((event) => encoder.push(event)).join("") + encoder.end('{"request_id":"req_1"}');
}

/** The parsed data of each frame; `[DONE]` stays text. */
export function dataOf(sse: string): JsonObject[] {
  const parsed: JsonObject[] = [];
  for (const frame of splitFrames(sse)) {
    const { data } = readFrame(frame);
    if (data !== null) parsed.push(data === "[DONE]" ? { done: true } : (JSON.parse(data) as JsonObject));
  }
  return parsed;
}

/** The SSE text as the body an SDK reads from its own line-delimited stream. */
export function linesOf(sse: string): ReadableStream {
  const lines = dataOf(sse)
    .filter((json) => json["done"] !== true)
    .map((json) => `${JSON.stringify(json)}\n`);
  return new Blob(lines).stream();
}
