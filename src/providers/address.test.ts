import { describe, expect, it } from "vitest";
import type { DialectId } from "../dialects/dialect.ts";
import { addressFor, baseUrlFor, fillPlaceholders } from "./address.ts";
import { defaultsOf } from "./credential.ts";
import type { Operation } from "./provider.ts";
import { providerById } from "./registry.ts";

/** What is called: the base URL, and the address of one of the provider's speeches. */
function urlOf(
  id: string,
  [operation, dialect]: readonly [Operation, DialectId],
  model: string,
  given: Readonly<Record<string, string>> = {},
  stream = false,
): string {
  const provider = providerById(id);
  const speech = provider?.speaks.find((one) => one.operation === operation && one.dialect === dialect);
  if (provider === undefined || speech === undefined) throw new Error(`${id} does not speak ${dialect}`);
  const fields = { ...defaultsOf(provider), ...given };
  const { path, streamPath } = addressFor(speech, fields);
  return baseUrlFor(provider, fields) + fillPlaceholders((stream && streamPath) || path, { ...fields, model });
}

const CHAT = ["chat", "openai-chat"] as const;
const RESPONSES = ["chat", "openai-responses"] as const;
const CLAUDE = ["chat", "anthropic-messages"] as const;
const GEMINI = ["chat", "gemini"] as const;
const CONVERSE = ["chat", "bedrock-converse"] as const;
const VERTEX = { project: "p-1" };

describe("addresses", () => {
  it.each<[string, readonly [Operation, DialectId], string]>([
    ["openai", CHAT, "https://api.openai.com/v1/chat/completions"],
    ["openai", RESPONSES, "https://api.openai.com/v1/responses"],
    ["openai", ["image-edit", "openai-image-edits"], "https://api.openai.com/v1/images/edits"],
    ["anthropic", CLAUDE, "https://api.anthropic.com/v1/messages"],
    ["anthropic", ["count-tokens", "anthropic-count-tokens"], "https://api.anthropic.com/v1/messages/count_tokens"],
    ["groq", CHAT, "https://api.groq.com/openai/v1/chat/completions"],
    ["groq", ["transcribe", "openai-transcriptions"], "https://api.groq.com/openai/v1/audio/transcriptions"],
    ["deepseek", CHAT, "https://api.deepseek.com/chat/completions"],
    ["deepseek", CLAUDE, "https://api.deepseek.com/anthropic/v1/messages"],
    ["fireworks", CLAUDE, "https://api.fireworks.ai/inference/v1/messages"],
    ["openrouter", CLAUDE, "https://openrouter.ai/api/v1/messages"],
    ["openrouter", RESPONSES, "https://openrouter.ai/api/v1/responses"],
    ["ollama", CLAUDE, "http://localhost:11434/v1/messages"],
    ["perplexity", CHAT, "https://api.perplexity.ai/chat/completions"],
    ["mistral", ["embed", "openai-embeddings"], "https://api.mistral.ai/v1/embeddings"],
    ["cohere", ["chat", "cohere-v2"], "https://api.cohere.com/v2/chat"],
    ["cohere", ["rerank", "cohere-rerank"], "https://api.cohere.com/v2/rerank"],
    [
      "google-ai-studio",
      GEMINI,
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent",
    ],
    [
      "google-ai-studio",
      ["embed", "gemini-embeddings"],
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:batchEmbedContents",
    ],
  ])("%s %j is %s", (id, speech, url) => {
    expect(urlOf(id, speech, "gemini-2.5-pro")).toBe(url);
  });

  it.each<[string, readonly [Operation, DialectId], string, Record<string, string>, boolean, string]>([
    [
      "the global host",
      GEMINI,
      "gemini-2.5-pro",
      VERTEX,
      false,
      "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/google/models/gemini-2.5-pro:generateContent",
    ],
    [
      "a region, streamed",
      GEMINI,
      "gemini-2.5-pro",
      { ...VERTEX, location: "europe-west4" },
      true,
      "https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
    ],
    [
      "a multi-region",
      ["count-tokens", "gemini-count-tokens"],
      "gemini-2.5-pro",
      { ...VERTEX, location: "eu" },
      false,
      "https://aiplatform.eu.rep.googleapis.com/v1/projects/p-1/locations/eu/publishers/google/models/gemini-2.5-pro:countTokens",
    ],
    [
      "a key without a project",
      GEMINI,
      "gemini-2.5-pro",
      { apiKey: "k" },
      true,
      "https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
    ],
    [
      "Claude",
      CLAUDE,
      "claude-sonnet-4-5@20250929",
      VERTEX,
      false,
      "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict",
    ],
    [
      "Claude, streamed",
      CLAUDE,
      "claude-opus-4-8@default",
      VERTEX,
      true,
      "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/anthropic/models/claude-opus-4-8%40default:streamRawPredict",
    ],
    [
      "others' models",
      CHAT,
      "meta/llama-3.3-70b-instruct-maas",
      VERTEX,
      false,
      "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/endpoints/openapi/chat/completions",
    ],
  ])("google-vertex: %s", (_, speech, model, given, stream, url) => {
    expect(urlOf("google-vertex", speech, model, given, stream)).toBe(url);
  });

  it.each<[string, Record<string, string>, boolean, string]>([
    [
      "anthropic.claude-3-haiku-20240307-v1:0",
      { region: "us-east-1" },
      false,
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
    ],
    [
      "arn:aws:bedrock:us-east-1:1:inference-profile/x",
      { region: "us-east-1" },
      true,
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse-stream",
    ],
    ["m", { region: "eusc-de-east-1" }, false, "https://bedrock-runtime.eusc-de-east-1.amazonaws.eu/model/m/converse"],
    ["m", { region: "cn-north-1" }, false, "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/m/converse"],
  ])("aws-bedrock: %s in %j", (model, given, stream, url) => {
    expect(urlOf("aws-bedrock", CONVERSE, model, given, stream)).toBe(url);
  });

  it.each<[readonly [Operation, DialectId], Record<string, string>, string]>([
    [CHAT, {}, "https://res.openai.azure.com/openai/v1/chat/completions"],
    [RESPONSES, {}, "https://res.openai.azure.com/openai/v1/responses"],
    [CHAT, { apiVersion: "preview" }, "https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview"],
    [
      CHAT,
      { apiVersion: "2024-10-21" },
      "https://res.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21",
    ],
    [
      RESPONSES,
      { apiVersion: "2025-04-01-preview" },
      "https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview",
    ],
  ])("azure: %j %j", (speech, given, url) => {
    expect(urlOf("azure", speech, "my dep", { resource: "res", ...given })).toBe(url);
  });
});

describe("placeholders", () => {
  it("are percent-encoded, so that no value reaches beyond its place", () => {
    expect(fillPlaceholders("/a/{x}/b", { x: "../c?d#e/f" })).toBe("/a/..%2Fc%3Fd%23e%2Ff/b");
  });

  it.each([{}, { x: "" }, { x: "." }, { x: ".." }])("without a value, or with one that climbs, throw: %j", (fields) => {
    expect(() => fillPlaceholders("/{x}", fields)).toThrow("'x'");
  });
});
