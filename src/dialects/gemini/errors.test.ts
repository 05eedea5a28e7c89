import { describe, expect, it } from "vitest";
import type { UpstreamErrorKind } from "../../canonical/response.ts";
import { fail } from "../../errors/gateway-error.ts";
import { dataOf } from "../test-support.ts";
import { endBadly, readError, readErrorObject, writeError } from "./errors.ts";

const RPC = "type.googleapis.com/google.rpc.";
const body = (code: number | undefined, status: string, message: string, details?: object[]) => ({
  error: { ...(code === undefined ? {} : { code }), message, status, ...(details === undefined ? {} : { details }) },
});

describe("Google's errors", () => {
  it.each<[number, string, string, UpstreamErrorKind]>([
    [400, "INVALID_ARGUMENT", "* GenerateContentRequest.contents: contents is not specified", "bad-request"],
    [400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "credential"],
    [400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", "credential"],
    [
      400,
      "INVALID_ARGUMENT",
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
      "context-length",
    ],
    [
      400,
      "INVALID_ARGUMENT",
      "The input token count is 1100000 but model only supports up to 1048576.",
      "context-length",
    ],
    [400, "FAILED_PRECONDITION", "User location is not supported for the API use.", "credential"],
    [
      400,
      "FAILED_PRECONDITION",
      "Gemini API free tier is not available in your country. Please enable billing on your project.",
      "billing",
    ],
    [400, "FAILED_PRECONDITION", "The file is not in an ACTIVE state.", "bad-request"],
    [401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "credential"],
    [403, "PERMISSION_DENIED", "Your API key was reported as leaked.", "credential"],
    [403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", "billing"],
    [403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)", "bad-request"],
    [403, "PERMISSION_DENIED", "You do not have permission to access the File abc or it may not exist.", "bad-request"],
    [404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta", "model-missing"],
    [
      429,
      "RESOURCE_EXHAUSTED",
      "You exceeded your current quota, please check your plan and billing details.",
      "rate-limit",
    ],
    [429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", "billing"],
    [499, "CANCELLED", "The operation was cancelled.", "server"],
    [500, "INTERNAL", "An internal error has occurred.", "server"],
    [503, "UNAVAILABLE", "The model is overloaded. Please try again later.", "overloaded"],
    [504, "DEADLINE_EXCEEDED", "The request timed out.", "timeout"],
  ])("%i %s: %s", (status, word, message, kind) => {
    const json = body(status, word, message);
    const expected = { kind, status, message, code: word, type: word };
    expect(readError(status, JSON.stringify(json))).toMatchObject(expected);
    expect(readError(status, JSON.stringify([json]))).toMatchObject(expected);
    expect(readErrorObject(200, json)).toMatchObject(expected);
    expect(readErrorObject(200, body(undefined, word, message))).toMatchObject({ kind });
  });

  it("tell the reason, the field and how long to wait", () => {
    const details = [
      { "@type": `${RPC}ErrorInfo`, reason: "RATE_LIMIT_EXCEEDED", domain: "googleapis.com" },
      { "@type": `${RPC}RetryInfo`, retryDelay: "34.0741s" },
      { "@type": `${RPC}BadRequest`, fieldViolations: [{ field: "contents[0]", description: "x" }] },
    ];
    expect(readErrorObject(429, body(429, "RESOURCE_EXHAUSTED", "Slow down.", details))).toMatchObject({
      kind: "rate-limit",
      code: "RATE_LIMIT_EXCEEDED",
      type: "RESOURCE_EXHAUSTED",
      param: "contents[0]",
      retryAfterMs: 34_075,
    });
  });

  it("tell a key that is no good by its reason, whatever the message", () => {
    const details = [{ "@type": `${RPC}ErrorInfo`, reason: "API_KEY_INVALID" }];
    expect(readErrorObject(400, body(400, "INVALID_ARGUMENT", "Nope.", details)).kind).toBe("credential");
  });

  it.each(["", "<html>502</html>", "null", "[]", "5", '{"error":"x"}', '{"error":{"details":[5,{"@type":7}]}}', "[5]"])(
    "may be anything: %s",
    (text) => {
      expect(readError(502, text)).toMatchObject({ kind: "server", status: 502 });
    },
  );
});

describe("our own errors in Google's shape", () => {
  it("have word, code and details", () => {
    const error = fail("rate_limit_exceeded", {
      message: "Wait.",
      param: "model",
      retryAfterSeconds: 3,
      details: [{ a: 1 }],
    });
    expect(writeError(error, "req_9")).toEqual({
      error: {
        code: 429,
        message: "Wait.",
        status: "RESOURCE_EXHAUSTED",
        details: [
          {
            "@type": `${RPC}ErrorInfo`,
            reason: "RATE_LIMIT_EXCEEDED",
            domain: "llm-gateway",
            metadata: { request_id: "req_9", attempts: '[{"a":1}]' },
          },
          { "@type": `${RPC}BadRequest`, fieldViolations: [{ field: "model", description: "Wait." }] },
          { "@type": `${RPC}RetryInfo`, retryDelay: "3s" },
        ],
      },
    });
  });

  it.each([
    ["invalid_parameters", "INVALID_ARGUMENT"],
    ["invalid_api_key", "UNAUTHENTICATED"],
    ["insufficient_credits", "FAILED_PRECONDITION"],
    ["permission_denied", "PERMISSION_DENIED"],
    ["model_not_found", "NOT_FOUND"],
    ["payload_too_large", "INVALID_ARGUMENT"],
    ["internal", "INTERNAL"],
    ["all_providers_failed", "UNAVAILABLE"],
    ["no_healthy_provider", "UNAVAILABLE"],
    ["upstream_timeout", "DEADLINE_EXCEEDED"],
  ] as const)("%s is %s", (code, word) => {
    expect(writeError(fail(code), "r")).toMatchObject({ error: { status: word } });
  });

  it("end a stream in one frame", () => {
    const sse = endBadly(fail("upstream_interrupted", { message: "Bröken." }), "req_9");
    expect(sse).toMatch(/^data: [\x20-\x7e]*\n\n$/);
    expect(dataOf(sse)).toMatchObject([{ error: { code: 502, message: "Bröken.", status: "UNAVAILABLE" } }]);
  });
});
