import { describe, expect, it } from "vitest";
import { DeadlineError, retryAfterMs, transportFailure } from "./failure.ts";

const coded = (code: string): Error => Object.assign(new Error("secret-host.internal refused"), { code });

describe("transportFailure", () => {
  it.each([
    ["ENOTFOUND", "dns", "server"],
    ["EAI_AGAIN", "dns", "server"],
    ["ECONNREFUSED", "connect", "server"],
    ["EHOSTUNREACH", "connect", "server"],
    ["ENETUNREACH", "connect", "server"],
    ["UND_ERR_CONNECT_TIMEOUT", "connect", "timeout"],
    ["CERT_HAS_EXPIRED", "tls", "server"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls", "server"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls", "server"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "tls", "server"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls", "server"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "tls", "server"],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "tls", "server"],
    ["UND_ERR_HEADERS_TIMEOUT", "sent-no-headers", "timeout"],
    ["ECONNRESET", "sent-no-headers", "server"],
    ["EPIPE", "sent-no-headers", "server"],
    ["UND_ERR_SOCKET", "sent-no-headers", "server"],
    ["HPE_INVALID_CONSTANT", "sent-no-headers", "server"],
    ["UND_ERR_HEADERS_OVERFLOW", "sent-no-headers", "server"],
  ])("%s before headers is %s, %s", (code, at, kind) => {
    const failure = transportFailure(coded(code), false, false);
    expect([failure.at, failure.error.kind, failure.error.code]).toEqual([at, kind, code]);
  });

  it.each([
    ["UND_ERR_BODY_TIMEOUT", false, "first-event", "timeout"],
    ["UND_ERR_BODY_TIMEOUT", true, "mid-stream", "timeout"],
    ["ECONNRESET", false, "first-event", "server"],
    ["ECONNRESET", true, "mid-stream", "server"],
    ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", true, "mid-stream", "server"],
  ])("%s after headers (streaming: %s) is %s, %s", (code, streaming, at, kind) => {
    const failure = transportFailure(coded(code), true, streaming);
    expect([failure.at, failure.error.kind]).toEqual([at, kind]);
  });

  it.each([
    [false, false, "sent-no-headers"],
    [true, false, "first-event"],
    [true, true, "mid-stream"],
  ])("a deadline (opened %s, streaming %s) is a timeout at %s", (opened, streaming, at) => {
    expect(transportFailure(new DeadlineError("total"), opened, streaming)).toMatchObject({
      at,
      error: { kind: "timeout", code: "total_timeout" },
    });
  });

  it("reads the first code of several attempts to connect", () => {
    const error = new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")]);
    expect(transportFailure(error, false, false)).toMatchObject({ at: "connect", error: { code: "ECONNREFUSED" } });
  });

  it.each([undefined, null, "text", {}, { code: 7 }, { errors: [] }, { errors: "x" }, new Error("x")])(
    "takes %j",
    (error) => {
      expect(transportFailure(error, false, false)).toMatchObject({
        at: "sent-no-headers",
        error: { kind: "server", code: "UNKNOWN" },
      });
    },
  );

  it("keeps host names out of what callers read", () => {
    for (const code of ["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "X"]) {
      expect(transportFailure(coded(code), false, false).error.message).not.toContain("internal");
    }
  });
});

describe("retryAfterMs", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  it.each([
    [{}, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "5" }, 5_000],
    [{ "retry-after": " 5 " }, 5_000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "-1" }, 0],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sat, 21 Nov 2026 09:00:00 GMT" }, 0],
    [{ "retry-after": "Infinity" }, undefined],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "250", "retry-after": "5" }, 250],
    [{ "retry-after-ms": "x", "retry-after": "5" }, 5_000],
    [{ "retry-after-ms": "-4", "retry-after": "5" }, 5_000],
    [{ "retry-after-ms": "", "retry-after": "5" }, 5_000],
    [{ "retry-after-ms": "Infinity" }, undefined],
  ])("%j → %s", (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
