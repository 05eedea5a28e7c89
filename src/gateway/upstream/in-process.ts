import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { InProcessAnswer, InProcessProvider } from "../../providers/provider.ts";
import type { Dispatch } from "./transport.ts";

/**
 * Lets a provider that answers inside the process be called like one over the network, so that the attempt stage has
 * one way of calling.
 */
export function inProcessDispatch(provider: InProcessProvider): Dispatch {
  return (options, handler) => {
    const answer = new Adapter(handler);
    handler.onRequestStart?.(answer, {});
    const body = Buffer.isBuffer(options.body) ? options.body.toString("utf8") : "";
    setImmediate(() => {
      if (!answer.aborted) provider({ path: options.path, body }, answer);
    });
  };
}

class Adapter implements Dispatcher.DispatchController, InProcessAnswer {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #onAbort: (() => void)[] = [];
  #ended = false;
  #queue: (() => void)[] = [];

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  abort(reason: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.aborted = true;
    this.reason = reason;
    for (const action of this.#onAbort) action();
    this.#handler.onResponseError?.(this, reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    for (const step of this.#queue.splice(0)) step();
  }

  onAbort(action: () => void): void {
    this.#onAbort.push(action);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.#ended) this.#handler.onResponseStart?.(this, status, headers as IncomingHttpHeaders);
  }

  write(text: string): void {
    this.#step(() => this.#handler.onResponseData?.(this, Buffer.from(text)));
  }

  end(): void {
    this.#step(() => {
      this.#ended = true;
      this.#handler.onResponseEnd?.(this, {});
    });
  }

  destroy(): void {
    this.#step(() => {
      this.#ended = true;
      this.#handler.onResponseError?.(this, Object.assign(new Error("the connection was reset"), { code: "ECONNRESET" }));
    });
  }

  #step(step: () => void): void {
    if (this.#ended) return;
    if (this.paused) this.#queue.push(step);
    else step();
  }
}
