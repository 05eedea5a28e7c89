import { describe, expect, it } from "vitest";
import { BadSetting, buildRequest } from "./build-request.ts";
import { DEFAULTS, type Settings } from "./settings.ts";

const HI = [{ role: "user", content: "hi" }];
const build = (settings: Partial<Settings>) => buildRequest({ ...DEFAULTS, ...settings }, "auto", HI);

describe("a request of the playground", () => {
  it("says nothing that nobody typed", () => {
    expect(build({})).toEqual({ headers: {}, body: { model: "auto", messages: HI } });
  });

  it.each<[string, Partial<Settings>, object]>([
    ["numbers", { temperature: " 0 ", maxTokens: "10" }, { temperature: 0, max_completion_tokens: 10 }],
    ["an effort", { effort: "low" }, { reasoning_effort: "low" }],
    ["JSON", { format: "json" }, { response_format: { type: "json_object" } }],
    [
      "an open schema",
      { format: "schema", schema: '{"type":"object"}' },
      { response_format: { type: "json_schema", json_schema: { name: "answer", schema: { type: "object" } } } },
    ],
    [
      "a closed schema, which is strict",
      { format: "schema", schema: '{"additionalProperties":false}' },
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "answer", schema: { additionalProperties: false }, strict: true },
        },
      },
    ],
    ["functions alone", { tools: '[{"name":"f"}]' }, { tools: [{ type: "function", function: { name: "f" } }] }],
    [
      "tools as they are",
      { tools: '{"type":"function","function":{"name":"f"}}' },
      { tools: [{ type: "function", function: { name: "f" } }] },
    ],
    [
      "hints",
      { priority: "cost", maxLatencyMs: "900", minQuality: "0.5", prefer: ["a"], exclude: ["b"], fallback: ["m"] },
      {
        "x-routing-hints": {
          ...{ priority: "cost", max_latency_ms: 900, min_quality_score: 0.5 },
          ...{ prefer_providers: ["a"], exclude_providers: ["b"] },
        },
        "x-fallback-chain": ["m"],
      },
    ],
    ["anything else", { extra: '{"seed":7}' }, { seed: 7 }],
  ])("takes %s", (_, settings, members) => {
    expect(build(settings).body).toEqual({ model: "auto", messages: HI, ...members });
  });

  it("sends switches as headers", () => {
    expect(build({ noFallback: true, noCache: true }).headers).toEqual({
      "x-no-fallback": "true",
      "x-no-cache": "true",
    });
  });

  it.each<[keyof Settings, Partial<Settings>]>([
    ["temperature", { temperature: "warm" }],
    ["temperature", { temperature: "3" }],
    ["maxTokens", { maxTokens: "0" }],
    ["minQuality", { minQuality: "1.1" }],
    ["schema", { format: "schema", schema: "" }],
    ["schema", { format: "schema", schema: "[]" }],
    ["tools", { tools: "[1]" }],
    ["tools", { tools: "{}" }],
    ["extra", { extra: "[]" }],
    ["extra", { extra: "{" }],
  ])("names %s when it is wrong: %j", (field, settings) => {
    expect(() => build(settings)).toThrow(BadSetting);
    try {
      build(settings);
    } catch (error) {
      expect((error as BadSetting).field).toBe(field);
    }
  });
});
