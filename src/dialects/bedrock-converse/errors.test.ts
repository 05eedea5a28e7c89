import { describe, expect, it } from "vitest";
import { readError, readStreamError } from "./errors.ts";

const body = (message: string, type?: string) => JSON.stringify({ message, ...(type && { __type: type }) });

describe("readError", () => {
  it.each<[string, number, string, string, number]>([
    ["a name alone decides", 400, body("x", "ThrottlingException"), "rate-limit", 400],
    ["a name with its namespace", 403, body("no", "com.amazon.coral.service#AccessDeniedException"), "credential", 403],
    [
      "a name with an address",
      404,
      body("x", "ResourceNotFoundException:http://internal.amazon.com/"),
      "model-missing",
      404,
    ],
    ["a name without ending", 500, body("x", "InternalFailure"), "server", 500],
    ["no name, throttled", 429, body("Too many tokens, please wait before trying again."), "rate-limit", 429],
    ["no name, not ready", 429, body("Model is not ready for inference. Wait and try again."), "overloaded", 429],
    [
      "context length",
      400,
      body("Input is too long for requested model.", "ValidationException"),
      "context-length",
      400,
    ],
    [
      "context length in the model's words",
      400,
      body("The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum"),
      "context-length",
      400,
    ],
    [
      "context length with the output",
      400,
      body("The model returned the following errors: input length and `max_tokens` exceed context limit: 1 + 2 > 3"),
      "context-length",
      400,
    ],
    [
      "validation",
      400,
      body("1 validation error detected: Value at 'x' failed", "ValidationException"),
      "bad-request",
      400,
    ],
    ["a wrong model", 400, body("The provided model identifier is invalid."), "model-missing", 400],
    [
      "a model that wants a profile",
      400,
      body("Invocation of model ID a.b with on-demand throughput isn’t supported. Retry with an inference profile."),
      "model-missing",
      400,
    ],
    [
      "a model that was not asked for",
      403,
      body("You don't have access to the model with the specified model ID."),
      "model-missing",
      403,
    ],
    [
      "no right at all",
      403,
      '{"Message":"User: x is not authorized to perform: bedrock:InvokeModel"}',
      "credential",
      403,
    ],
    ["an expired token", 403, body("The security token included in the request is expired"), "credential", 403],
    [
      "an expired token as a 400",
      400,
      body("The security token included in the request is expired", "ExpiredTokenException"),
      "credential",
      400,
    ],
    ["an account that may not", 400, body("Operation not allowed"), "credential", 400],
    ["a quota as a 400", 400, body("Your request exceeds the service quota for your account."), "rate-limit", 400],
    ["a model's time", 408, body("Model has timed out in processing the request."), "timeout", 408],
    ["a model's failure", 424, body("The model returned an error"), "server", 424],
    [
      "unavailable",
      503,
      body("Bedrock is unable to process your request.", "ServiceUnavailableException"),
      "overloaded",
      503,
    ],
    ["HTML of a proxy", 502, "<html>Bad gateway</html>", "server", 502],
    ["a name of no exception", 400, body("x", "constructor"), "bad-request", 400],
  ])("%s", (_name, status, text, kind, statusOut) => {
    expect(readError(status, text)).toMatchObject({ kind, status: statusOut });
  });

  it("keeps the vendor's sentence and name, whatever the member's spelling", () => {
    expect(readError(403, '{"Message":"no","__type":"a#AccessDeniedException"}')).toMatchObject({
      message: "no",
      code: "AccessDeniedException",
    });
    expect(readError(500, "").message).toContain("500");
  });
});

describe("readStreamError", () => {
  it.each<[string, string, string, number]>([
    ["throttlingException", "Too many tokens", "rate-limit", 429],
    ["validationException", "Input is too long for requested model.", "context-length", 400],
    ["validationException", "malformed", "bad-request", 400],
    ["modelStreamErrorException", "x", "server", 424],
    ["modelTimeoutException", "x", "timeout", 408],
    ["serviceUnavailableException", "x", "overloaded", 503],
    ["internalServerException", "x", "server", 500],
    ["neverSeenException", "x", "server", 502],
  ])("%s: %s", (event, message, kind, status) => {
    expect(readStreamError(event, { message })).toMatchObject({ kind, status, message, code: event });
  });

  it("reads errors without a shape of their own", () => {
    expect(readStreamError("error", { __type: "InternalFailure", message: "m" })).toMatchObject({
      kind: "server",
      status: 500,
      code: "InternalFailure",
    });
    expect(readStreamError("error", {})).toMatchObject({ kind: "server", status: 502 });
  });
});
