import { describe, expect, it } from "vitest";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { readFallbackChain, readHints, readLabels } from "./extensions.ts";

function paramOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (isGatewayError(error) && error.code === "invalid_parameters") return error.param;
    throw error;
  }
  return undefined;
}

describe("readHints", () => {
  it.each([
    {},
    { priority: "cost" },
    {
      priority: "latency",
      max_latency_ms: 2_000,
      prefer_providers: ["anthropic"],
      exclude_providers: ["cohere"],
      min_quality_score: 0.8,
    },
    { min_quality_score: 0 },
    { min_quality_score: 1 },
    { exclude_providers: [] },
  ])("takes %j", (hints) => {
    expect(readHints(hints)).toEqual(hints);
  });

  it.each<[unknown, string]>([
    [null, "x-routing-hints"],
    [[], "x-routing-hints"],
    ["cost", "x-routing-hints"],
    [{ priority: "cheap" }, "x-routing-hints.priority"],
    [{ max_latency_ms: 0 }, "x-routing-hints.max_latency_ms"],
    [{ max_latency_ms: "fast" }, "x-routing-hints.max_latency_ms"],
    [{ prefer_providers: "openai" }, "x-routing-hints.prefer_providers"],
    [{ prefer_providers: ["openai", 7] }, "x-routing-hints.prefer_providers[1]"],
    [{ exclude_providers: [""] }, "x-routing-hints.exclude_providers[0]"],
    [{ exclude_providers: Array.from({ length: 51 }, () => "a") }, "x-routing-hints.exclude_providers"],
    [{ min_quality_score: 1.1 }, "x-routing-hints.min_quality_score"],
    [{ min_quality_score: -0.1 }, "x-routing-hints.min_quality_score"],
  ])("refuses %j naming %s", (hints, param) => {
    expect(paramOf(() => readHints(hints))).toBe(param);
  });

  it("refuses a member that is not known and names it", () => {
    expect(() => readHints({ prioritiy: "cost" })).toThrow(/prioritiy/);
  });
});

describe("readFallbackChain", () => {
  it("takes models", () => {
    expect(readFallbackChain([])).toEqual([]);
    expect(readFallbackChain(["openai/gpt-4o", "auto"])).toEqual(["openai/gpt-4o", "auto"]);
  });
  it.each<[unknown, string]>([
    ["openai/gpt-4o", "x-fallback-chain"],
    [{}, "x-fallback-chain"],
    [null, "x-fallback-chain"],
    [["a", ""], "x-fallback-chain[1]"],
    [["a", null], "x-fallback-chain[1]"],
    [Array.from({ length: 21 }, () => "a"), "x-fallback-chain"],
    [["x".repeat(513)], "x-fallback-chain[0]"],
  ])("refuses %j naming %s", (chain, param) => {
    expect(paramOf(() => readFallbackChain(chain))).toBe(param);
  });
});

describe("readLabels", () => {
  it("gives nothing where nothing is", () => {
    expect(readLabels({ "content-type": "application/json" })).toEqual({ source: null, sessionId: null, tags: {} });
  });

  it("reads source, session and tags from both kinds of headers", () => {
    const labels = readLabels({
      "x-source": "web",
      "x-session-id": "s1",
      "x-llmgateway-team": "red",
      "x-tags": "env=prod, user = 7 ,url=a=b,empty=,=x,none",
    });
    expect(labels).toMatchObject({ source: "web", sessionId: "s1" });
    expect({ ...labels.tags }).toEqual({ team: "red", env: "prod", user: "7", url: "a=b", empty: "" });
  });

  it("treats names of prototypes as any other name", () => {
    const { tags } = readLabels({
      "x-llmgateway-__proto__": "a",
      "x-llmgateway-constructor": "b",
      "x-tags": "__proto__=c,toString=d,hasOwnProperty=e",
    });
    expect(JSON.parse(JSON.stringify(tags))).toEqual(
      JSON.parse('{"__proto__":"c","constructor":"b","toString":"d","hasOwnProperty":"e"}'),
    );
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  it("cuts what is too long and leaves out what is too many", () => {
    const many = Array.from({ length: 100 }, (_, i) => `n${i}=v`).join(",");
    expect(Object.keys(readLabels({ "x-tags": many }).tags)).toHaveLength(32);
    const long = readLabels({ "x-source": "s".repeat(999), [`x-llmgateway-${"n".repeat(99)}`]: "v".repeat(999) });
    expect(long.source).toHaveLength(256);
    expect(Object.entries(long.tags).map(([name, value]) => [name.length, value.length])).toEqual([[64, 256]]);
  });

  it("never changes the empty tags that requests share", () => {
    const { tags } = readLabels({});
    readLabels({ "x-llmgateway-a": "b" });
    expect(Object.keys(tags)).toEqual([]);
  });

  it.each([{ "x-source": "" }, { "x-llmgateway-": "x" }, { "x-tags": "" }, { "x-tags": ",,=" }])(
    "takes %j for nothing",
    (headers) => {
      expect(readLabels(headers)).toMatchObject({ source: null });
      expect(Object.keys(readLabels(headers).tags)).toEqual([]);
    },
  );
});
