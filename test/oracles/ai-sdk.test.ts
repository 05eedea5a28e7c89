import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel, ToolSet } from "ai";
import { APICallError, embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } from "ai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import { answer, embeddingVector, errorEventAfter, GET_TIME, GET_WEATHER, SIXTY_WORDS } from "../upstream/index.ts";
import { CHAT_MODELS, direct, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream, apiKey } = target;
const openai = createOpenAI({ apiKey, baseURL: target.openaiUrl });
const anthropic = createAnthropic({ apiKey, baseURL: target.openaiUrl });
const compatible = createOpenAICompatible({
  name: "llm-gateway",
  apiKey,
  baseURL: target.openaiUrl,
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const clients: ReadonlyArray<{ name: string; of: (model: string) => LanguageModel }> = [
  { name: "createOpenAI().chat()", of: (model) => openai.chat(model) },
  { name: "createAnthropic()", of: (model) => anthropic(model) },
  { name: "createOpenAICompatible()", of: (model) => compatible(model) },
];
const usage = { input: 100, cacheRead: 60, cacheWrite: 0, output: 30, reasoning: 0 };
const prompt = "hello";

function tools(seen: string[]): ToolSet {
  const make = (name: string, result: string) =>
    tool({
      description: `Calls ${name}`,
      inputSchema: jsonSchema<Record<string, string>>({ type: "object", properties: {} }),
      execute: (input) => {
        seen.push(`${name} ${JSON.stringify(input)}`);
        return result;
      },
    });
  return { get_weather: make("get_weather", "18 C"), get_time: make("get_time", "09:00") };
}

// It warns on the console about every model name it does not know.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { name, of } of clients) {
  for (const { model, wire } of CHAT_MODELS) {
    describe(`AI SDK, ${name} on ${model}`, () => {
      it("generates, with usage", async () => {
        upstream.respond(answer({ usage }));
        const result = await generateText({ model: of(model), prompt, maxRetries: 0 });
        expect(result.text).toBe(SIXTY_WORDS);
        expect(result.finishReason).toBe("stop");
        expect(result.usage).toMatchObject({ inputTokens: 100, outputTokens: 30, totalTokens: 130 });
        expect(result.usage.inputTokenDetails.cacheReadTokens).toBe(60);
      });

      it("streams, with usage", async () => {
        upstream.respond(answer({ usage }));
        const result = streamText({ model: of(model), prompt, maxRetries: 0 });
        expect((await collect(result.textStream)).join("")).toBe(SIXTY_WORDS);
        expect(await result.finishReason).toBe("stop");
        expect(await result.usage).toMatchObject({ inputTokens: 100, outputTokens: 30 });
      });

      for (const streaming of [false, true]) {
        it(`runs parallel tools over two steps, streaming: ${streaming}`, async () => {
          upstream.queue(answer({ toolCalls: [GET_WEATHER, GET_TIME] }), answer({ text: "18 C at 09:00" }));
          const seen: string[] = [];
          const asked = { model: of(model), prompt, tools: tools(seen), stopWhen: isStepCount(3), maxRetries: 0 };
          const text = streaming ? await streamText(asked).text : (await generateText(asked)).text;
          expect(text).toBe("18 C at 09:00");
          expect(seen).toEqual([`get_weather ${GET_WEATHER.arguments}`, `get_time ${GET_TIME.arguments}`]);
          const history = JSON.stringify(upstream.requests[1]?.json()["messages"]);
          expect(history).toContain("18 C");
          expect(history.indexOf("18 C")).toBeLessThan(history.indexOf("09:00"));
        });
      }

      it("reports an error inside a stream", async () => {
        upstream.respond(errorEventAfter(5, "Exploded mid-way"));
        const errors: unknown[] = [];
        const broken = of(freshModel(wire, `ai-${name.replaceAll(/\W/g, "")}`));
        const result = streamText({
          model: broken,
          prompt,
          maxRetries: 0,
          onError: ({ error }) => {
            errors.push(error);
          },
        });
        const parts = await collect(result.stream);
        expect(errors).toHaveLength(1);
        expect(parts.some((part) => part.type === "error")).toBe(true);
        expect(parts.find((part) => part.type === "finish")?.finishReason ?? "error").toBe("error");
      });
    });
  }
}

describe("AI SDK, the rest", () => {
  it("generates an object by JSON schema", async () => {
    upstream.respond(answer({ text: '{"city":"Paris"}' }));
    const schema = jsonSchema<{ city: string }>({
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    });
    for (const { model } of CHAT_MODELS) {
      const output = Output.object({ schema });
      const result = await generateText({ model: compatible(model), prompt, output, maxRetries: 0 });
      expect(result.output).toEqual({ city: "Paris" });
    }
  });

  it("embeds many values", async () => {
    const values = ["one", "two"];
    const model = openai.embedding("openai/text-embedding-3-small");
    const { embeddings } = await embedMany({ model, values, maxRetries: 0 });
    expect(embeddings).toEqual(values.map((value) => embeddingVector(value, 8)));
  });

  it.skipIf(direct)("raises APICallError with the gateway's message", async () => {
    for (const { of } of clients) {
      const error = await failure(generateText({ model: of("gpt-4o-minni"), prompt, maxRetries: 0 }));
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ statusCode: 404, isRetryable: false });
      expect(String(error)).toContain("gpt-4o-mini");
    }
  });
});
