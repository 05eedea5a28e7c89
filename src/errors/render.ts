import { CODES } from "./codes.ts";
import type { GatewayError } from "./gateway-error.ts";

/**
 * Error bodies of the public wires. `status` and `message` stand beside `error` on the OpenAI wire so that one body
 * serves the OpenAI SDKs (which read `error`) and plain clients (which read `status` and `message`).
 */
export function openaiErrorBody(error: GatewayError): Record<string, unknown> {
  const inner: Record<string, unknown> = {
    message: error.message,
    type: error.upstreamType ?? CODES[error.code].openaiType,
    param: error.param ?? null,
    code: error.upstreamCode ?? error.code,
  };
  if (error.details !== undefined) inner["details"] = error.details;
  return { error: inner, status: error.status, message: error.message };
}

/** Anthropic's shape: `{type: "error", error: {type, message}, request_id}`. */
export function anthropicErrorBody(error: GatewayError, requestId: string): Record<string, unknown> {
  const inner: Record<string, unknown> = { type: anthropicType(error), message: error.message };
  const details: Record<string, unknown> = { code: error.code };
  if (error.param !== undefined) details["param"] = error.param;
  if (error.details !== undefined) details["attempts"] = error.details;
  inner["details"] = details;
  return { type: "error", error: inner, request_id: requestId };
}

/** Shape of `/api/v1` and of everything that is not an LLM wire. */
export function plainErrorBody(error: GatewayError): Record<string, unknown> {
  const body: Record<string, unknown> = {
    error: true,
    status: error.status,
    message: error.message,
    code: error.code,
  };
  if (error.param !== undefined) body["param"] = error.param;
  if (error.details !== undefined) body["details"] = error.details;
  return body;
}

/** The Anthropic SDKs choose their exception by status, people by this type; a passed-on status keeps its own. */
const ANTHROPIC_TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

function anthropicType(error: GatewayError): string {
  if (error.status === CODES[error.code].status) return CODES[error.code].anthropicType;
  return ANTHROPIC_TYPE_BY_STATUS[error.status] ?? "api_error";
}
