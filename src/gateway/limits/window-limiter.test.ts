import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import type { CallerKey, CallerRateLimits } from "../caller.ts";
import { testCaller } from "../testing/caller.ts";
import type { Grant } from "./limiter.ts";
import { WindowLimiter } from "./window-limiter.ts";

const MINUTE = 60_000;
const T0 = 1_000 * MINUTE;

function caller(rateLimits: CallerRateLimits | null = null, keyId = "key_1"): CallerKey {
  return testCaller({ rateLimits, keyId });
}

const limiter = (rpm = 1_000_000, tpm = 1_000_000_000): WindowLimiter => new WindowLimiter({ rpm, tpm });

/** The grant, or the facts of the refusal. */
function ask(
  own: WindowLimiter,
  who: CallerKey,
  tokens: number,
  at: number,
): Grant | { refused: string; retryAfter: number | undefined } {
  try {
    return own.reserve(who, tokens, at);
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    expect(error).toMatchObject({ code: "rate_limit_exceeded", status: 429 });
    return { refused: (error.details as { kind: string }).kind, retryAfter: error.retryAfterSeconds };
  }
}

const header = (grant: Grant, name: string): number =>
  Number(grant.headers[grant.headers.indexOf(`x-ratelimit-${name}`) + 1]);

describe("requests a minute", () => {
  it("are refused beyond the limit, and let in again as the minute slides", () => {
    const own = limiter(10);
    for (let i = 0; i < 10; i += 1) expect(ask(own, caller(), 1, T0)).toHaveProperty("headers");
    expect(ask(own, caller(), 1, T0 + 30_000)).toEqual({ refused: "requests a minute", retryAfter: 30 });
    expect(ask(own, caller(), 1, T0 + MINUTE)).toHaveProperty("refused");
    let admitted = 0;
    for (let i = 0; i < 10; i += 1) admitted += "headers" in ask(own, caller(), 1, T0 + MINUTE + 30_000) ? 1 : 0;
    expect(admitted).toBe(5);
    expect(ask(own, caller(), 1, T0 + 3 * MINUTE)).toHaveProperty("headers");
  });

  it.each([1, 2, 5])("do not exceed %i around the turn of the minute", (rpm) => {
    const own = limiter(rpm);
    let admitted = 0;
    for (let i = 0; i < 2 * rpm; i += 1) admitted += "headers" in ask(own, caller(), 1, T0 + MINUTE - 1) ? 1 : 0;
    for (let i = 0; i < 2 * rpm; i += 1) admitted += "headers" in ask(own, caller(), 1, T0 + MINUTE + 1) ? 1 : 0;
    expect(admitted).toBe(rpm);
  });

  // A body that was slow to arrive is reserved for with the time at which the request began.
  it("still hold after a request that began in the minute before", () => {
    const own = limiter(10);
    for (let i = 0; i < 10; i += 1) ask(own, caller(), 1, T0 + MINUTE + 1_000);
    ask(own, caller(), 1, T0 + MINUTE - 5);
    let admitted = 0;
    for (let i = 0; i < 20; i += 1) admitted += "headers" in ask(own, caller(), 1, T0 + MINUTE + 2_000) ? 1 : 0;
    expect(admitted).toBeLessThanOrEqual(1);
  });

  it("are each key's own", () => {
    const own = limiter(1);
    expect(ask(own, caller(null, "a"), 1, T0)).toHaveProperty("headers");
    expect(ask(own, caller(null, "b"), 1, T0)).toHaveProperty("headers");
    expect(ask(own, caller(null, "a"), 1, T0)).toHaveProperty("refused");
  });

  it("go by the key's limit where it has one", () => {
    const own = limiter(1);
    const who = caller({ rpm: 3 });
    const admitted = [0, 1, 2, 3].map(() => "headers" in ask(own, who, 1, T0));
    expect(admitted).toEqual([true, true, true, false]);
  });
});

describe("tokens a minute", () => {
  it("are reserved by estimate and corrected by use", () => {
    const own = limiter(1_000, 100);
    const grant = ask(own, caller(), 80, T0) as Grant;
    expect(ask(own, caller(), 30, T0)).toMatchObject({ refused: "tokens a minute" });
    grant.settle(10);
    expect(ask(own, caller(), 30, T0)).toHaveProperty("headers");
  });

  it("count what was used beyond the estimate", () => {
    const own = limiter(1_000, 100);
    (ask(own, caller(), 10, T0) as Grant).settle(95);
    expect(ask(own, caller(), 6, T0)).toHaveProperty("refused");
    expect(ask(own, caller(), 5, T0)).toHaveProperty("headers");
  });

  it("are corrected in the minute in which they were reserved", () => {
    const own = limiter(1_000, 100);
    const grant = ask(own, caller(), 100, T0 + MINUTE - 1) as Grant;
    expect(ask(own, caller(), 50, T0 + MINUTE)).toHaveProperty("refused");
    grant.settle(0);
    expect(ask(own, caller(), 100, T0 + MINUTE)).toHaveProperty("headers");
  });

  it("are settled once, however often it is called", () => {
    const own = limiter(1_000, 100);
    const grant = ask(own, caller({ parallel: 2 }), 50, T0) as Grant;
    grant.settle(50);
    grant.settle(0);
    grant.settle(0);
    expect(ask(own, caller(), 51, T0)).toHaveProperty("refused");
  });
});

describe("requests in parallel", () => {
  it("are counted until they settle", () => {
    const own = limiter();
    const who = caller({ parallel: 2 });
    const first = ask(own, who, 1, T0) as Grant;
    ask(own, who, 1, T0);
    expect(ask(own, who, 1, T0)).toMatchObject({ refused: "requests in parallel" });
    first.settle(1);
    expect(ask(own, who, 1, T0)).toHaveProperty("headers");
    expect(ask(own, who, 1, T0)).toHaveProperty("refused");
  });
  it("are still counted in later minutes", () => {
    const own = limiter();
    ask(own, caller({ parallel: 1 }), 1, T0);
    expect(ask(own, caller({ parallel: 1 }), 1, T0 + 10 * MINUTE)).toHaveProperty("refused");
  });
});

describe("a refused request", () => {
  it.each<[string, CallerRateLimits, number]>([
    ["requests", { rpm: 1 }, 1],
    ["tokens", { tpm: 10 }, 5],
    ["parallel", { parallel: 1 }, 1],
  ])("consumes nothing (%s)", (_name, limits, tokens) => {
    const own = limiter();
    const who = caller(limits);
    const grant = ask(own, who, tokens, T0) as Grant;
    const before = JSON.stringify((ask(own, caller(), 1, T0) as Grant).headers);
    for (let i = 0; i < 50; i += 1) expect(ask(own, who, 8, T0)).toHaveProperty("refused");
    const after = ask(own, caller(), 1, T0) as Grant;
    expect(header(after, "remaining-requests")).toBe(Number(JSON.parse(before)[9]) - 1);
    grant.settle(0);
  });
});

describe("headers", () => {
  it("tell limits, what is left and when it resets", () => {
    const own = limiter(100, 1_000);
    const grant = ask(own, caller(), 10, T0 + 15_000) as Grant;
    const reset = (T0 + MINUTE) / 1_000;
    expect(grant.headers).toEqual([
      "x-ratelimit-limit",
      "100",
      "x-ratelimit-remaining",
      "99",
      "x-ratelimit-reset",
      String(reset),
      "x-ratelimit-limit-requests",
      "100",
      "x-ratelimit-remaining-requests",
      "99",
      "x-ratelimit-reset-requests",
      String(reset),
      "x-ratelimit-limit-tokens",
      "1000",
      "x-ratelimit-remaining-tokens",
      "990",
      "x-ratelimit-reset-tokens",
      String(reset),
    ]);
  });
  it("name the tokens where those bind", () => {
    const grant = ask(limiter(100, 1_000), caller(), 500, T0) as Grant;
    expect([header(grant, "limit"), header(grant, "remaining")]).toEqual([1_000, 500]);
  });
});

describe("any course of events", () => {
  const event = fc.record({
    advance: fc.integer({ min: 0, max: 30_000 }),
    tokens: fc.nat(60),
    used: fc.nat(120),
    settle: fc.nat(5),
  });
  it("keeps counts at zero or above and admits no more than the limit in one minute of the clock", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 50, max: 200 }),
        (events, rpm, tpm) => {
          const own = limiter(rpm, tpm);
          const open: Grant[] = [];
          const admitted = new Map<number, number>();
          let now = T0;
          for (const { advance, tokens, used, settle } of events) {
            now += advance;
            const minute = Math.floor(now / MINUTE);
            const grant = ask(own, caller(), tokens, now);
            if ("headers" in grant) {
              admitted.set(minute, (admitted.get(minute) ?? 0) + 1);
              open.push(grant);
              for (const name of ["remaining-requests", "remaining-tokens"]) {
                const limit = header(grant, name.replace("remaining", "limit"));
                expect(header(grant, name)).toBeGreaterThanOrEqual(0);
                expect(header(grant, name)).toBeLessThanOrEqual(limit - (name.includes("requests") ? 1 : 0));
              }
            }
            for (const one of open.splice(0, settle)) one.settle(used);
          }
          for (const count of admitted.values()) expect(count).toBeLessThanOrEqual(rpm);
        },
      ),
    );
  });
});
