import type { OutgoingHttpHeaders } from "node:http";
import { sendBody } from "../delivery.ts";
import type { ErrorSpec } from "../errors.ts";
import { amazonException, errorBody } from "../errors.ts";
import type { Behaviour } from "../types.ts";

/** Answers a status with an error body in the caller's wire. */
export function failWith(spec: ErrorSpec, headers: OutgoingHttpHeaders = {}): Behaviour {
  return (exchange) => {
    const { wire } = exchange.request;
    const body = JSON.stringify(errorBody(wire, spec));
    const named = wire === "bedrock" ? { "x-amzn-errortype": amazonException(spec.status) } : {};
    return sendBody(exchange, body, { status: spec.status, headers: { ...named, ...headers } });
  };
}

/** Answers a status with exactly this body, whatever the wire. */
export function rawStatus(status: number, body: string, headers: OutgoingHttpHeaders = {}): Behaviour {
  return (exchange) => sendBody(exchange, body, { status, headers });
}

/** Without `retryAfter` no header is sent; a string is sent as is (an HTTP date, or nonsense). */
export function rateLimited(retryAfter?: number | string): Behaviour {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return failWith({ status: 429, message: "Rate limit reached", code: "rate_limit_exceeded" }, headers);
}

export function serverError(): Behaviour {
  return failWith({ status: 500, message: "The server had an error" });
}

export function unavailable(): Behaviour {
  return failWith({ status: 503, message: "The service is temporarily unavailable" });
}

/** Anthropic's own status for "too busy"; no OpenAI provider sends it. */
export function overloaded(): Behaviour {
  return failWith({ status: 529, message: "Overloaded" });
}

export function unauthorized(): Behaviour {
  return failWith({ status: 401, message: "Incorrect API key provided: sk-bad", code: "invalid_api_key" });
}

export function forbidden(): Behaviour {
  return failWith({ status: 403, message: "Your key may not use this model", code: "permission_denied" });
}

export function modelMissing(): Behaviour {
  return failWith({ status: 404, message: "The model does not exist", code: "model_not_found", param: "model" });
}

export function badParameter(param = "temperature"): Behaviour {
  return failWith({ status: 400, message: `Unsupported value: '${param}'`, code: "unsupported_value", param });
}

/** A 429 that no waiting cures: the account has no money left. */
export function quotaSpent(): Behaviour {
  return (exchange) => {
    const openai = { status: 429, message: "You exceeded your current quota", type: "insufficient_quota" };
    const spec =
      exchange.request.wire === "anthropic"
        ? { status: 429, message: "Spend limit reached", code: "enforced_spend_limit_reached" }
        : { ...openai, code: "insufficient_quota" };
    return failWith(spec)(exchange);
  };
}

export function contextLengthExceeded(): Behaviour {
  return (exchange) => {
    const openai = "This model's maximum context length is 8192 tokens. Your messages resulted in 9000 tokens.";
    const anthropic = "prompt is too long: 9000 tokens > 8192 maximum";
    const spec =
      exchange.request.wire === "anthropic"
        ? { status: 400, message: anthropic }
        : { status: 400, message: openai, code: "context_length_exceeded", param: "messages" };
    return failWith(spec)(exchange);
  };
}

export function contentFiltered(): Behaviour {
  return (exchange) => {
    const spec =
      exchange.request.wire === "anthropic"
        ? { status: 400, message: "Output blocked by content filtering policy" }
        : { status: 400, message: "The prompt was filtered", code: "content_filter", param: "prompt" };
    return failWith(spec)(exchange);
  };
}
