import { type Dispatcher, request } from "undici";

/** One HTTP request, whole. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  /** Flat list of names and values. */
  readonly headers: readonly string[];
  readonly body?: string;
}

/** Its answer; of a long body the beginning. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request and follows no redirect; rejects when there is no answer, or when the signal says stop. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

const ANSWER_BYTES_MAX = 1_048_576;

/** Sends through an undici dispatcher, such as `guardedAgent`. */
export function sendWith(dispatcher: Dispatcher): Send {
  return async ({ method, url, headers, body }, signal) => {
    const answer = await request(url, { method, headers: [...headers], body: body ?? null, signal, dispatcher });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop ends the connection.
      if (bytes > ANSWER_BYTES_MAX) break;
    }
    return { status: answer.statusCode, text: Buffer.concat(chunks).toString("utf8", 0, ANSWER_BYTES_MAX) };
  };
}
