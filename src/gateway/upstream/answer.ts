import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { StreamTap } from "../../dialects/dialect.ts";
import { latin1OfBytes } from "../../framing/latin1.ts";
import { DeadlineError, type Failure, failureOf, transportFailure } from "./failure.ts";
import { type FrameSplitter, SSE_STREAM, type StreamFraming } from "./stream-framing.ts";

/** What the relay stage gets told of a stream once it is open. */
export interface StreamReader {
  /** Text (latin1) for the caller; empty text is not told. */
  onText(text: string): void;
  /** No more will come: complete when the tap's facts are terminal, else the failure says why. */
  onEnd(failure: Failure | undefined): void;
}

export interface WholeAnswer {
  readonly kind: "whole";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Latin1 text. */
  readonly text: string;
}

export interface StreamAnswer {
  readonly kind: "stream";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly tap: StreamTap;
  read(reader: StreamReader): void;
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

export type Answer = WholeAnswer | StreamAnswer;

export interface AnswerLimits {
  readonly firstTokenTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly maxFrameBytes: number;
}

/** When an answer is certain enough to be passed on, though its first meaningful event is there. */
export interface CommitRule {
  /** So long after that event; undefined: only at the end. */
  readonly afterMs: number | undefined;
  /** Or when so much is there. */
  readonly afterChars: number;
}

export interface AnswerOptions {
  /** Watches the stream; absent for requests that are not streams. */
  readonly tap: StreamTap | undefined;
  readonly limits: AnswerLimits;
  /** What the whole request has left. */
  readonly timeLeftMs?: number;
  /** How the upstream tells frames apart. */
  readonly framing?: StreamFraming;
  /** Absent: at the first meaningful event. */
  readonly commit?: CommitRule | undefined;
}

const MAX_ERROR_BYTES = 64 * 1024;
const LINGER_MS = 1_000;

/**
 * Receives one upstream answer. Nothing is decided before a whole body is there or, for streams, before the first
 * meaningful event: until then `opened` can still reject with a {@link Failure} and another attempt be made. Chunks
 * that arrive in one turn of the event loop are handled together, which is what makes bursts cheap.
 */
export class UpstreamAnswer implements Dispatcher.DispatchHandler, StreamAnswer {
  readonly kind = "stream";
  status = 0;
  headers: IncomingHttpHeaders = {};
  /** Resolves with the answer, or with the failure; never rejects. */
  readonly opened: Promise<Answer | Failure>;
  readonly tap: StreamTap;
  readonly #limits: AnswerLimits;
  #resolve: ((answer: Answer | Failure) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: Error | undefined;
  readonly #framing: StreamFraming;
  readonly #commit: CommitRule | undefined;
  #holdTimer: NodeJS.Timeout | undefined;
  #splitter: FrameSplitter | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #scheduled = false;
  #ended = false;
  #waiting = "";
  #reader: StreamReader | undefined;
  #endFailure: Failure | undefined;
  #firstTokenTimer: NodeJS.Timeout | undefined;
  readonly #totalTimer: NodeJS.Timeout;
  #lingerTimer: NodeJS.Timeout | undefined;
  #upstreamDone = false;

  constructor({ tap, limits, timeLeftMs = limits.totalTimeoutMs, framing = SSE_STREAM, commit }: AnswerOptions) {
    this.#framing = framing;
    this.#commit = commit;
    this.tap = tap ?? NO_TAP;
    this.#limits = limits;
    this.opened = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#totalTimer = setTimeout(() => this.abort(new DeadlineError("total")), Math.max(1, timeLeftMs));
    if (tap) {
      this.#firstTokenTimer = setTimeout(
        () => this.abort(new DeadlineError("first-token")),
        limits.firstTokenTimeoutMs,
      );
    }
  }

  /** Bytes of the body that came so far: the base of estimates where no usage is told. */
  get receivedBytes(): number {
    return this.#bytes;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // An interim answer (103 and its kin) says nothing about the real one.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    const type = (headers["content-type"] ?? "").toLowerCase();
    const isStream =
      this.tap !== NO_TAP &&
      status < 300 &&
      type.includes(this.#framing.contentType) &&
      this.tap.takesType?.(type) !== false;
    if (isStream) this.#splitter = this.#framing.openSplitter(this.#limits.maxFrameBytes);
    else this.#stopFirstTokenTimer();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#splitter) {
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(this.#flush);
      }
    } else if (this.#bytes > this.#limits.maxAnswerBytes) {
      this.#fail(
        failureOf("decode", "server", `The answer exceeds ${this.#limits.maxAnswerBytes} bytes.`, this.status),
      );
      this.#controller?.abort(new Error("answer too large"));
    }
  }

  onResponseEnd(): void {
    this.#upstreamDone = true;
    clearTimeout(this.#lingerTimer);
    if (this.#ended) return;
    if (this.#splitter) {
      this.#flush();
      this.#finishStream(undefined);
      return;
    }
    this.#ended = true;
    this.#stopTimers();
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const kept = this.status >= 300 ? body.subarray(0, MAX_ERROR_BYTES) : body;
    this.#chunks = [];
    this.#open({ kind: "whole", status: this.status, headers: this.headers, text: latin1OfBytes(kept) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#upstreamDone = true;
    clearTimeout(this.#lingerTimer);
    if (this.#ended) return;
    const cause = this.#aborted ?? error;
    if (this.#splitter) {
      this.#flush();
      this.#finishStream(transportFailure(cause, true, this.#resolve === undefined));
      return;
    }
    this.#fail(transportFailure(cause, this.status !== 0, false));
  }

  read(reader: StreamReader): void {
    this.#reader = reader;
    const waiting = this.#waiting;
    this.#waiting = "";
    if (waiting !== "") reader.onText(waiting);
    if (this.#ended) reader.onEnd(this.#endFailure);
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(reason: Error): void {
    if (this.#ended) return;
    this.#aborted = reason;
    if (this.#controller) this.#controller.abort(reason);
    // Still waiting for a connection: nobody would tell us of the abort.
    else this.#fail(transportFailure(reason, false, false));
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#ended || this.#chunks.length === 0) return;
    const chunk = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [];
    try {
      const frames = this.#splitter?.push(chunk) ?? "";
      if (frames !== "") this.#told(this.tap.push(frames));
    } catch (error) {
      this.#finishStream(failureOf("decode", "server", String(error), this.status));
      this.#controller?.abort(new Error("stream cannot be read"));
    }
  };

  #told(text: string): void {
    const { facts } = this.tap;
    if (facts.error) {
      if (text !== "") this.#reader?.onText(text);
      this.#finishStream({
        at: this.#resolve ? "first-event" : "mid-stream",
        error: facts.error,
        retryAfterMs: undefined,
        status: this.status,
      });
      this.#controller?.abort(new Error("stream ended by an error event"));
      return;
    }
    if (this.#reader) {
      if (text !== "") this.#reader.onText(text);
    } else this.#waiting += text;
    if (this.#resolve && (facts.terminal || (facts.meaningful && this.#isCertain()))) this.#open(this);
    if (facts.terminal) {
      this.#finishStream(undefined);
      if (this.#upstreamDone) return;
      // The answer is whole; an upstream that does not hang up now is hung up on.
      this.#lingerTimer = setTimeout(() => this.#controller?.abort(new Error("the answer is complete")), LINGER_MS);
      this.#lingerTimer.unref();
    }
  }

  /** Starts the wait that the rule asks for; true when it is over. */
  #isCertain(): boolean {
    if (this.#commit === undefined) return true;
    const { afterMs, afterChars } = this.#commit;
    if (this.#waiting.length >= afterChars) return true;
    if (afterMs !== undefined) this.#holdTimer ??= setTimeout(() => this.#open(this), afterMs);
    this.#stopFirstTokenTimer();
    return false;
  }

  #finishStream(failure: Failure | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopTimers();
    const { facts } = this.tap;
    let cause = failure;
    if (!facts.terminal && !facts.error) {
      // An upstream that said why it stopped before it broke off gave a whole answer: only its last frames are missing.
      const tail = this.#endOfTap(failure !== undefined);
      if (facts.terminal) cause = undefined;
      if (this.#reader && tail !== "") this.#reader.onText(tail);
      else this.#waiting += tail;
    }
    if (!facts.terminal)
      cause ??= failureOf(
        this.#resolve ? "first-event" : "mid-stream",
        "server",
        "The stream ended before the answer did.",
        this.status,
      );
    this.#endFailure = cause;
    if (this.#resolve) this.#open(cause ?? this);
    this.#reader?.onEnd(cause);
  }

  #endOfTap(broken: boolean): string {
    const rest = this.#splitter?.rest() ?? "";
    return (rest.trim() === "" ? "" : this.tap.push(`${rest}\n\n`)) + this.tap.end(broken);
  }

  #fail(failure: Failure): void {
    this.#ended = true;
    this.#stopTimers();
    this.#open(failure);
  }

  #open(answer: Answer | Failure): void {
    this.#stopFirstTokenTimer();
    clearTimeout(this.#holdTimer);
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.(answer);
  }

  #stopFirstTokenTimer(): void {
    clearTimeout(this.#firstTokenTimer);
    this.#firstTokenTimer = undefined;
  }

  #stopTimers(): void {
    clearTimeout(this.#totalTimer);
    this.#stopFirstTokenTimer();
  }
}

const NO_TAP: StreamTap = {
  facts: { meaningful: false, terminal: false, usage: undefined, finish: undefined, error: undefined },
  push: () => "",
  end: () => "",
};

/** True for an attempt that failed. */
export function isFailure(answer: Answer | Failure): answer is Failure {
  return "at" in answer;
}
