import type { UpstreamError } from "../canonical/response.ts";
import type { GatewayError } from "../errors/gateway-error.ts";
import { openaiErrorBody } from "../errors/render.ts";
import { asciiJson } from "../framing/ascii-json.ts";
import type { JsonObject } from "./dialect.ts";
import { readUpstreamError } from "./upstream-error.ts";

/** What the wires of OpenAI's operations beside conversations have in common. */
export const openaiErrors = {
  readError: (status: number, text: string): UpstreamError => readUpstreamError(status, text),
  writeError: (error: GatewayError, _requestId: string): JsonObject => openaiErrorBody(error),
};

/** How streams of typed events end badly and stay open: an error object, which OpenAI's clients throw at. */
export const openaiEventStream = {
  endBadly: (error: GatewayError, _requestId: string): string => `data: ${asciiJson(openaiErrorBody(error))}\n\n`,
  keepAlive: ": keep-alive\n\n",
};
