import { ChatAnthropic } from "@langchain/anthropic";
import type { AIMessage } from "@langchain/core/messages";
import { AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { collect } from "../harness/collect.ts";
import { answer, embeddingVector, GET_TIME, GET_WEATHER, rateLimited, SIXTY_WORDS } from "../upstream/index.ts";
import { CHAT_MODELS, direct, failure, freshModel, startTarget } from "./target.ts";

const target = await startTarget();
const { upstream, apiKey } = target;
const clients = [
  {
    name: "ChatOpenAI",
    of: (model: string) =>
      new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL: target.openaiUrl }, streamUsage: true }),
  },
  {
    name: "ChatAnthropic",
    of: (model: string) =>
      new ChatAnthropic({ model, apiKey, maxRetries: 0, maxTokens: 200, anthropicApiUrl: target.origin }),
  },
] as const;
const usage = { input: 100, cacheRead: 60, cacheWrite: 0, output: 30, reasoning: 0 };
const tools = [
  tool(() => "18 C", { name: "get_weather", description: "Weather", schema: z.object({ city: z.string() }) }),
  tool(() => "09:00", { name: "get_time", description: "Time", schema: z.object({ zone: z.string() }) }),
];
const wantedCalls = [
  { id: GET_WEATHER.id, name: "get_weather", args: { city: "Paris", unit: "c" } },
  { id: GET_TIME.id, name: "get_time", args: { zone: "Europe/Paris" } },
];

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { name, of } of clients) {
  for (const { model } of CHAT_MODELS) {
    describe(`LangChain ${name} on ${model}`, () => {
      it("invokes, with usage", async () => {
        upstream.respond(answer({ usage }));
        const message = await of(model).invoke("hello");
        expect(message.text).toBe(SIXTY_WORDS);
        expect(message.usage_metadata).toMatchObject({ input_tokens: 100, output_tokens: 30, total_tokens: 130 });
        expect(message.usage_metadata).toHaveProperty("input_token_details.cache_read", 60);
      });

      it("streams, with usage", async () => {
        upstream.respond(answer({ usage }));
        const chunks = await collect(await of(model).stream("hello"));
        const whole = joined(chunks);
        expect(chunks.length).toBeGreaterThan(1);
        expect(whole.text).toBe(SIXTY_WORDS);
        // ChatAnthropic reads the input off message_start, where a translated stream can only hold an estimate.
        const estimated = name === "ChatAnthropic" && !model.startsWith("anthropic/");
        expect(whole.usage_metadata).toMatchObject({ input_tokens: estimated ? expect.any(Number) : 100 });
        // ChatAnthropic adds message_start's first output token to the final count, at the vendor too.
        const counted: unknown = Reflect.get(Object(whole.usage_metadata), "output_tokens");
        expect(name === "ChatAnthropic" ? [30, 31] : [30]).toContain(counted);
      });

      for (const streaming of [false, true]) {
        it(`binds tools and takes results back, streaming: ${streaming}`, async () => {
          upstream.queue(answer({ toolCalls: [GET_WEATHER, GET_TIME] }), answer({ text: "18 C at 09:00" }));
          const bound = of(model).bindTools(tools);
          const first: AIMessage = streaming
            ? joined(await collect(await bound.stream("hello")))
            : await bound.invoke("hello");
          expect(first.tool_calls).toMatchObject(wantedCalls);
          const results = wantedCalls.map(({ id }) => new ToolMessage({ tool_call_id: id, content: `of ${id}` }));
          const last = await bound.invoke([new HumanMessage("hello"), first, ...results]);
          expect(last.text).toBe("18 C at 09:00");
          const history = JSON.stringify(upstream.requests[1]?.json()["messages"]);
          expect(history).toContain(`of ${GET_TIME.id}`);
          expect(history.indexOf(`of ${GET_WEATHER.id}`)).toBeGreaterThan(0);
          expect(history.indexOf(`of ${GET_WEATHER.id}`)).toBeLessThan(history.indexOf(`of ${GET_TIME.id}`));
        });
      }

      it("raises the vendor's rate limit error", { timeout: 30_000 }, async () => {
        upstream.respond(rateLimited());
        const wire = model.startsWith("openai/") ? "openai" : "anthropic";
        const error = await failure(of(freshModel(wire, `langchain-${name}`)).invoke("hello"));
        expect(error).toMatchObject({ status: 429 });
      });
    });
  }
}

describe("LangChain OpenAIEmbeddings", () => {
  const embeddings = new OpenAIEmbeddings({
    model: "openai/text-embedding-3-small",
    apiKey,
    maxRetries: 0,
    configuration: { baseURL: target.openaiUrl },
  });

  it("embeds a query and documents", async () => {
    expect(await embeddings.embedQuery("one")).toEqual(embeddingVector("one", 8));
    expect(await embeddings.embedDocuments(["one", "two"])).toEqual(["one", "two"].map((t) => embeddingVector(t, 8)));
    if (!direct) expect(upstream.requests.every((request) => request.path === "/v1/embeddings")).toBe(true);
  });
});

function joined(chunks: AIMessageChunk[]): AIMessageChunk {
  return chunks.reduce((whole, chunk) => whole.concat(chunk), new AIMessageChunk(""));
}
