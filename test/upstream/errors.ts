import type { JsonObject, Wire } from "./types.ts";

export interface ErrorSpec {
  status: number;
  message: string;
  /** The wire's usual type for the status when absent. */
  type?: string;
  /** OpenAI: `error.code`. Anthropic: `error.details.error_code`. */
  code?: string;
  param?: string;
}

const OPENAI_TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "invalid_request_error",
  403: "invalid_request_error",
  404: "invalid_request_error",
  429: "requests",
  500: "server_error",
  503: "service_unavailable_error",
};

const ANTHROPIC_TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  503: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** An error body in the shape of the wire. */
export function errorBody(wire: Wire, spec: ErrorSpec): JsonObject {
  return wire === "anthropic" || wire === "count-tokens" ? anthropicError(spec) : openaiError(spec);
}

function openaiError({ status, message, type, code, param }: ErrorSpec): JsonObject {
  return {
    error: { message, type: type ?? OPENAI_TYPES[status] ?? "api_error", param: param ?? null, code: code ?? null },
  };
}

function anthropicError({ status, message, type, code }: ErrorSpec): JsonObject {
  const error: JsonObject = { type: type ?? ANTHROPIC_TYPES[status] ?? "api_error", message };
  if (code !== undefined) error["details"] = { error_code: code };
  return { type: "error", error, request_id: "req_upstream_1" };
}
