import type { ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";

/** What was asked and answered, for organizations that want it kept. */
export interface Content {
  readonly recordId: string;
  readonly requestId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly request: string;
  readonly answer: string;
  readonly expiresAt: Date;
}

/** Takes content without waiting; false when it has no room. */
export interface ContentSink {
  put(content: Content): boolean;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
const DAY_MS = 86_400_000;

/** Copies what a response is told to send, up to a bound. Content is kept nowhere unless it is asked for at the end. */
export class AnswerCopy {
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(res: ServerResponse) {
    const write = res.write.bind(res);
    const end = res.end.bind(res);
    res.write = ((chunk: unknown, encoding?: unknown, ...rest: never[]): boolean => {
      this.#add(chunk, encoding);
      return write(chunk as string, encoding as BufferEncoding, ...rest);
    }) as typeof res.write;
    res.end = ((chunk?: unknown, encoding?: unknown, ...rest: never[]): ServerResponse => {
      this.#add(chunk, encoding);
      return end(chunk as string, encoding as BufferEncoding, ...rest);
    }) as typeof res.end;
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  #add(chunk: unknown, encoding: unknown): void {
    if (this.#bytes >= MAX_ANSWER_BYTES) return;
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : Buffer.isBuffer(chunk)
          ? chunk
          : undefined;
    if (bytes === undefined) return;
    const piece = bytes.subarray(0, MAX_ANSWER_BYTES - this.#bytes);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}

/** Hands the content of a finished request on. Files of forms are not kept. */
export function keepContent(exchange: Exchange, sink: ContentSink, answer: AnswerCopy, nowMs: number): void {
  const { caller, request, recordId, requestId } = exchange;
  if (caller === undefined || request === undefined) return;
  const { organizationId, projectId, settings } = caller;
  sink.put({
    recordId,
    requestId,
    organizationId,
    projectId,
    request: request.form === undefined ? request.bytes.toString("utf8") : "",
    answer: answer.text,
    expiresAt: new Date(nowMs + settings.retention.days * DAY_MS),
  });
}
