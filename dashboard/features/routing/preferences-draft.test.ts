import { describe, expect, it } from "vitest";
import { draftOfPreferences, type PreferencesDraft, preferencesPatch } from "./preferences-draft.ts";

const BEFORE = draftOfPreferences({
  default_priority: "cost",
  quality_threshold: 0.8,
  max_latency_ms: null,
  allowed_providers: [],
  blocked_providers: ["cohere"],
  allowed_models: [],
  blocked_models: [],
  fallback_enabled: null,
  fallback_chain: ["a", "b"],
});

describe("routing preferences as a form", () => {
  it("shows what is not set as empty", () => {
    expect(BEFORE).toMatchObject({ quality_threshold: "0.8", max_latency_ms: "", fallback_enabled: "" });
  });

  it.each<[string, Partial<PreferencesDraft>, object]>([
    ["nothing", {}, {}],
    [
      "null for what was cleared",
      { default_priority: "", quality_threshold: "" },
      { default_priority: null, quality_threshold: null },
    ],
    ["a switch", { fallback_enabled: "off" }, { fallback_enabled: false }],
    ["an empty list", { blocked_providers: [] }, { blocked_providers: [] }],
    ["another order", { fallback_chain: ["b", "a"] }, { fallback_chain: ["b", "a"] }],
    ["a number", { max_latency_ms: "500" }, { max_latency_ms: 500 }],
  ])("sends %s", (_, change, patch) => expect(preferencesPatch(BEFORE, { ...BEFORE, ...change })).toEqual(patch));
});
