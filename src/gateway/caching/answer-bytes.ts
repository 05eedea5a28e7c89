import { z } from "zod";
import type { PackedAnswer } from "./pack-answer.ts";

/** Raised when the form changes: what an older version wrote is then a miss. */
const FORM = 1;
const HEAD_BYTES = 5;

const count = z.number().int().min(0);
const counters = z.record(z.string(), z.number().min(0));

/** What another process stored is checked before it is given to anybody: a header, say, must not hold a line break. */
const headSchema = z.object({
  cut: count,
  length: count,
  compressed: z.boolean(),
  facts: z.object({
    contentType: z.string().regex(/^[ -~]{1,200}$/),
    stream: z.boolean(),
    status: z.literal(200),
    sealed: z.boolean(),
    provider: z.string(),
    model: z.string(),
    nativeModel: z.string(),
    label: z.string(),
    finishReason: z.enum(["stop", "stop-sequence", "tool-calls"]),
    usage: z.looseObject({
      inputTokens: z.number().min(0),
      cacheReadTokens: z.number().min(0),
      cacheWriteTokens: z.number().min(0),
      cacheWriteLongTokens: z.number().min(0),
      outputTokens: z.number().min(0),
      reasoningTokens: z.number().min(0),
      media: counters.optional(),
    }),
    totalNanos: z.number().nullable(),
    warnings: z.array(z.object({ field: z.string(), message: z.string() })),
    storedAtMs: z.number(),
    expiresAtMs: z.number(),
    projectId: z.string(),
    recordId: z.string(),
    requestId: z.string(),
  }),
});

/** A packed answer as bytes: form, length of the head, the head as JSON, the body. */
export function bytesOfAnswer({ body, ...head }: PackedAnswer): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(HEAD_BYTES);
  start.writeUInt8(FORM, 0);
  start.writeUInt32BE(json.length, 1);
  return Buffer.concat([start, json, body]);
}

/** Reads {@link bytesOfAnswer}; undefined for what another version wrote and what is damaged. `maxBytes` bounds the text. */
export function answerOfBytes(bytes: Buffer, maxBytes: number): PackedAnswer | undefined {
  if (bytes.length < HEAD_BYTES || bytes.readUInt8(0) !== FORM) return undefined;
  const end = HEAD_BYTES + bytes.readUInt32BE(1);
  if (end > bytes.length) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8", HEAD_BYTES, end));
  } catch {
    return undefined;
  }
  const head = headSchema.safeParse(json);
  if (!head.success || head.data.length > maxBytes || head.data.cut > head.data.length) return undefined;
  return { ...head.data, body: bytes.subarray(end) };
}
