import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UpstreamErrorKind } from "../../canonical/response.ts";
import { type Failure, failureOf } from "./failure.ts";
import { nextStep, type RetryState } from "./retry.ts";

const STATE: RetryState = {
  retriesLeft: 2,
  attemptAtTarget: 0,
  hasNextCredential: false,
  hasNextPayer: false,
  hasNextTarget: false,
  nextHasMoreContext: false,
  mayRepeat: true,
  random: 0,
};

const KINDS: UpstreamErrorKind[] = [
  "bad-request",
  "context-length",
  "content-filter",
  "credential",
  "billing",
  "model-missing",
  "rate-limit",
  "overloaded",
  "server",
  "timeout",
  "cancelled",
];

function step(kind: UpstreamErrorKind, state: Partial<RetryState> = {}, retryAfterMs?: number): string {
  const failure: Failure = { ...failureOf("headers", kind, "no", 500), retryAfterMs };
  const next = nextStep(failure, { ...STATE, ...state });
  return next.kind === "retry" ? `retry ${next.delayMs}` : next.kind;
}

describe("nextStep", () => {
  const nobody = {};
  const target = { hasNextTarget: true };
  const key = { hasNextCredential: true, hasNextTarget: true };
  const spent = { retriesLeft: 0 };
  const spentTarget = { retriesLeft: 0, hasNextTarget: true };
  const bigger = { hasNextTarget: true, nextHasMoreContext: true };

  it.each<[UpstreamErrorKind, string, string, string, string, string, string]>([
    // kind, nobody left, next target, next key too, no retries, no retries but a target, a target with more context
    ["bad-request", "stop", "stop", "stop", "stop", "stop", "stop"],
    ["content-filter", "stop", "stop", "stop", "stop", "stop", "stop"],
    ["context-length", "stop", "stop", "stop", "stop", "stop", "next-target"],
    ["model-missing", "stop", "next-target", "next-target", "stop", "next-target", "next-target"],
    ["timeout", "stop", "next-target", "next-target", "stop", "next-target", "next-target"],
    ["credential", "stop", "next-target", "next-credential", "stop", "next-target", "next-target"],
    ["billing", "stop", "next-target", "next-credential", "stop", "next-target", "next-target"],
    ["rate-limit", "retry 200", "retry 200", "next-credential", "stop", "next-target", "retry 200"],
    ["overloaded", "retry 200", "retry 200", "retry 200", "stop", "next-target", "retry 200"],
    ["server", "retry 200", "retry 200", "retry 200", "stop", "next-target", "retry 200"],
  ])("%s", (kind, ...expected) => {
    expect([nobody, target, key, spent, spentTarget, bigger].map((state) => step(kind, state))).toEqual(expected);
  });

  it.each([
    [0, 0, 200],
    [0, 1, 400],
    [1, 0, 400],
    [2, 0.5, 1_200],
    [3, 0, 1_600],
    [10, 0, 2_500],
    [10, 1, 5_000],
    [1_000, 1, 5_000],
  ])("backs off at attempt %i with chance %d by %i ms", (attemptAtTarget, random, delayMs) => {
    expect(step("server", { attemptAtTarget, random })).toBe(`retry ${delayMs}`);
  });

  it.each([
    [0, {}, "retry 0"],
    [1_500, {}, "retry 1500"],
    [10_000, {}, "retry 10000"],
    [10_001, {}, "stop"],
    [10_001, { hasNextTarget: true }, "next-target"],
    [60_000, { hasNextCredential: true }, "next-credential"],
    [500, { retriesLeft: 0 }, "stop"],
  ])("waits %i ms as asked, but not too long (%j)", (asked, state, expected) => {
    expect(step("rate-limit", state, asked)).toBe(expected);
  });

  it("goes by class alone, never by text, status or point", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.string(),
        fc.nat(599),
        fc.constantFrom("dns", "headers", "decode", "first-event"),
        (kind, text, status, at) => {
          const one = nextStep({ ...failureOf(at as "dns", kind, text, status, text), retryAfterMs: undefined }, STATE);
          expect(one).toEqual(nextStep(failureOf("headers", kind, "no", 500), STATE));
        },
      ),
    );
  });

  it("never waits longer than ten seconds, nor without end", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.nat(200_000),
        fc.nat(50),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kind, asked, attemptAtTarget, random) => {
          for (const retryAfterMs of [undefined, asked]) {
            const next = nextStep(
              { ...failureOf("headers", kind, ""), retryAfterMs },
              { ...STATE, attemptAtTarget, random },
            );
            if (next.kind === "retry") expect(next.delayMs).toBeLessThanOrEqual(10_000);
            expect(
              nextStep({ ...failureOf("headers", kind, ""), retryAfterMs }, { ...STATE, retriesLeft: 0 }).kind,
            ).toBe("stop");
          }
        },
      ),
    );
  });
});

describe("in a hybrid project", () => {
  it.each<[UpstreamErrorKind, string]>([
    ["server", "next-payer"],
    ["overloaded", "next-payer"],
    ["timeout", "next-payer"],
    ["model-missing", "next-payer"],
    ["credential", "next-payer"],
    ["rate-limit", "next-payer"],
    ["bad-request", "stop"],
    ["content-filter", "stop"],
  ])("%s of the last own key: %s", (kind, expected) => {
    expect(step(kind, { retriesLeft: 0, hasNextPayer: true, hasNextTarget: true })).toBe(expected);
  });
});
