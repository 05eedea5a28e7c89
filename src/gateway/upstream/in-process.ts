import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import {
  guarded,
  type InProcessAnswer,
  type InProcessProvider,
  type InProcessRequest,
} from "../../providers/provider.ts";
import { isForm, readForm } from "../stages/read-form.ts";
import type { Dispatch } from "./transport.ts";

/**
 * Lets a provider that answers inside the process be called like one over the network, so that the attempt stage has
 * one way of calling. What the provider throws is told as an error of the answer, as a broken connection is.
 */
export function inProcessDispatch(provider: InProcessProvider): Dispatch {
  return (options, handler) => {
    const answer = new Adapter(handler);
    handler.onRequestStart?.(answer, {});
    const tell = (request: InProcessRequest): void => {
      if (!answer.aborted) guarded(answer, () => provider(request, answer));
    };
    const { path } = options;
    const body = Buffer.isBuffer(options.body) ? options.body : Buffer.alloc(0);
    const contentType = contentTypeOf(options);
    setImmediate(() => {
      if (!isForm(contentType)) tell({ path, body: body.toString("utf8") });
      else readForm(body, contentType).then((form) => tell({ path, body: "", form }), answer.destroy.bind(answer));
    });
  };
}

/** Headers are a flat list of names and values. */
function contentTypeOf({ headers }: Dispatcher.DispatchOptions): string | undefined {
  if (!Array.isArray(headers)) return undefined;
  const at = headers.findIndex((name, i) => i % 2 === 0 && name === "content-type");
  return at < 0 ? undefined : (headers[at + 1] as string);
}

class Adapter implements Dispatcher.DispatchController, InProcessAnswer {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #onAbort: (() => void)[] = [];
  #ended = false;
  /** Steps not told so far, from `#next` on. */
  #queue: (() => void)[] = [];
  #next = 0;
  #telling = false;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  abort(reason: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.aborted = true;
    this.reason = reason;
    this.#queue = [];
    for (const action of this.#onAbort) action();
    this.#handler.onResponseError?.(this, reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#tell();
  }

  onAbort(action: () => void): void {
    this.#onAbort.push(action);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.#ended) this.#handler.onResponseStart?.(this, status, headers as IncomingHttpHeaders);
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    this.#step(() => this.#handler.onResponseData?.(this, bytes));
  }

  end(): void {
    this.#step(() => {
      this.#ended = true;
      this.#handler.onResponseEnd?.(this, {});
    });
  }

  destroy(cause?: unknown): void {
    this.#step(() => this.#fail(cause));
  }

  #fail(cause: unknown): void {
    this.#ended = true;
    this.#handler.onResponseError?.(this, cause === undefined ? reset() : broken(cause));
  }

  #step(step: () => void): void {
    if (this.#ended) return;
    this.#queue.push(step);
    this.#tell();
  }

  /** Tells what waits, in order, until the listener pauses or hangs up while it listens. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      while (!this.paused && !this.#ended && this.#next < this.#queue.length) {
        const step = this.#queue[this.#next];
        this.#next += 1;
        step?.();
      }
    } catch (error) {
      if (!this.#ended) this.#fail(error);
    } finally {
      this.#telling = false;
    }
    if (this.#ended || this.#next === this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
  }
}

function reset(): Error {
  return Object.assign(new Error("the connection was reset"), { code: "ECONNRESET" });
}

function broken(cause: unknown): Error {
  return Object.assign(new Error("the provider inside the process failed", { cause }), { code: "ERR_IN_PROCESS" });
}
