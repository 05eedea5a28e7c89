import { describe, expect, it } from "vitest";
import { type GatewayError, isGatewayError } from "../../errors/gateway-error.ts";
import { transcriptions } from "../endpoints/transcriptions.ts";
import { LocalLimitEngine } from "../limits/local-limit-engine.ts";
import { type AdmissionWorld, admissionWorld, pricedTarget, requestOf } from "../limits/testing/admission.ts";
import { routeLimit, testRoute } from "../limits/testing/test-route.ts";
import type { RouteLimit } from "../routes/route-limit.ts";
import { admit, admitCached } from "./admit.ts";

/** Nano-dollars a token: one read, ten written. */
const RATE = { inputPico: 1_000, outputPico: 10_000 };
const TARGETS = [pricedTarget("a/m", RATE)];
const UNLIMITED = { creditedNanos: 0, lineNanos: null };
const ask = (maxTokens = 100) =>
  requestOf({ model: "shop/support", messages: [{ role: "user", content: "Hi" }], max_tokens: maxTokens });

function world(limits: readonly RouteLimit[], more: Partial<Omit<AdmissionWorld, "engine">> = {}) {
  const route = testRoute(limits);
  const made = admissionWorld({
    engine: new LocalLimitEngine(),
    targets: TARGETS,
    route,
    ...more,
    caller: { credits: UNLIMITED, ...more.caller },
  });
  const run = (request = ask(), caller = made.caller) => {
    const exchange = made.exchange();
    const plan = admit(exchange, made.gateway, caller, request, made.plan);
    if (plan instanceof Promise) throw new Error("waited");
    return { plan, exchange };
  };
  const refused = (request = ask(), caller = made.caller): GatewayError | undefined => {
    try {
      run(request, caller);
      return undefined;
    } catch (error) {
      if (isGatewayError(error)) return error;
      throw error;
    }
  };
  return { ...made, run, refused };
}

describe("limits of the route", () => {
  it.each<[RouteLimit["measure"], number, number, RegExp]>([
    ["requests", 1, 1, /^The route's limit of 1 requests a minute is reached/],
    ["tokens", 130, 110, /^The route's limit of 130 tokens a minute is reached/],
    ["input_tokens", 24, 10, /^The route's limit of 24 input tokens a minute is reached/],
    ["output_tokens", 150, 100, /^The route's limit of 150 output tokens a minute is reached/],
  ])("refuse the second request by %s with 429", (measure, limit, atLeast, message) => {
    const { run, refused } = world([routeLimit(measure, limit)]);
    const claimed = run().exchange.grant?.claims.find(({ rule }) => rule.scope === "route");
    expect(claimed?.amount).toBeGreaterThanOrEqual(atLeast);
    const error = refused();
    expect([error?.code, error?.status, error?.message]).toEqual([
      "rate_limit_exceeded",
      429,
      expect.stringMatching(message),
    ]);
    expect(error?.details).toMatchObject({ scope: "route", scope_id: "proj_1/support" });
    expect(error?.retryAfterSeconds).toBeGreaterThan(0);
  });

  it.each<[RouteLimit["measure"], number, RegExp]>([
    ["nanos", 1_500, /^The route's budget of \$0\.0000015 has/],
    ["output_nanos", 1_500, /^The route's budget for output of \$0\.0000015 has \$0\.0000005 left/],
    ["input_nanos", 60, /^The route's budget for input of \$0\.00000006 has/],
  ])("refuse by %s with 402, and say when it is worth another try", (measure, limit, message) => {
    const { run, refused, refusals } = world([routeLimit(measure, limit)]);
    const { exchange } = run();
    const error = refused();
    expect([error?.code, error?.status, error?.message]).toEqual([
      "budget_exceeded",
      402,
      expect.stringMatching(message),
    ]);
    expect(error?.retryAfterSeconds).toBeGreaterThan(0);
    // It is none of the account's budgets, whose refusals are told by alerts.
    expect(refusals).toEqual([]);
    exchange.grant?.settle(
      { tokens: 9, nanos: 5, creditsNanos: 0, parts: { input_nanos: 1, output_nanos: 4 } },
      1_800_000_000_000,
    );
    expect(refused()).toBeUndefined();
  });

  it("hold for all keys together, or for each", () => {
    const limits = [routeLimit("requests", 2), routeLimit("output_tokens", 100, { scope: "key" })];
    const { run, refused, caller } = world(limits);
    run();
    expect(refused()?.message).toMatch(/^The route's limit for each key of 100 output tokens a minute/);
    run(ask(), { ...caller, keyId: "key_2" });
    expect(refused(ask(), { ...caller, keyId: "key_3" })?.message).toMatch(/^The route's limit of 2 requests/);
  });

  it("leave out models that a budget does not cover, those without a price among them", () => {
    const targets = [
      pricedTarget("a/dear", { inputPico: 1_000, outputPico: 1_000_000 }),
      pricedTarget("b/unknown", null),
      pricedTarget("c/cheap", RATE),
    ];
    const labels = (limit: RouteLimit) =>
      world([limit], { targets })
        .run()
        .plan.targets.map(({ label }) => label);
    expect(labels(routeLimit("nanos", 2_000))).toEqual(["c/cheap"]);
    expect(labels(routeLimit("output_nanos", 2_000))).toEqual(["c/cheap"]);
    expect(labels(routeLimit("nanos", 1e9))).toEqual(["a/dear", "c/cheap"]);
    expect(labels(routeLimit("requests", 1))).toEqual(["a/dear", "b/unknown", "c/cheap"]);
    const unknown = world([routeLimit("nanos", 1e9)], { targets: [pricedTarget("b/unknown", null)] });
    expect(unknown.refused()?.message).toMatch(/No price is known for 'b\/unknown', so the budget 'shop\/support'/);
  });

  it("of sound take the length that a file's head tells, and keep it where the answer tells none", () => {
    const bytes = wav(90);
    const form = [{ name: "file", filename: "a.wav", contentType: "audio/wav", value: bytes }];
    const body = { model: "shop/dictate", file: { bytes, filename: "a.wav", contentType: "audio/wav" } };
    const request = requestOf({ model: "shop/dictate" }, { body: body as never, form: form as never });
    const { run, refused } = world([routeLimit("audio_ms", 120_000)], { endpoint: transcriptions });
    const { exchange } = run(request);
    expect(exchange.grant?.headers).toEqual(
      expect.arrayContaining(["x-ratelimit-limit-audio-seconds", "120", "x-ratelimit-remaining-audio-seconds", "30"]),
    );
    const told = { tokens: 9, nanos: 0, creditsNanos: 0, parts: { input_tokens: 9 } };
    exchange.grant?.settle(told, 1_800_000_000_000);
    expect(refused(request)?.message).toMatch(/^The route's limit of 120 seconds of audio a minute is reached/);
  });

  it("are told by headers, the tightest first", () => {
    const { run } = world([
      routeLimit("input_tokens", 1_000),
      routeLimit("output_tokens", 101),
      routeLimit("nanos", 1e9),
    ]);
    const headers = run().exchange.grant?.headers ?? [];
    expect(headers.slice(0, 4)).toEqual(["x-ratelimit-limit", "101", "x-ratelimit-remaining", "1"]);
    expect(headers).toEqual(
      expect.arrayContaining([
        "x-ratelimit-limit-input-tokens",
        "x-ratelimit-limit-output-tokens",
        "x-budget-limit-usd",
      ]),
    );
  });
});

describe("what counts differently", () => {
  it("an answer out of the cache is a request of the route, and nothing else", () => {
    const { gateway, exchange, caller } = world([routeLimit("requests", 1), routeLimit("output_tokens", 0)]);
    void admitCached(exchange(), gateway, caller);
    expect(() => admitCached(exchange(), gateway, caller)).toThrow(/The route's limit of 1 requests/);
  });

  it("what the gateway asks of itself is money and tokens of the route that it asks, and no request", () => {
    const limits = [routeLimit("requests", 0), routeLimit("output_tokens", 150)];
    const { refused } = world(limits, { inner: true });
    expect([refused()?.message, refused()?.message]).toEqual([undefined, expect.stringMatching(/output tokens/)]);
  });
});

/** A file of 16 kB a second. */
function wav(seconds: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + seconds * 16_000, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(seconds * 16_000, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * 16_000 - 44)]);
}
