import type { UpstreamError } from "../../canonical/response.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { openaiErrorBody } from "../../errors/render.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { readUpstreamError, readUpstreamErrorObject } from "../upstream-error.ts";

/** Reads an error answer of an OpenAI-like vendor. */
export function readError(status: number, text: string): UpstreamError {
  return readUpstreamError(status, text);
}

/** Reads a parsed error body, also one that came under status 200. */
export function readErrorObject(status: number, json: JsonObject): UpstreamError {
  return readUpstreamErrorObject(status, json);
}

/** Our own error in the OpenAI wire. The request id travels in a header there. */
export function writeError(error: GatewayError, _requestId: string): JsonObject {
  return openaiErrorBody(error);
}

/** Ends a broken stream: an error object and no `[DONE]`, so that no client takes the answer for complete. */
export function endBadly(error: GatewayError, _requestId: string): string {
  return `data: ${asciiJson(openaiErrorBody(error))}\n\n`;
}
