import { type Answer, failureIn, withChunk } from "./answer.ts";
import type { ChatRequest } from "./build-request.ts";
import type { Failure, Step } from "./conversation.ts";
import { readEvents } from "./read-events.ts";

/** How a request ended, beside what it brought. */
export type End = Pick<Step, "status" | "failure" | "requestId">;

export interface AskOptions {
  readonly key: string;
  readonly signal: AbortSignal;
  onAnswer(answer: Answer): void;
  /** As soon as the request has a name. */
  onRequestId(requestId: string): void;
}

const NOTHING: Answer = { text: "", reasoning: "", details: [], images: [], calls: [], model: null, finish: null };
const CUT: Failure = {
  status: 0,
  code: "cut",
  message: "The stream ended before the answer was whole.",
  retryAfterSeconds: null,
};

/** Asks the data plane as any application would, and reads the stream. Never throws: every end is told as what it is. */
export async function ask({ headers, body }: ChatRequest, options: AskOptions): Promise<End> {
  const { key, signal, onAnswer, onRequestId } = options;
  let requestId: string | null = null;
  let answer = NOTHING;
  const ended = (status: Step["status"], failure: Failure | null = null): End => ({ status, failure, requestId });
  try {
    const response = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
      credentials: "omit",
      signal,
    });
    requestId = response.headers.get("x-request-id");
    if (requestId !== null) onRequestId(requestId);
    if (!response.ok || response.body === null) return ended("failed", await refusalOf(response));
    for await (const event of readEvents(response.body)) {
      if (event === "done") return ended("whole");
      const failure = failureIn(event);
      if (failure !== null) return ended(answer === NOTHING ? "failed" : "cut", failure);
      answer = withChunk(answer, event);
      onAnswer(answer);
    }
    return ended("cut", CUT);
  } catch (error) {
    if (signal.aborted) return ended("stopped");
    if (requestId !== null) return ended("cut", CUT);
    const message = error instanceof TypeError ? "The gateway does not answer." : String(error);
    return ended("failed", { status: 0, code: "unreachable", message, retryAfterSeconds: null });
  }
}

async function refusalOf(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  const { code, message } = failureIn(body) ?? {
    code: "unknown",
    message: `The gateway answered ${response.status}.`,
  };
  return { status: response.status, code, message, retryAfterSeconds: Number.isFinite(wait) ? wait : null };
}
