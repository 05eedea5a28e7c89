import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { CallerKey } from "./caller.ts";
import { findEndpoint } from "./endpoints/find-endpoint.ts";
import { Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import { serve } from "./pipeline.ts";

/** A request that the gateway makes of itself on behalf of a caller, who pays for it. */
export interface InnerCall {
  /** Such as `/v1/embeddings`. */
  readonly path: string;
  readonly body: object;
  /** Says in logs what it was for, such as `semantic-cache`. */
  readonly source: string;
  readonly timeoutMs: number;
}

export interface InnerAnswer {
  readonly status: number;
  /** Parsed; null where it is no JSON. */
  readonly json: unknown;
}

/**
 * Makes a call as any other, in the one pipeline, with its own record and costs: limits of money and tokens hold,
 * those of requests, guardrails and the cache do not. Never rejects; after the time a 499 is given.
 */
export async function callInside(gateway: Gateway, caller: CallerKey, call: InnerCall): Promise<InnerAnswer> {
  const called = findEndpoint(call.path);
  if (called === undefined) return { status: 404, json: null };
  const bytes = Buffer.from(JSON.stringify(call.body));
  const req = requestOf(bytes, call.source);
  const res = new InnerResponse();
  const now = { ms: gateway.clock.now(), mono: gateway.clock.monotonic() };
  const exchange = new Exchange(req, res as unknown as ServerResponse, { ...called, inner: true }, undefined, now);
  exchange.caller = caller;
  const timer = setTimeout(() => res.destroy(), call.timeoutMs);
  try {
    await serve(exchange, gateway);
  } finally {
    clearTimeout(timer);
  }
  return { status: res.statusCode, json: parsed(res.text) };
}

function requestOf(bytes: Buffer, source: string): IncomingMessage {
  return Object.assign(Readable.from([bytes], { objectMode: false }), {
    headers: {
      "content-type": "application/json",
      "content-length": String(bytes.length),
      "x-source": `llm-gateway/${source}`,
    },
    socket: { remoteAddress: undefined },
    complete: true,
  }) as unknown as IncomingMessage;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the pipeline needs of a response, kept in memory. */
class InnerResponse extends EventEmitter {
  statusCode = 499;
  headersSent = false;
  writableFinished = false;
  destroyed = false;
  readonly writableNeedDrain = false;
  readonly #pieces: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  writeHead(status: number): this {
    this.statusCode = status;
    this.headersSent = true;
    return this;
  }

  write(chunk: string | Buffer, encoding: BufferEncoding = "utf8"): boolean {
    this.#pieces.push(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    return true;
  }

  end(chunk?: string | Buffer, encoding?: BufferEncoding): this {
    if (chunk !== undefined) this.write(chunk, encoding);
    this.writableFinished = true;
    this.emit("finish");
    this.emit("close");
    return this;
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    if (!this.writableFinished) this.statusCode = 499;
    this.emit("close");
    return this;
  }
}
