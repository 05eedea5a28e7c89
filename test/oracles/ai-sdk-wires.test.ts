import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createMistral } from "@ai-sdk/mistral";
import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModel, ToolSet } from "ai";
import { APICallError, embedMany, generateText, isStepCount, jsonSchema, streamText, tool } from "ai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { startGateway } from "../harness/gateway.ts";
import {
  answer,
  embeddingVector,
  furtherProviders,
  GET_TIME,
  GET_WEATHER,
  SIGNATURE,
  SIXTY_WORDS,
  startUpstream,
  type Wire,
} from "../upstream/index.ts";
import { failure } from "./target.ts";

// Providers of the AI SDK on wires that not every upstream speaks: here each meets each of the gateway's.
const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env: furtherProviders(upstream) });
const { apiKey, url } = gateway;
const google = createGoogleGenerativeAI({ apiKey, baseURL: `${url}/v1beta` });
const openai = createOpenAI({ apiKey, baseURL: `${url}/v1` });
const mistral = createMistral({ apiKey, baseURL: `${url}/v1` });

interface Client {
  readonly name: string;
  readonly of: (model: string) => LanguageModel;
  /** It sends signatures of reasoning back. */
  readonly keepsState: boolean;
  /** It is told the usage of a stream; Mistral's never asks, because its own vendor tells unasked. */
  readonly streamUsage: boolean;
}

const CLIENTS: readonly Client[] = [
  // It takes a name with a slash for a path of its own, and leaves `models/` out.
  { name: "createGoogleGenerativeAI()", of: (model) => google(model), keepsState: true, streamUsage: true },
  { name: "createOpenAI(), responses", of: (model) => openai(model), keepsState: true, streamUsage: true },
  { name: "createMistral()", of: (model) => mistral(model), keepsState: false, streamUsage: false },
];
const MODELS: ReadonlyArray<{ model: string; wire: Wire; stateful: boolean }> = [
  { model: "nvidia/meta/llama-3.3-70b-instruct", wire: "openai", stateful: false },
  { model: "anthropic/claude-haiku-4-5", wire: "anthropic", stateful: true },
  { model: "google-ai-studio/gemini-3-flash-preview", wire: "gemini", stateful: true },
  { model: "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", wire: "bedrock", stateful: true },
  { model: "cohere/command-a-03-2025", wire: "cohere", stateful: false },
];
const PAIRS = CLIENTS.flatMap((client) => MODELS.map((one) => ({ ...client, ...one })));
const usage = { input: 100, cacheRead: 60, output: 30 };
const prompt = "hello";

// It warns on the console about every model name it does not know.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

function tools(seen: string[]): ToolSet {
  const made = (name: string, result: string) =>
    tool({
      description: `Calls ${name}`,
      inputSchema: jsonSchema<Record<string, string>>({ type: "object", properties: {} }),
      execute: (input) => {
        seen.push(`${name} ${JSON.stringify(input)}`);
        return result;
      },
    });
  return { get_weather: made("get_weather", "18 C"), get_time: made("get_time", "09:00") };
}

describe.each(PAIRS)("AI SDK, $name on $model", ({ of, model, wire, keepsState, streamUsage, stateful }) => {
  it("generates and streams, with usage", async () => {
    upstream.respond(answer({ usage }));
    const whole = await generateText({ model: of(model), prompt, maxRetries: 0 });
    const stream = streamText({ model: of(model), prompt, maxRetries: 0 });
    expect([whole.text, (await collect(stream.textStream)).join("")]).toEqual([SIXTY_WORDS, SIXTY_WORDS]);
    expect([whole.finishReason, await stream.finishReason]).toEqual(["stop", "stop"]);
    for (const told of [whole.usage, ...(streamUsage ? [await stream.usage] : [])]) {
      expect(told).toMatchObject({ inputTokens: 100, outputTokens: 30, totalTokens: 130 });
    }
    expect(upstream.requests.map((request) => request.wire)).toEqual([wire, wire]);
  });

  it.each([false, true])("runs parallel tools over two steps with reasoning, streaming: %s", async (streaming) => {
    const calls = answer({ thinking: "let me think", toolCalls: [GET_WEATHER, GET_TIME] });
    upstream.queue(calls, answer({ text: "18 C at 09:00" }));
    const seen: string[] = [];
    const asked = { model: of(model), prompt, tools: tools(seen), stopWhen: isStepCount(3), maxRetries: 0 };
    const text = streaming ? await streamText(asked).text : (await generateText(asked)).text;
    expect(text).toBe("18 C at 09:00");
    expect(seen).toEqual([`get_weather ${GET_WEATHER.arguments}`, `get_time ${GET_TIME.arguments}`]);
    const history = upstream.requests[1]?.body.toString("utf8") ?? "";
    expect(history.indexOf("18 C")).toBeGreaterThan(0);
    expect(history.indexOf("09:00")).toBeGreaterThan(history.indexOf("18 C"));
    if (stateful) expect(history.includes(SIGNATURE)).toBe(keepsState);
  });
});

it("AI SDK, embeddings over Gemini's wire", async () => {
  const values = ["one", "two"];
  const model = google.embedding("openai/text-embedding-3-small");
  const { embeddings } = await embedMany({ model, values, maxRetries: 0 });
  expect(embeddings).toEqual(values.map((value) => embeddingVector(value, 8)));
});

it("AI SDK raises APICallError with the gateway's message on each wire", async () => {
  for (const { of } of CLIENTS) {
    const error = await failure(generateText({ model: of("gpt-4o-minni"), prompt, maxRetries: 0 }));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 404, isRetryable: false });
    // Mistral's reads its own vendor's errors only, and leaves ours unread in the body.
    const { message, responseBody } = error as APICallError;
    expect(`${message} ${responseBody}`).toContain("Did you mean 'gpt-4o-mini'");
  }
});
