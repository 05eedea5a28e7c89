import { afterEach, describe, expect, it, vi } from "vitest";
import { call, urlOf } from "./call.ts";
import { ApiError } from "./error.ts";
import { fieldErrors } from "./field-errors.ts";

vi.stubGlobal("navigator", { onLine: true });
afterEach(() => vi.unstubAllGlobals());

function answering(response: Response | Error): void {
  vi.stubGlobal("fetch", () => (response instanceof Error ? Promise.reject(response) : Promise.resolve(response)));
}

async function refusal(): Promise<ApiError> {
  const error: unknown = await call("getAuthMe").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("a call", () => {
  it("puts its input into the address", () => {
    expect(urlOf("getApiKeysById", { path: { id: "a/b" } })).toBe("/api/v1/api-keys/a%2Fb");
    expect(urlOf("getLogs", { query: { tag: ["a:1", "b:2"], limit: 5 } })).toBe(
      "/api/v1/logs?tag=a%3A1&tag=b%3A2&limit=5",
    );
  });

  it("throws what the API says", async () => {
    const body = { error: true, status: 429, message: "Wait.", code: "rate_limit_exceeded", param: "name" };
    answering(Response.json(body, { status: 429, headers: { "retry-after": "7", "x-request-id": "req_1" } }));
    expect(await refusal()).toMatchObject({
      status: 429,
      code: "rate_limit_exceeded",
      message: "Wait.",
      param: "name",
      retryAfterSeconds: 7,
      requestId: "req_1",
    });
  });

  it("says so when something else answers, or nothing", async () => {
    answering(new Response("<html>", { status: 502 }));
    expect(await refusal()).toMatchObject({ status: 502, code: "unknown" });
    answering(new TypeError("failed to fetch"));
    expect(await refusal()).toMatchObject({ status: 0, code: "unreachable" });
  });

  it("hands an abort on as it is", async () => {
    answering(new DOMException("gone", "AbortError"));
    await expect(call("getAuthMe")).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a form's refusals", () => {
  const error = (param: string | null) => new ApiError({ status: 400, code: "x", message: "Wrong.", param });
  it.each([
    [null, undefined, undefined],
    [error("name"), "Wrong.", undefined],
    [error("credential.name"), "Wrong.", undefined],
    [error("elsewhere"), undefined, "Wrong."],
    [error(null), undefined, "Wrong."],
  ])("%s", (given, field, other) => {
    const errors = fieldErrors(given, ["name"]);
    expect([errors.of("name"), errors.other]).toEqual([field, other]);
  });
});
