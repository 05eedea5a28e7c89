import type { UpstreamError } from "../../canonical/response.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { anthropicErrorBody } from "../../errors/render.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { readUpstreamError, readUpstreamErrorObject } from "../upstream-error.ts";

/** Reads an error answer of a vendor that speaks the messages wire. */
export function readError(status: number, text: string): UpstreamError {
  return readUpstreamError(status, text);
}

/** Reads a parsed error body, also that of an `error` event in a stream. */
export function readErrorObject(status: number, json: JsonObject): UpstreamError {
  return readUpstreamErrorObject(status, json);
}

/** Our own error in Anthropic's shape. */
export function writeError(error: GatewayError, requestId: string): JsonObject {
  return anthropicErrorBody(error, requestId);
}

/** Ends a broken stream with an `error` event and no `message_stop`. (Anthropic API reference, streaming errors.) */
export function endBadly(error: GatewayError, requestId: string): string {
  return `event: error\ndata: ${asciiJson(anthropicErrorBody(error, requestId))}\n\n`;
}
