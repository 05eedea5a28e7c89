import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest.ts";

const NAMES = ["LLM_OPENAI_API_KEY", "LLM_OPENAI_BASE_URL", "LLM_XAI_API_KEY", "PORT"];

describe("nearestName", () => {
  it.each([
    ["LLM_OPENAI_API_KEY", "LLM_OPENAI_API_KEY"],
    ["LLM_OPENAI_APIKEY", "LLM_OPENAI_API_KEY"],
    ["llm_openai_key", "LLM_OPENAI_API_KEY"],
    ["LLM_OPENAI_BASEURL", "LLM_OPENAI_BASE_URL"],
    ["LLM_XIA_API_KEY", "LLM_XAI_API_KEY"],
    ["PROT", "PORT"],
    ["SOMETHING_ELSE_ALTOGETHER", undefined],
    ["", undefined],
  ])("%j → %s", (name, near) => {
    expect(nearestName(name, NAMES)).toBe(near);
  });
  it("has nothing to choose from an empty list", () => {
    expect(nearestName("PORT", [])).toBeUndefined();
  });
  it("is quick with hostile names", () => {
    const begun = performance.now();
    nearestName(
      "x".repeat(1_000_000),
      Array.from({ length: 500 }, (_, i) => `${"y".repeat(1_000)}${i}`),
    );
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
