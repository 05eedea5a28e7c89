import type { UpstreamError } from "../../canonical/response.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { openaiErrorBody } from "../../errors/render.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";
import { readUpstreamError, readUpstreamErrorObject } from "../upstream-error.ts";

/** Reads an error answer of a vendor that speaks the responses wire. */
export function readError(status: number, text: string): UpstreamError {
  return readUpstreamError(status, text);
}

/** Reads what a failed response or an `error` event says: the error stands in its member, or flat in an event. */
export function readErrorObject(json: JsonObject): UpstreamError {
  const { error, code, message, param } = json;
  return readUpstreamErrorObject(200, {
    error: isObject(error) || typeof error === "string" ? error : { code, message, param },
  });
}

/** Our own error in the OpenAI wire. The request id travels in a header there. */
export function writeError(error: GatewayError, _requestId: string): JsonObject {
  return openaiErrorBody(error);
}

/** What is known of a response that fails. */
export interface Broken {
  /** The members of the response but for its status and error. */
  readonly response: JsonObject;
  readonly nextSequenceNumber: number;
}

/**
 * The last frames of a broken stream: `error`, which the SDKs turn into an exception with its message, then
 * `response.failed`, which clients that read events themselves wait for (Codex; dativo-io/talon#254).
 */
export function failedFrames(error: GatewayError, { response, nextSequenceNumber }: Broken): string {
  const inner = openaiErrorBody(error)["error"] as JsonObject;
  const { code, message, param } = inner;
  // Flat by the contract, nested as OpenAI sends it: clients read either.
  const event = { type: "error", sequence_number: nextSequenceNumber, code, message, param, error: inner };
  const failed = {
    type: "response.failed",
    sequence_number: nextSequenceNumber + 1,
    response: { ...response, status: "failed", error: { code, message } },
  };
  return `event: error\ndata: ${asciiJson(event)}\n\nevent: response.failed\ndata: ${asciiJson(failed)}\n\n`;
}

/** Ends a stream of which nothing is known but that it broke. */
export function endBadly(error: GatewayError, requestId: string): string {
  const response = {
    id: `resp_${requestId.replace(/^req_/, "")}`,
    object: "response",
    created_at: 0,
    model: "",
    output: [],
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: "auto",
    tools: [],
    top_p: null,
    usage: null,
  };
  return failedFrames(error, { response, nextSequenceNumber: 0 });
}
