import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fail } from "../errors/gateway-error.ts";
import * as anthropic from "./anthropic-messages/errors.ts";
import * as chat from "./openai-chat/errors.ts";
import { readUpstreamError, readUpstreamErrorObject } from "./upstream-error.ts";

const oa = (message: string, code: unknown = null, type = "invalid_request_error") =>
  JSON.stringify({ error: { message, type, param: null, code } });
const an = (type: string, message: string, details?: object) =>
  JSON.stringify({ type: "error", error: { type, message, details }, request_id: "r" });

const cases: readonly [string, number, string, string][] = [
  ["bad parameter", 400, oa("Unsupported value"), "bad-request"],
  [
    "context length by code",
    400,
    oa("This model's maximum context length is 8192 tokens", "context_length_exceeded"),
    "context-length",
  ],
  [
    "context length by sentence",
    400,
    an("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
    "context-length",
  ],
  [
    "context length, vLLM's flat body",
    400,
    '{"object":"error","message":"This model\'s maximum context length is 4096 tokens.","code":400}',
    "context-length",
  ],
  ["content filter (Azure)", 400, oa("The response was filtered", "content_filter"), "content-filter"],
  [
    "content filter (Anthropic)",
    400,
    an("invalid_request_error", "Output blocked by content filtering policy"),
    "content-filter",
  ],
  [
    "moderation (OpenRouter)",
    403,
    '{"error":{"message":"This model requires moderation on OpenRouter","code":403}}',
    "content-filter",
  ],
  ["key", 401, oa("Incorrect API key provided", "invalid_api_key"), "credential"],
  [
    "key as a 400 (xAI)",
    400,
    '{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xx"}',
    "credential",
  ],
  ["forbidden", 403, an("permission_error", "no"), "credential"],
  ["quota as a 429", 429, oa("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "billing"],
  ["money (DeepSeek)", 402, oa("Insufficient Balance", "invalid_request_error", "unknown_error"), "billing"],
  [
    "spend limit as a 429 (trap 29)",
    429,
    an("rate_limit_error", "limit", { error_code: "enforced_spend_limit_reached" }),
    "billing",
  ],
  ["credit balance as a 400", 400, an("invalid_request_error", "Your credit balance is too low"), "billing"],
  ["unknown model", 404, oa("The model `x` does not exist", "model_not_found"), "model-missing"],
  ["unknown model as a 400", 400, oa("Model Not Exist"), "model-missing"],
  ["rate", 429, oa("Rate limit reached", "rate_limit_exceeded", "requests"), "rate-limit"],
  [
    "rate (Gemini's quota sentence)",
    429,
    '[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED"}}]',
    "rate-limit",
  ],
  [
    "tokens a minute (Groq's 413)",
    413,
    oa("Request too large: tokens per minute", "rate_limit_exceeded", "tokens"),
    "rate-limit",
  ],
  ["overloaded 529", 529, an("overloaded_error", "Overloaded"), "overloaded"],
  ["overloaded 503", 503, "", "overloaded"],
  ["HTML of a proxy", 502, "<html><body>Bad gateway</body></html>", "server"],
  ["nothing", 500, "", "server"],
  ["timeout", 504, "upstream request timeout", "timeout"],
  ["FastAPI", 422, '{"detail":[{"loc":["body","model"],"msg":"field required","type":"missing"}]}', "bad-request"],
  ["FastAPI's sentence", 400, '{"detail":"no such thing"}', "bad-request"],
  ["error as a string", 400, '{"error":"bad thing"}', "bad-request"],
  ["Mistral's flat body", 422, '{"message":"Extra inputs","type":"invalid_request_error","code":1}', "bad-request"],
];

describe("vendors' errors", () => {
  it.each(cases)("%s", (_name, status, text, kind) => {
    const error = chat.readError(status, text);
    expect(error.kind).toBe(kind);
    expect(error.status).toBe(status);
    expect(error.message).not.toBe("");
    expect(error.message).not.toContain("<html");
    expect(anthropic.readError(status, text)).toEqual(error);
  });
  it("keeps the vendor's words", () => {
    const text = '{"error":{"message":"m","type":"t","param":"p","code":42}}';
    expect(readUpstreamError(400, text)).toEqual({
      kind: "bad-request",
      status: 400,
      message: "m",
      code: "42",
      type: "t",
      param: "p",
    });
    expect(readUpstreamError(422, cases.find(([name]) => name === "FastAPI")?.[2] ?? "").message).toBe(
      "body.model: field required",
    );
  });
  it.each([
    ["numeric code", { error: { message: "m", code: 429 } }, "rate-limit", 429],
    [
      "Anthropic's event",
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      "overloaded",
      503,
    ],
    ["bad request", { error: { message: "m", type: "invalid_request_error" } }, "bad-request", 400],
    ["no reason", { error: {} }, "server", 502],
  ])("under status 200: %s (trap 16)", (_name, json, kind, status) => {
    expect(readUpstreamErrorObject(200, json)).toMatchObject({ kind, status });
  });
  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.oneof(fc.string(), fc.json()),
        (status, text) => void readUpstreamError(status, text),
      ),
    );
  });
});

describe("our errors at the end of a stream (trap 18)", () => {
  const error = fail("upstream_interrupted", { message: "Abgebrochen für immer" });
  it("OpenAI: an error object, no [DONE]", () => {
    const sse = chat.endBadly(error, "req_1");
    expect(sse).toMatch(/^data: \{"error":.*\}\n\n$/);
    expect(sse).not.toContain("[DONE]");
    expect(JSON.parse(sse.slice(6))).toEqual(chat.writeError(error, "req_1"));
    // ASCII, so that it fits into latin1 relays too.
    expect(sse).toMatch(/^[\n -~]*$/);
  });
  it("Anthropic: an error event, no message_stop", () => {
    const sse = anthropic.endBadly(error, "req_1");
    expect(sse).toMatch(/^event: error\ndata: \{"type":"error".*\}\n\n$/);
    expect(JSON.parse(sse.slice(sse.indexOf("{")))).toMatchObject({
      request_id: "req_1",
      error: { type: "api_error" },
    });
  });
});
