import { describe, expect, it } from "vitest";
import { PROVIDER_IDS } from "../../providers/registry.ts";
import { freeSlug, slug, slugOf } from "./slug.ts";

describe("a slug of a name", () => {
  it.each([
    ["Production API", "production-api"],
    ["  Mobile App - Production  ", "mobile-app-production"],
    ["Größe & Co", "grosse-co"],
    ["Ça déjà vu", "ca-deja-vu"],
    ["v2.0_beta", "v2-0-beta"],
    ["プロジェクト", "project"],
    ["---", "project"],
    ["OpenAI", "openai-project"],
    ["auto", "auto-project"],
    ["Together AI", "together-ai-project"],
    ["a".repeat(255), "a".repeat(48)],
    [`${"a".repeat(47)} b`, "a".repeat(47)],
  ])("%s is %s", (name, expected) => {
    expect(slugOf(name)).toBe(expected);
    expect(slug.safeParse(slugOf(name)).success).toBe(true);
  });

  it("gets the first free number", () => {
    expect(freeSlug("a", new Set())).toBe("a");
    expect(freeSlug("a", new Set(["a"]))).toBe("a-2");
    expect(freeSlug("a", new Set(["a", "a-2", "a-4"]))).toBe("a-3");
  });
});

it.each(["", "A", "a b", "-a", "a-", "a--b", "a/b", "a".repeat(64), "auto", ...PROVIDER_IDS])(
  "%s is no slug",
  (text) => {
    expect(slug.safeParse(text).success).toBe(false);
  },
);
