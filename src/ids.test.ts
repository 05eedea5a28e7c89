import { describe, expect, it } from "vitest";
import { apiKeyEnvironment, apiKeyHint, createId, hashApiKey, mintApiKey, randomBase62 } from "./ids.ts";

describe("ids", () => {
  it("are prefixed, base62 and all different", () => {
    const ids = Array.from({ length: 20_000 }, () => createId("req"));
    expect(ids.every((id) => /^req_[0-9A-Za-z]{24}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("use every character about equally often", () => {
    const counts = new Map<string, number>();
    for (const character of randomBase62(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });
});

describe("API keys", () => {
  it("name their environment and are told by prefix and last four", () => {
    const production = mintApiKey("production");
    expect(production).toMatch(/^llm_gw_prod_[0-9A-Za-z]{40}$/);
    expect(apiKeyEnvironment(production)).toBe("production");
    expect(apiKeyEnvironment(mintApiKey("development"))).toBe("development");
    expect(apiKeyHint(production)).toEqual({ prefix: "llm_gw_prod_", last4: production.slice(-4) });
  });

  it.each([
    "",
    "sk-abc",
    `llm_gw_test_${"a".repeat(40)}`,
    `llm_gw_dev_${"a".repeat(31)}`,
    `llm_gw_dev_${"a".repeat(40)}\n`,
  ])("does not take %j for one", (text) => expect(apiKeyEnvironment(text)).toBeNull());

  it("are stored as SHA-256", () => {
    expect(hashApiKey("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
