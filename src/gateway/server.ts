import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import { fail, isGatewayError, toGatewayError } from "../errors/gateway-error.ts";
import { plainErrorBody } from "../errors/render.ts";
import { createId } from "../ids.ts";
import type { Endpoint } from "./endpoint.ts";
import { findEndpoint } from "./endpoints/find-endpoint.ts";
import { Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import { serve } from "./pipeline.ts";
import { sendJson } from "./site/send-json.ts";

/** What else answers on the port. Gives false for a path that is not its own. */
export type Site = (req: IncomingMessage, res: ServerResponse, path: string, requestId: string) => boolean;

export interface ServerOptions {
  /** Absent when this process does not serve the LLM API. */
  readonly gateway: Gateway | undefined;
  /** Asked in order for every request that is not the pipeline's. */
  readonly sites: readonly Site[];
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
}

const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** The HTTP server: finds the endpoint and hands the request to the pipeline. */
export function createGatewayServer(options: ServerOptions): Server {
  const server = createServer(
    {
      noDelay: true,
      maxHeaderSize: options.maxHeaderBytes,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
    },
    (req, res) => handle(options, req, res),
  );
  server.on("clientError", refuseMalformed);
  // A caller that asks before it sends is told at once when its body would be refused.
  server.on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    if (Number(req.headers["content-length"] ?? 0) <= options.maxBodyBytes) res.writeContinue();
    handle(options, req, res);
  });
  return server;
}

function handle(options: ServerOptions, req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? "/";
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  const givenId = requestIdOf(req.headers["x-request-id"]);
  const { gateway } = options;
  const called = gateway && findEndpoint(path);
  if (called && req.method === "POST") {
    const now = { ms: gateway.clock.now(), mono: gateway.clock.monotonic() };
    gateway.metrics.begin();
    const exchange = new Exchange(req, res, { ...called, query: query < 0 ? "" : url.slice(query + 1) }, givenId, now);
    serve(exchange, gateway).then(
      () => gateway.metrics.end(),
      (error: unknown) => {
        gateway.metrics.end();
        gateway.log.error({ requestId: exchange.requestId, err: error }, "A request ended in an unexpected error.");
        res.destroy();
      },
    );
    return;
  }
  const requestId = givenId ?? createId("req");
  try {
    if (called) {
      sendMethodNotAllowed(res, called.endpoint, requestId);
      return;
    }
    for (const site of options.sites) if (site(req, res, path, requestId)) return;
    throw fail("not_found", { message: `There is nothing at ${req.method} ${path.slice(0, 200)}.` });
  } catch (error) {
    sendError(res, error, requestId);
  }
}

function sendMethodNotAllowed(res: ServerResponse, endpoint: Endpoint, requestId: string): void {
  const error = fail("method_not_allowed", { message: `${endpoint.path} answers to POST.` });
  res.setHeader("allow", "POST");
  sendJson(res, error.status, endpoint.dialect.writeError(error, requestId), requestId);
}

/** Answers with an error in the shape of everything that is not an LLM wire. */
export function sendError(res: ServerResponse, thrown: unknown, requestId: string): void {
  const error = toGatewayError(thrown);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = JSON.stringify(plainErrorBody(isGatewayError(thrown) ? thrown : error));
  res.writeHead(error.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-request-id": requestId,
    ...(error.retryAfterSeconds === undefined ? {} : { "retry-after": String(error.retryAfterSeconds) }),
  });
  res.end(body);
}

const SANE_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The caller's request id when it is sane. */
function requestIdOf(given: string | string[] | undefined): string | undefined {
  return typeof given === "string" && SANE_ID.test(given) ? given : undefined;
}

const MALFORMED: Readonly<Record<string, Parameters<typeof fail>[0]>> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/** Answers what is not HTTP, or came too slowly, and closes the connection. */
function refuseMalformed(error: Error & { code?: string }, socket: import("node:stream").Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const refusal = fail(MALFORMED[error.code ?? ""] ?? "invalid_request", {});
  const body = JSON.stringify(plainErrorBody(refusal));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nx-request-id: ${createId("req")}\r\nconnection: close\r\n\r\n${body}`,
  );
}
