import { describe, expect, it } from "vitest";
import { PROVIDER_IDS } from "../providers/registry.ts";
import { loadSnapshot } from "./load.ts";
import { indexCatalog } from "./lookup.ts";
import type { Catalog, Model } from "./types.ts";

const index = indexCatalog(loadSnapshot(PROVIDER_IDS));

describe("find", () => {
  it.each([
    ["openai/gpt-4o", "gpt-4o", "gpt-4o"],
    ["openai/gpt-4-turbo", "gpt-4-turbo", "gpt-4-turbo"],
    ["openai/gpt-3.5-turbo", "gpt-3.5-turbo", "gpt-3.5-turbo"],
    ["openai/gpt-4o-2024-08-06", "gpt-4o", "gpt-4o-2024-08-06"],
    ["openai/gpt-4o-2024-05-13", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13"],
    ["openai/gpt-5.6", "gpt-5.6-sol", "gpt-5.6"],
    ["openai/gpt-6-astra-2026-09-04", "gpt-6-astra", "gpt-6-astra-2026-09-04"],
    ["openai/GPT-4O", "gpt-4o", "gpt-4o"],
    ["anthropic/claude-3-5-sonnet", "claude-3-5-sonnet", "claude-3-5-sonnet-20241022"],
    ["anthropic/claude-3-5-sonnet-20241022", "claude-3-5-sonnet", "claude-3-5-sonnet-20241022"],
    ["anthropic/claude-3-5-sonnet-20240620", "claude-3-5-sonnet", "claude-3-5-sonnet-20240620"],
    ["anthropic/claude-3.5-sonnet", "claude-3-5-sonnet", "claude-3-5-sonnet-20241022"],
    ["anthropic/claude-3-haiku", "claude-3-haiku", "claude-3-haiku-20240307"],
    ["anthropic/claude-3-haiku-20240307", "claude-3-haiku", "claude-3-haiku-20240307"],
    ["anthropic/claude-haiku-4-5", "claude-haiku-4-5", "claude-haiku-4-5"],
    ["anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", "claude-sonnet-4-5"],
    ["anthropic/claude-opus-5-20260724", "claude-opus-5", "claude-opus-5-20260724"],
    ["mistral/mistral-large", "mistral-large", "mistral-large-latest"],
    ["mistral/mistral-large-2411", "mistral-large-2411", "mistral-large-2411"],
    ["mistral/mistral-small", "mistral-small", "mistral-small-latest"],
    ["groq/llama-3.3-70b", "llama-3.3-70b", "llama-3.3-70b-versatile"],
    ["groq/llama-3.3-70b-versatile", "llama-3.3-70b", "llama-3.3-70b-versatile"],
    ["together-ai/meta-llama/llama-3.3-70b-instruct-turbo", "llama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct-Turbo"],
    ["openrouter/openai/gpt-4o", "gpt-4o", "openai/gpt-4o"],
    ["openrouter/gpt-4o", "gpt-4o", "openai/gpt-4o"],
    ["google-ai-studio/gemini-2.5-pro", "gemini-2.5-pro", "gemini-2.5-pro"],
    ["google-ai-studio/gemini-2.5-flash-tts", "gemini-2.5-flash-tts", "gemini-2.5-flash-preview-tts"],
    ["google-vertex/gemini-2.5-flash-tts", "gemini-2.5-flash-tts", "gemini-2.5-flash-tts"],
    ["google-vertex/claude-sonnet-4-5", "claude-sonnet-4-5", "claude-sonnet-4-5"],
    ["google-vertex/claude-opus-4-8@default", "claude-opus-4-8", "claude-opus-4-8@default"],
    ["aws-bedrock/claude-opus-4-8", "claude-opus-4-8", "global.anthropic.claude-opus-4-8"],
    ["aws-bedrock/eu.anthropic.claude-opus-4-8", "claude-opus-4-8", "eu.anthropic.claude-opus-4-8"],
    ["aws-bedrock/nova-lite-v1", "nova-lite-v1", "amazon.nova-lite-v1:0"],
    ["aws-bedrock/eu.amazon.nova-lite-v1:0", "nova-lite-v1", "eu.amazon.nova-lite-v1:0"],
    ["azure/gpt-4o", "gpt-4o", "gpt-4o"],
    ["cohere/command-a", "command-a", "command-a-03-2025"],
    ["cohere/rerank-v3.5", "rerank-v3.5", "rerank-v3.5"],
    ["mock/echo", "echo", "echo"],
  ])("%s", (asked, id, nativeId) => {
    const slash = asked.indexOf("/");
    const hit = index.find(asked.slice(0, slash), asked.slice(slash + 1));
    expect([hit?.model.id, hit?.nativeId]).toEqual([id, nativeId]);
    expect(hit?.id).toBe(`${asked.slice(0, slash)}/${id}`);
  });

  it.each([
    ["openai", "gpt-99"],
    ["openai", "claude-3-haiku"],
    ["openai", ""],
    ["openai", "constructor"],
    ["nobody", "gpt-4o"],
  ])("knows no %s/%s", (provider, name) => {
    expect(index.find(provider, name)).toBeUndefined();
  });
});

it("is not troubled by a name of a megabyte", () => {
  expect(index.find("openai", "x".repeat(1_000_000))).toBeUndefined();
  expect(index.nearest(`openai/${"g".repeat(1_000_000)}`, 5)).toEqual([]);
});

describe("findAnywhere", () => {
  it("gives every provider of an id, and only those who know a native name", () => {
    const providers = (name: string) => index.findAnywhere(name).map((hit) => hit.offering.provider);
    expect(providers("llama-3.3-70b").sort()).toEqual([
      "aws-bedrock",
      "fireworks",
      "groq",
      "nvidia",
      "openrouter",
      "together-ai",
    ]);
    expect(providers("llama-3.3-70b-instruct")).toEqual(providers("llama-3.3-70b"));
    expect(providers("Llama-3.3-70B")).toEqual(providers("llama-3.3-70b"));
    expect(providers("llama-3.3-70b-versatile")).toEqual(["groq"]);
    expect(providers("gpt-4o-2024-08-06")).toEqual(["openai"]);
    expect(providers("claude-opus-4.8")).toEqual(["anthropic", "openrouter", "google-vertex", "aws-bedrock"]);
    expect(providers("eu.anthropic.claude-opus-4-8")).toEqual(["aws-bedrock"]);
    expect(providers("nothing-like-it")).toEqual([]);
  });
});

describe("nearest", () => {
  it.each([
    ["gtp-4o", "gpt-4o"],
    ["openai/gtp-4o", "openai/gpt-4o"],
    ["opnai/gpt-4o", "openai/gpt-4o"],
    ["anthropic/claude-sonet-4-5", "anthropic/claude-sonnet-4-5"],
    ["who-is-this/gpt-4o", "gpt-4o"],
  ])("%s is likely %s", (asked, best) => {
    expect(index.nearest(asked, 5)[0]).toBe(best);
  });
});

it("lists every offering once, in order", () => {
  const ids = index.list.map((hit) => hit.id);
  expect(ids).toContain("openai/gpt-4o");
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
});

it("prefers the exact case over any other", () => {
  const model = (id: string, nativeId: string): Model => ({
    id,
    name: id,
    operation: "chat",
    input: [],
    output: [],
    capabilities: [],
    offerings: [{ provider: "p", nativeId, prices: [] }],
  });
  const catalog: Catalog = { version: "1", models: [model("a", "Name"), model("b", "name")] };
  const own = indexCatalog(catalog);
  expect(own.find("p", "name")?.model.id).toBe("b");
  expect(own.find("p", "Name")?.model.id).toBe("a");
  expect(own.find("p", "NAME")?.model.id).toBe("a");
  expect(own.findAnywhere("name").map((hit) => hit.model.id)).toEqual(["b"]);
});
