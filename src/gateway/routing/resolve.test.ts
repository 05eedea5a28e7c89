import { describe, expect, it } from "vitest";
import type { Catalog, Model } from "../../catalog/types.ts";
import { isGatewayError } from "../../errors/gateway-error.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { countTokens } from "../endpoints/count-tokens.ts";
import { embeddings } from "../endpoints/embeddings.ts";
import { messages } from "../endpoints/messages.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import type { View } from "../snapshot/view.ts";
import { testCredentials, testWiring } from "../testing/wiring.ts";
import { canCall, resolveModel } from "./resolve.ts";

const model = (id: string, offerings: Model["offerings"], more: Partial<Model> = {}): Model => ({
  id,
  name: id,
  operation: "chat",
  input: ["text"],
  output: ["text"],
  capabilities: [],
  offerings,
  ...more,
});
const at = (provider: string, nativeId: string, versions: string[] = []): Model["offerings"][number] => ({
  provider,
  nativeId,
  versions,
  prices: [],
});

const CATALOG: Catalog = {
  version: "test",
  models: [
    model(
      "gpt-small",
      [at("openai", "gpt-small-native", ["gpt-small-2026-01-01"]), at("openrouter", "openai/gpt-small")],
      { aliases: ["small"] },
    ),
    model("claude-big", [at("anthropic", "claude-big-20260101")]),
    model("llama", [at("groq", "llama-fast"), at("cerebras", "llama-c")]),
  ],
};

function snapshot(connected: readonly string[] = ["openai", "anthropic", "openrouter"]): View {
  const credentials = testCredentials(connected);
  return buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials }, testWiring()).publicView;
}

const names = (name: string, connected?: readonly string[]): string[] =>
  resolveModel(name, snapshot(connected), chatCompletions).map(
    ({ connected: own, nativeId, hit }) => `${own.provider.id} ${nativeId} ${hit?.model.id ?? "unknown"}`,
  );

function refusal(
  name: string,
  connected?: readonly string[],
): { code: string; message: string; param: string | undefined } {
  try {
    names(name, connected);
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
  return expect.fail("was not refused");
}

describe("provider/model", () => {
  it.each<[string, string]>([
    ["openai/gpt-small", "openai gpt-small-native gpt-small"],
    ["openai/small", "openai gpt-small-native gpt-small"],
    ["openai/gpt-small-native", "openai gpt-small-native gpt-small"],
    ["openai/gpt-small-2026-01-01", "openai gpt-small-2026-01-01 gpt-small"],
    ["openai/GPT-Small", "openai gpt-small-native gpt-small"],
    ["OpenAI/gpt-small", "openai gpt-small-native gpt-small"],
    ["openrouter/openai/gpt-small", "openrouter openai/gpt-small gpt-small"],
    ["openrouter/gpt-small", "openrouter openai/gpt-small gpt-small"],
    ["openai/ft:gpt:acme::x", "openai ft:gpt:acme::x unknown"],
    ["openai/claude-big", "openai claude-big unknown"],
    ["openai/auto", "openai auto unknown"],
    ["openrouter/a/b/c", "openrouter a/b/c unknown"],
    ["mock/echo", "mock echo unknown"],
  ])("%s is %s", (name, expected) => {
    expect(names(name)).toEqual([expected]);
  });

  it("without a key tells which setting is missing, and no key", () => {
    expect(refusal("groq/llama")).toMatchObject({
      code: "provider_key_missing",
      param: "model",
      message: expect.stringContaining("LLM_GROQ_API_KEY"),
    });
    expect(refusal("groq/llama").message).not.toContain("key-of");
  });

  it.each(["openai/", "/gpt-small", "/", "nobody/gpt-small"])("%s is not found", (name) => {
    expect(refusal(name)).toMatchObject({ code: "model_not_found", param: "model" });
  });
});

describe("a bare id", () => {
  it("is every usable provider's that offers it, in catalogue order", () => {
    expect(names("gpt-small")).toEqual(["openai gpt-small-native gpt-small", "openrouter openai/gpt-small gpt-small"]);
    expect(names("gpt-small", ["openrouter"])).toEqual(["openrouter openai/gpt-small gpt-small"]);
    expect(names("small")).toHaveLength(2);
    expect(names("llama-c", ["cerebras"])).toEqual(["cerebras llama-c llama"]);
  });
  it("that nobody connected offers tells who would", () => {
    expect(refusal("llama")).toMatchObject({
      code: "provider_key_missing",
      message: expect.stringMatching(/groq, cerebras.*LLM_GROQ_API_KEY/),
    });
  });
  it.each<[string, string]>([
    ["gpt-smal", "gpt-small"],
    ["claud-big", "claude-big"],
    ["openai/gpt-smalll", ""],
    ["opnai/gpt-small", "openai/gpt-small"],
  ])("%s names the nearest: %s", (name, near) => {
    if (near === "") expect(names(name)).toEqual(["openai gpt-smalll unknown"]);
    else
      expect(refusal(name)).toMatchObject({ code: "model_not_found", message: expect.stringContaining(`'${near}'`) });
  });
  it("that is hostile is cut in the message", () => {
    expect(refusal("x".repeat(500)).message.length).toBeLessThan(250);
    for (const name of ["__proto__", "constructor", "toString"]) expect(refusal(name).code).toBe("model_not_found");
  });
});

describe("targets", () => {
  const targetOf = (name: string, endpoint = chatCompletions, own = snapshot()): ReturnType<View["targetOf"]> => {
    const [candidate] = resolveModel(name, own, endpoint);
    return (
      candidate &&
      own.targetOf(candidate, { operation: endpoint.operation, wire: endpoint.dialect.id, avoid: undefined })
    );
  };
  it("carry label, native name and address", () => {
    expect(targetOf("openai/small")).toMatchObject({
      label: "openai/gpt-small",
      nativeModel: "gpt-small-native",
      speech: { path: "/chat/completions" },
      credentials: [{ origin: "https://api.openai.com", basePath: "/v1" }],
      dialect: "openai-chat",
    });
  });
  it("speak the caller's wire where the provider can, else the provider's own", () => {
    expect(targetOf("mock/echo", messages)?.dialect).toBe("anthropic-messages");
    expect(targetOf("mock/echo")?.dialect).toBe("openai-chat");
    expect(targetOf("openai/gpt-small", messages)?.dialect).toBe("openai-chat");
    expect(targetOf("anthropic/claude-big")?.dialect).toBe("anthropic-messages");
  });
  it("are the same object for the same question", () => {
    const own = snapshot();
    expect(targetOf("openai/small", chatCompletions, own)).toBe(targetOf("openai/gpt-small", chatCompletions, own));
  });
  it("count tokens at home where the provider does not", () => {
    expect(targetOf("openai/gpt-small", countTokens)?.dialect).toBe("anthropic-count-tokens");
  });
  it("keep two models apart that a version's name tells apart", () => {
    const own = snapshot();
    expect(targetOf("openai/gpt-small-2026-01-01", chatCompletions, own)?.nativeModel).toBe("gpt-small-2026-01-01");
    expect(targetOf("openai/gpt-small", chatCompletions, own)?.nativeModel).toBe("gpt-small-native");
  });
});

describe("canCall", () => {
  it("asks for a key and the operation", () => {
    const view = snapshot();
    const { providers } = view;
    const own = (id: string): Parameters<typeof canCall>[0] => providers.get(id) as Parameters<typeof canCall>[0];
    expect([
      canCall(own("openai"), chatCompletions, view),
      canCall(own("openai"), embeddings, view),
      canCall(own("anthropic"), embeddings, view),
      canCall(own("groq"), chatCompletions, view),
      canCall(own("mock"), chatCompletions, view),
    ]).toEqual([true, true, false, false, true]);
  });
});
