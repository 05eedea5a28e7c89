import type { IncomingMessage, ServerResponse } from "node:http";
import { CODES } from "../../errors/codes.ts";
import { toGatewayError } from "../../errors/gateway-error.ts";
import { asciiText } from "../../framing/ascii-json.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Ending } from "../pipeline.ts";

/** The rest of a refused body is thrown away until nothing came for this long, or this long in all. */
const DISCARD_IDLE_MS = 300;
const DISCARD_MS = 10_000;

/**
 * Answers while the caller is still sending. Hanging up on unread input would reset the connection, and the answer
 * with it, so what comes is discarded for a while.
 */
function endAfterBody(req: IncomingMessage, res: ServerResponse, body: string): void {
  res.write(body);
  const end = (): void => {
    clearTimeout(idle);
    clearTimeout(limit);
    res.end();
  };
  const idle = setTimeout(end, DISCARD_IDLE_MS);
  const limit = setTimeout(end, DISCARD_MS);
  req.on("data", () => idle.refresh());
  req.once("end", end);
  req.once("error", end);
}

/** Turns whatever was thrown into an error answer of the caller's wire. */
export function refuse(exchange: Exchange, gateway: Gateway, thrown: unknown): Ending {
  const error = toGatewayError(thrown);
  const gone = exchange.callerGone || error.code === "client_closed";
  if (gone) return { status: 499, errorCode: "client_closed", send: () => exchange.res.destroy() };
  if (CODES[error.code].fault === "gateway") {
    gateway.log.error(
      { requestId: exchange.requestId, code: error.code, internal: error.internal, err: error.cause },
      error.message,
    );
  }
  return {
    status: error.status,
    errorCode: error.code,
    send: () => {
      const { res, req } = exchange;
      if (res.headersSent) {
        res.end(exchange.endpoint.chat?.endBadly(error, exchange.requestId) ?? "");
        return;
      }
      const body = asciiText(JSON.stringify(exchange.endpoint.dialect.writeError(error, exchange.requestId)));
      const headers = [
        "content-type",
        "application/json",
        "content-length",
        String(body.length),
        "x-request-id",
        exchange.requestId,
      ];
      if (exchange.grant) headers.push(...exchange.grant.headers);
      else if (error.headers) headers.push(...error.headers);
      if (error.retryAfterSeconds !== undefined) headers.push("retry-after", String(error.retryAfterSeconds));
      // A body that was not read to its end would be taken for the next request.
      if (!req.complete) headers.push("connection", "close");
      res.writeHead(error.status, headers);
      if (req.complete) res.end(body);
      else endAfterBody(req, res, body);
    },
  };
}
