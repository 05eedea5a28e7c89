import type { Frame, JsonObject, Wire } from "./types.ts";

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

const GOOGLE_WORDS: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

const AMAZON_NAMES: Record<number, string> = {
  400: "ValidationException",
  401: "UnrecognizedClientException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  429: "ThrottlingException",
  503: "ServiceUnavailableException",
};

/** The name of Amazon's exception for a status: a header of answers, the event's name inside streams. */
export function amazonException(status: number): string {
  return AMAZON_NAMES[status] ?? "InternalServerException";
}

/** An error body in the shape of the wire. */
export function errorBody(wire: Wire, spec: ErrorSpec): JsonObject {
  const { status, message } = spec;
  switch (wire) {
    case "anthropic":
    case "count-tokens":
      return anthropicError(spec);
    case "gemini":
    case "gemini-count-tokens":
    case "gemini-embeddings":
      return { error: { code: status, message, status: GOOGLE_WORDS[status] ?? "UNKNOWN" } };
    case "bedrock":
      return { message };
    case "cohere":
      return { message, id: "co-upstream-1" };
    default:
      return openaiError(spec);
  }
}

/** An error as an event inside a stream of the wire. */
export function errorFrame(wire: Wire, spec: ErrorSpec): Frame {
  const { status, message } = spec;
  const data = JSON.stringify(errorBody(wire, spec));
  switch (wire) {
    case "anthropic":
      return { event: "error", data, content: false };
    case "responses": {
      const event = { type: "error", sequence_number: 99, code: spec.code ?? "server_error", message, param: null };
      return { event: "error", data: JSON.stringify(event), content: false };
    }
    case "bedrock": {
      const name = amazonException(status);
      return { event: name.charAt(0).toLowerCase() + name.slice(1), data, content: false };
    }
    case "cohere": {
      const event = { type: "message-end", delta: { finish_reason: "ERROR", error: message } };
      return { event: "message-end", data: JSON.stringify(event), content: false };
    }
    default:
      return { data, content: false };
  }
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
