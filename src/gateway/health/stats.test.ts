import { describe, expect, it } from "vitest";
import { testRecord } from "../../store/sql/testing/records.ts";
import type { AttemptRecord } from "../metering/record.ts";
import { LocalBreakers } from "./breaker.ts";
import { healthOf, splitKey } from "./health-of.ts";
import { HealthStats } from "./stats.ts";

const NOW = 1_800_000_000_000;
const HALF_LIFE_MS = 15 * 60_000;
const LABEL = "anthropic/claude-3-haiku";

const attempt = (over: Partial<AttemptRecord>): AttemptRecord => ({
  provider: "anthropic",
  model: "claude-3-haiku",
  status: 200,
  errorCode: null,
  latencyMs: 100,
  ...over,
});

describe("HealthStats", () => {
  it("knows nothing of whom it has not seen", () => {
    const stats = new HealthStats();
    expect(stats.of(LABEL)).toBeUndefined();
    expect([...stats.entries()]).toEqual([]);
  });

  it("reads latency and pace off streams, and the whole off other answers", () => {
    const stats = new HealthStats();
    stats.observe(testRecord({ stream: true, latencyMs: 1_100, timeToFirstTokenMs: 100 }), NOW);
    const seen = stats.of(LABEL);
    expect(seen?.ttftMs.mean).toBe(100);
    expect(seen?.tokenMs.mean).toBeCloseTo(1_000 / 89, 6);
    expect(seen?.expectedMs(100)).toBeCloseTo(100 + (1_000 / 89) * 100, 3);
    const other = new HealthStats();
    other.observe(testRecord({ latencyMs: 500 }), NOW);
    expect(other.of(LABEL)?.expectedMs(10)).toBe(500);
    expect(other.of(LABEL)?.ttftMs.mean).toBeNull();
  });

  it("learns nothing from counted tokens, which are often counted at home", () => {
    const stats = new HealthStats();
    stats.observe(testRecord({ operation: "count-tokens" }), NOW);
    expect(stats.of(LABEL)).toBeUndefined();
  });

  it("does not blame who answered for the attempts before", () => {
    const stats = new HealthStats();
    const attempts = [
      attempt({ provider: "openai", model: "x", status: 500, errorCode: "server", latencyMs: 900 }),
      attempt({}),
    ];
    stats.observe(testRecord({ latencyMs: 1_000, attempts }), NOW);
    expect(stats.of(LABEL)?.totalMs.mean).toBe(100);
    expect(stats.of("openai/x")?.uptime(NOW)).toBeLessThan(1);
  });

  it.each<[string, Partial<AttemptRecord>, "well" | "ill" | "nothing"]>([
    ["an answer", {}, "well"],
    ["a refusal of the caller's parameters", { status: 400, errorCode: "invalid_request_error" }, "well"],
    ["a server error", { status: 500, errorCode: "server" }, "ill"],
    ["a limit", { status: 429, errorCode: "rate-limit" }, "ill"],
    ["a wrong key", { status: 401, errorCode: "credential" }, "ill"],
    ["silence", { status: null, errorCode: "headers_timeout" }, "ill"],
    ["a stream that broke", { status: 200, errorCode: "ECONNRESET" }, "ill"],
    ["a race that another won", { status: null, errorCode: "hedge_lost" }, "nothing"],
    ["a caller who hung up", { status: null, errorCode: "cancelled" }, "nothing"],
  ])("takes %s for what it is", (_name, over, sign) => {
    const stats = new HealthStats();
    const failed = over.errorCode ?? null;
    stats.observe(
      testRecord({ attempts: [attempt(over)], errorCode: failed, provider: failed === null ? "anthropic" : null }),
      NOW,
    );
    const uptime = stats.of(LABEL)?.success.mean ?? "nothing";
    expect(uptime).toBe({ well: 1, ill: 0, nothing: "nothing" }[sign]);
  });

  it("forgives with time, and is not shaken by one failure", () => {
    const stats = new HealthStats();
    const broken = testRecord({ attempts: [attempt({ status: 500, errorCode: "server" })], errorCode: "server" });
    stats.observe(broken, NOW);
    expect(stats.of(LABEL)?.uptime(NOW)).toBe(0.75);
    for (let i = 0; i < 50; i += 1) stats.observe(broken, NOW);
    const low = stats.of(LABEL)?.uptime(NOW) ?? 1;
    expect(low).toBeLessThan(0.1);
    expect(stats.of(LABEL)?.uptime(NOW + 10 * HALF_LIFE_MS)).toBeGreaterThan(0.9);
  });

  it("lets old latencies fade, and does not hold them against anybody", () => {
    const stats = new HealthStats();
    stats.observeAnswer(LABEL, { totalMs: 1_000, ttftMs: null, outputTokens: 1 }, NOW);
    stats.observeAnswer(LABEL, { totalMs: 100, ttftMs: null, outputTokens: 1 }, NOW + HALF_LIFE_MS);
    expect(stats.of(LABEL)?.totalMs.mean).toBeCloseTo((500 + 100) / 1.5, 6);
    expect(stats.of(LABEL)?.waitMs(false, 1, NOW + HALF_LIFE_MS)).not.toBeNull();
    expect(stats.of(LABEL)?.waitMs(false, 1, NOW + 2 * HALF_LIFE_MS)).toBeNull();
  });

  it("survives being stored, and keeps what is newer", () => {
    const stats = new HealthStats();
    stats.observe(testRecord({ stream: true }), NOW);
    const saved = stats.of(LABEL)?.save();
    const again = new HealthStats();
    again.restore(LABEL, saved as NonNullable<typeof saved>);
    expect(again.of(LABEL)?.save()).toEqual(saved);
    again.observe(testRecord({ latencyMs: 9_999 }), NOW);
    again.restore(LABEL, saved as NonNullable<typeof saved>);
    expect(again.of(LABEL)?.totalMs.mean).toBeGreaterThan(1_000);
  });

  it("stays bounded however many names callers make up", () => {
    const stats = new HealthStats();
    for (let i = 0; i < 20_000; i += 1)
      stats.observeAnswer(`p/${i}`, { totalMs: 1, ttftMs: null, outputTokens: 1 }, NOW);
    expect([...stats.entries()]).toHaveLength(5_000);
    expect(stats.of("p/19999")).toBeDefined();
  });
});

describe("healthOf", () => {
  it("shows what was seen and every circuit that failed", () => {
    const stats = new HealthStats();
    const breakers = new LocalBreakers();
    stats.observe(testRecord({ stream: true }), NOW);
    for (let i = 0; i < 5; i += 1) breakers.failed("openai/gpt#openai#1", "server", NOW);
    const [first, second] = healthOf(stats, breakers, NOW);
    expect(first).toMatchObject({ provider: "anthropic", model: "claude-3-haiku", uptime: 1, circuits: [] });
    expect(second).toMatchObject({
      provider: "openai",
      model: "gpt",
      uptime: null,
      latencyMs: null,
      circuits: [{ credential: "openai#1", state: "open", consecutiveFailures: 5, reason: "server" }],
    });
    expect(healthOf(stats, breakers, NOW, () => false)[1]?.circuits).toEqual([]);
  });
  it.each([
    ["openai/gpt#openai#1", "openai/gpt", "openai#1"],
    ["openrouter/a/b#pk_x", "openrouter/a/b", "pk_x"],
    ["mock/echo#mock#0", "mock/echo", "mock#0"],
    ["p/we#ird#pk_9", "p/we#ird", "pk_9"],
  ])("reads %s", (key, label, credential) => {
    expect(splitKey(key)).toEqual({ label, credential });
  });
});
