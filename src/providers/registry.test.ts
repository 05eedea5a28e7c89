import { describe, expect, it } from "vitest";
import type { DialectId } from "../dialects/dialect.ts";
import { QUIRKS } from "../dialects/quirks.ts";
import type { Operation } from "./provider.ts";
import { PROVIDER_IDS, PROVIDERS, providerById } from "./registry.ts";

/** Which dialects can carry an operation. */
const DIALECTS: Readonly<Record<Operation, readonly DialectId[]>> = {
  chat: ["openai-chat", "anthropic-messages"],
  embed: ["openai-embeddings"],
  "count-tokens": ["anthropic-count-tokens"],
};

describe("every provider record", () => {
  it.each(PROVIDERS.map((provider) => [provider.id, provider] as const))("%s keeps the contract", (id, provider) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(provider.name.trim()).not.toBe("");
    expect(Object.isFrozen(provider)).toBe(true);

    // What is answered inside the process has no address, needs no key and is documented here.
    if (provider.inProcess === undefined) {
      expect(new URL(provider.docs).protocol).toBe("https:");
      const base = new URL(provider.baseUrl);
      expect(base.protocol).toBe(base.hostname === "localhost" ? "http:" : "https:");
      expect(base.search + base.hash + base.username).toBe("");
      expect(provider.credential.some((field) => field.secret)).toBe(true);
    }
    expect(provider.baseUrl.endsWith("/")).toBe(false);

    expect(provider.speaks.length).toBeGreaterThan(0);
    for (const { operation, dialect, path } of provider.speaks) {
      expect(DIALECTS[operation]).toContain(dialect);
      expect(path).toMatch(/^(\/[a-z0-9_-]+)+$/);
    }
    const speeches = provider.speaks.map(({ operation, dialect }) => `${operation} ${dialect}`);
    expect(new Set(speeches).size).toBe(speeches.length);

    expect(provider.quirks.filter((quirk) => !(quirk in QUIRKS))).toEqual([]);
    expect(new Set(provider.quirks).size).toBe(provider.quirks.length);

    const names = provider.credential.map((field) => field.name);
    expect(new Set(names).size).toBe(names.length);
    expect(provider.credential.some((field) => field.required)).toBe(provider.keyless === undefined);

    for (const name of provider.environment) expect(name).toMatch(/^[A-Z][A-Z0-9_]*_API_KEY$/);
    for (const header of [...Object.keys(provider.headers ?? {}), ...(provider.forwardHeaders ?? [])]) {
      expect(header).toBe(header.toLowerCase());
      expect(header).not.toMatch(/authorization|api-key|organization|project|cookie|^host$/);
    }
  });

  it("has an id and environment names of its own", () => {
    expect(PROVIDER_IDS.size).toBe(PROVIDERS.length);
    const names = PROVIDERS.flatMap((provider) => provider.environment);
    expect(new Set(names).size).toBe(names.length);
  });

  it("is found by its id", () => {
    for (const provider of PROVIDERS) expect(providerById(provider.id)).toBe(provider);
    expect(providerById("nobody")).toBeUndefined();
    expect(providerById("__proto__")).toBeUndefined();
  });
});

describe("addresses", () => {
  it.each([
    ["openai", "chat", "openai-chat", "https://api.openai.com/v1/chat/completions"],
    ["anthropic", "chat", "anthropic-messages", "https://api.anthropic.com/v1/messages"],
    ["anthropic", "count-tokens", "anthropic-count-tokens", "https://api.anthropic.com/v1/messages/count_tokens"],
    ["groq", "chat", "openai-chat", "https://api.groq.com/openai/v1/chat/completions"],
    ["deepseek", "chat", "openai-chat", "https://api.deepseek.com/chat/completions"],
    ["deepseek", "chat", "anthropic-messages", "https://api.deepseek.com/anthropic/v1/messages"],
    ["fireworks", "chat", "anthropic-messages", "https://api.fireworks.ai/inference/v1/messages"],
    ["openrouter", "chat", "anthropic-messages", "https://openrouter.ai/api/v1/messages"],
    ["ollama", "chat", "anthropic-messages", "http://localhost:11434/v1/messages"],
    ["perplexity", "chat", "openai-chat", "https://api.perplexity.ai/chat/completions"],
    ["mistral", "embed", "openai-embeddings", "https://api.mistral.ai/v1/embeddings"],
  ] as const)("%s %s %s is %s", (id, operation, dialect, url) => {
    const provider = providerById(id);
    const speech = provider?.speaks.find((one) => one.operation === operation && one.dialect === dialect);
    expect(`${provider?.baseUrl}${speech?.path}`).toBe(url);
  });
});
