import { ApiError, GoogleGenAI } from "@google/genai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  cutAfter,
  embeddingVector,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  rateLimited,
  SIGNATURE,
  SIXTY_WORDS,
  startUpstream,
} from "./index.ts";

const upstream = await startUpstream();
const client = new GoogleGenAI({ apiKey: "k", vertexai: false, httpOptions: { baseUrl: upstream.url } });
const hello = { model: "gemini-x", contents: "hello" };

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("the Gemini wire, read by the official SDK", () => {
  it("answers whole, thoughts counted beside the candidates", async () => {
    upstream.respond(answer({ usage: { input: 100, cacheRead: 60, output: 30, reasoning: 12 } }));
    const found = await client.models.generateContent(hello);
    expect(found.text).toBe(SIXTY_WORDS);
    expect(found.modelVersion).toBe("gemini-x");
    expect(found.usageMetadata).toMatchObject({
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 18,
      thoughtsTokenCount: 12,
      totalTokenCount: 130,
    });
  });

  it("streams thoughts, signature, text and two calls, as the whole answer has them", async () => {
    upstream.respond(answer({ thinking: "let me think", text: "Looking.", toolCalls: [GET_WEATHER, GET_TIME] }));
    const whole = await client.models.generateContent(hello);
    const chunks = await collect(await client.models.generateContentStream(hello));
    expect(whole.functionCalls).toEqual([
      { id: GET_WEATHER.id, name: "get_weather", args: { city: "Paris", unit: "c" } },
      { id: GET_TIME.id, name: "get_time", args: { zone: "Europe/Paris" } },
    ]);
    expect(chunks.flatMap((chunk) => chunk.functionCalls ?? [])).toEqual(whole.functionCalls);
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const said = (thought: boolean): string =>
      parts.flatMap((part) => ((part.thought ?? false) === thought ? (part.text ?? "") : "")).join("");
    expect([said(true), said(false)]).toEqual(["let me think", "Looking."]);
    expect(parts.flatMap((part) => part.thoughtSignature ?? [])).toEqual([SIGNATURE]);
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe("STOP");
  });

  it("counts and embeds", async () => {
    expect((await client.models.countTokens(hello)).totalTokens).toBe(24);
    const { embeddings = [] } = await client.models.embedContent({ model: "embed-x", contents: ["one", "two"] });
    expect(embeddings.map(({ values }) => values)).toHaveLength(2);
    expect(embeddings[0]?.values).toHaveLength(embeddingVector("one", 8).length);
  });

  it("fails with its status, breaks in a stream, and ends unfinished when cut", async () => {
    upstream.respond(rateLimited());
    await expect(client.models.generateContent(hello)).rejects.toMatchObject({ status: 429, name: ApiError.name });
    upstream.respond(errorEventAfter(5));
    await expect(client.models.generateContentStream(hello).then(collect)).rejects.toThrow("Overloaded");
    upstream.respond(cutAfter(5));
    await expect(client.models.generateContentStream(hello).then(collect)).rejects.toThrow();
  });
});
