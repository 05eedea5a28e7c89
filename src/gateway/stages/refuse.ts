import { CODES } from "../../errors/codes.ts";
import { toGatewayError } from "../../errors/gateway-error.ts";
import { asciiText } from "../../framing/ascii-json.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { SoftBlock } from "../guardrails/blocked.ts";
import type { Ending } from "../pipeline.ts";
import { sendRefusal } from "../send-refusal.ts";
import { softEnding } from "./soft-ending.ts";

/** Turns whatever was thrown into an error answer of the caller's wire; a soft block into an answer. */
export function refuse(exchange: Exchange, gateway: Gateway, thrown: unknown): Ending {
  if (thrown instanceof SoftBlock)
    return softEnding(exchange, gateway, thrown) ?? refuse(exchange, gateway, thrown.asError());
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
        const last = exchange.endpoint.dialect.endBadly?.(error, exchange.requestId);
        if (last === undefined) res.destroy();
        else res.end(last);
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
      sendRefusal(req, res, error.status, headers, body);
    },
  };
}
