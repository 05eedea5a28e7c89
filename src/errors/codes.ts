/**
 * The one table of error codes. A code decides the HTTP status, the error type in each public wire, and the sentence
 * a caller reads when the place that failed has nothing more precise to say. Nothing else decides a status.
 */

export type Fault = "caller" | "gateway" | "upstream";

export interface CodeRow {
  /** HTTP status of the answer. */
  readonly status: number;
  /** `error.type` on the OpenAI wires. */
  readonly openaiType: string;
  /** `error.type` on the Anthropic wire. */
  readonly anthropicType: string;
  /** Whose mistake it is; decides log level and metrics. */
  readonly fault: Fault;
  /** Public sentence; says what to do next. */
  readonly message: string;
}

const row = (status: number, openaiType: string, anthropicType: string, fault: Fault, message: string): CodeRow => ({
  status,
  openaiType,
  anthropicType,
  fault,
  message,
});

const INVALID = "invalid_request_error";

export const CODES = {
  invalid_json: row(
    400,
    INVALID,
    INVALID,
    "caller",
    "The request body is not valid JSON. Send one JSON object encoded as UTF-8.",
  ),
  invalid_parameters: row(
    400,
    INVALID,
    INVALID,
    "caller",
    "A parameter of the request is missing or has the wrong type.",
  ),
  invalid_request: row(400, INVALID, INVALID, "caller", "The request cannot be understood."),
  provider_key_missing: row(
    400,
    INVALID,
    INVALID,
    "caller",
    "No usable key is configured for this provider. Add one under Connections or set its environment variable.",
  ),
  upstream_rejected: row(400, INVALID, INVALID, "caller", "The provider rejected the request."),
  invalid_api_key: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "The API key is missing or not known. Send it as 'Authorization: Bearer <key>'.",
  ),
  key_expired: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "This API key has expired. Create a new one in the dashboard.",
  ),
  unauthenticated: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "Sign in first: POST /api/v1/auth/login returns a session token.",
  ),
  invalid_credentials: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "The email or the password is wrong.",
  ),
  totp_required: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "This account has a second factor. Send the code of the authenticator app, or a backup code, as 'totpCode'.",
  ),
  sso_failed: row(
    401,
    "authentication_error",
    "authentication_error",
    "caller",
    "Single sign-on did not work. Try again, or tell your administrator.",
  ),
  insufficient_credits: row(
    402,
    "billing_error",
    "billing_error",
    "caller",
    "The organization has no credits left. Top up to continue.",
  ),
  budget_exceeded: row(402, "billing_error", "billing_error", "caller", "A spend limit is reached."),
  permission_denied: row(403, "permission_error", "permission_error", "caller", "This key is not allowed to do that."),
  sso_required: row(
    403,
    "permission_error",
    "permission_error",
    "caller",
    "This organization is reached by its single sign-on.",
  ),
  ip_not_allowed: row(
    403,
    "permission_error",
    "permission_error",
    "caller",
    "Requests from this address are not allowed for this key.",
  ),
  model_not_found: row(
    404,
    INVALID,
    "not_found_error",
    "caller",
    "There is no such model. GET /v1/models lists what can be called.",
  ),
  route_not_found: row(404, INVALID, "not_found_error", "caller", "There is no such route."),
  not_found: row(404, INVALID, "not_found_error", "caller", "There is nothing at this address."),
  method_not_allowed: row(405, INVALID, INVALID, "caller", "This address does not answer to that method."),
  request_timeout: row(408, INVALID, INVALID, "caller", "The request took too long to arrive."),
  conflict: row(409, INVALID, INVALID, "caller", "The request conflicts with the current state."),
  mail_not_configured: row(
    409,
    INVALID,
    INVALID,
    "caller",
    "This service sends no mail: its operator has set no SMTP_URL.",
  ),
  project_archived: row(
    410,
    INVALID,
    "not_found_error",
    "caller",
    "This project is archived. Restore it or use another project's key.",
  ),
  payload_too_large: row(413, INVALID, "request_too_large", "caller", "The request body is too large."),
  unsupported_media_type: row(415, INVALID, INVALID, "caller", "Send the body with 'Content-Type: application/json'."),
  headers_too_large: row(431, INVALID, INVALID, "caller", "The request headers are too large."),
  rate_limit_exceeded: row(
    429,
    "rate_limit_error",
    "rate_limit_error",
    "caller",
    "Too many requests. Wait for the time in 'retry-after' and try again.",
  ),
  client_closed: row(
    499,
    "client_closed_request",
    "api_error",
    "caller",
    "The client closed the connection before the answer was complete.",
  ),
  guardrail_blocked: row(
    400,
    INVALID,
    INVALID,
    "caller",
    "A guardrail does not let this pass. Change the text and try again.",
  ),
  internal: row(
    500,
    "server_error",
    "api_error",
    "gateway",
    "Something went wrong inside the gateway. Quote the request id when reporting it.",
  ),
  all_providers_failed: row(
    502,
    "upstream_error",
    "api_error",
    "upstream",
    "Every provider that could serve this request failed.",
  ),
  guardrail_failed: row(
    502,
    "upstream_error",
    "api_error",
    "upstream",
    "A guardrail that asks another service got no answer it could use. Try again.",
  ),
  upstream_interrupted: row(
    502,
    "upstream_error",
    "api_error",
    "upstream",
    "The provider's answer broke off before it was complete.",
  ),
  no_healthy_provider: row(
    503,
    "upstream_error",
    "overloaded_error",
    "upstream",
    "No healthy provider can serve this request now. Try again shortly.",
  ),
  unhealthy: row(503, "server_error", "api_error", "gateway", "A part of the service is not available."),
  shutting_down: row(503, "server_error", "overloaded_error", "gateway", "The gateway is restarting. Try again."),
  upstream_timeout: row(504, "timeout_error", "timeout_error", "upstream", "The provider did not answer in time."),
} as const satisfies Record<string, CodeRow>;

export type ErrorCode = keyof typeof CODES;
