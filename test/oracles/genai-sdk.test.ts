import type { Content, FunctionDeclaration } from "@google/genai";
import { ApiError, GoogleGenAI } from "@google/genai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  dribbled,
  embeddingVector,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  ODD_TEXT,
  rateLimited,
  SIGNATURE,
  SIXTY_WORDS,
} from "../upstream/index.ts";
import {
  CHAT_MODELS,
  direct,
  expectGatewayObject,
  expectUpstreamCall,
  failure,
  freshModel,
  startTarget,
} from "./target.ts";

const target = await startTarget();
const { upstream, apiKey } = target;
const usage = { input: 100, cacheRead: 60, cacheWrite: 0, output: 30, reasoning: 12 };
const usageOut = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 18,
  thoughtsTokenCount: 12,
  totalTokenCount: 130,
};
const contents = "hello";
const functionDeclarations: FunctionDeclaration[] = [GET_WEATHER, GET_TIME].map(({ name }) => ({
  name,
  description: `Calls ${name}`,
  parametersJsonSchema: { type: "object", properties: {} },
}));
const called = [GET_WEATHER, GET_TIME].map(({ id, name, arguments: args }) => ({
  id,
  name,
  args: JSON.parse(args) as Record<string, unknown>,
}));

function clientOf(apiVersion: string, key = apiKey): GoogleGenAI {
  return new GoogleGenAI({ apiKey: key, vertexai: false, httpOptions: { baseUrl: target.origin, apiVersion } });
}
const client = clientOf("v1beta");

beforeEach(() => upstream.reset());
afterAll(() => target.stop());

for (const { model, wire } of CHAT_MODELS) {
  describe(`Google Gen AI SDK on ${model}`, () => {
    for (const version of ["v1beta", "v1"]) {
      it(`answers at /${version}, with usage in detail`, async () => {
        upstream.respond(answer({ usage }));
        const found = await clientOf(version).models.generateContent({ model, contents });
        expect(found.text).toBe(SIXTY_WORDS);
        expect(found.candidates?.[0]?.finishReason).toBe("STOP");
        expect(found.usageMetadata).toMatchObject(usageOut);
        if (direct) return;
        expect(found.modelVersion).toBe(model);
        expectUpstreamCall(upstream.requests[0], wire, apiKey);
      });
    }

    it("streams text, end and usage", async () => {
      upstream.respond(answer({ usage }));
      const chunks = await collect(await client.models.generateContentStream({ model, contents }));
      expect(chunks.map((chunk) => chunk.text ?? "").join("")).toBe(SIXTY_WORDS);
      expect(chunks.flatMap((chunk) => chunk.candidates?.[0]?.finishReason ?? [])).toEqual(["STOP"]);
      expect(chunks.at(-1)?.usageMetadata).toMatchObject(usageOut);
    });

    it("maps a length stop", async () => {
      upstream.respond(answer({ finish: "length", text: "cut sh" }));
      const found = await client.models.generateContent({ model, contents, config: { maxOutputTokens: 5 } });
      expect(found.candidates?.[0]).toMatchObject({ finishReason: "MAX_TOKENS" });
      if (direct) return;
      const sent = expectUpstreamCall(upstream.requests[0], wire, apiKey);
      expect(sent).toHaveProperty("max_tokens", 5);
    });

    it("keeps every character when the upstream sends single bytes", async () => {
      upstream.respond(dribbled({ text: ODD_TEXT }));
      const chunks = await collect(await client.models.generateContentStream({ model, contents }));
      expect(chunks.map((chunk) => chunk.text ?? "").join("")).toBe(ODD_TEXT.join(""));
    });

    it("shows thoughts, and sends them back with their signature to whom they came from", async () => {
      upstream.respond(answer({ thinking: "let me think", text: "Forty-two." }));
      const chat = client.chats.create({ model, config: { thinkingConfig: { includeThoughts: true } } });
      const found = await chat.sendMessage({ message: "think" });
      const parts = found.candidates?.[0]?.content?.parts ?? [];
      const thoughts = parts.flatMap((part) => (part.thought ? (part.text ?? "") : []));
      expect([thoughts.join(""), found.text]).toEqual(["let me think", "Forty-two."]);
      await chat.sendMessage({ message: "and now?" });
      const history = JSON.stringify(upstream.requests[1]?.json());
      if (wire === "anthropic") expect(history).toContain(SIGNATURE);
    });

    for (const streaming of [false, true]) {
      it(`chats with parallel tools over two turns, streaming: ${streaming}`, async () => {
        upstream.queue(answer({ toolCalls: [GET_WEATHER, GET_TIME] }), answer({ text: "18 degrees at 9 in Paris" }));
        const chat = client.chats.create({ model, config: { tools: [{ functionDeclarations }] } });
        const ask = async (message: Content["parts"]) => {
          if (!streaming) return [await chat.sendMessage({ message: message ?? [] })];
          return collect(await chat.sendMessageStream({ message: message ?? [] }));
        };
        const first = await ask([{ text: "What is it like?" }]);
        expect(first.flatMap((chunk) => chunk.functionCalls ?? [])).toEqual(called);
        const results = called.map(({ id, name }, index) => ({
          functionResponse: { id, name, response: { output: ["18 C", "09:00"][index] } },
        }));
        const last = await ask(results);
        expect(last.map((chunk) => chunk.text ?? "").join("")).toBe("18 degrees at 9 in Paris");
        const history = JSON.stringify(upstream.requests[1]?.json()["messages"] ?? upstream.requests[1]?.json());
        for (const [before, after] of [
          ["18 C", "09:00"],
          [GET_WEATHER.id, GET_TIME.id],
        ] as const) {
          expect(history.indexOf(before)).toBeGreaterThan(0);
          expect(history.indexOf(after)).toBeGreaterThan(history.indexOf(before));
        }
      });
    }

    it("asks for JSON by a schema", async () => {
      upstream.respond(answer({ text: '{"city":"Paris"}' }));
      const responseJsonSchema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
      const config = { responseMimeType: "application/json", responseJsonSchema };
      const found = await client.models.generateContent({ model, contents, config });
      expect(JSON.parse(found.text ?? "")).toEqual({ city: "Paris" });
      expect(JSON.stringify(upstream.requests[0]?.json())).toContain('"city"');
    });

    it("counts tokens", async () => {
      // Estimated by the gateway: neither provider counts in this wire.
      expect((await client.models.countTokens({ model, contents })).totalTokens).toBeGreaterThan(0);
    });

    it("raises errors with their status, and breaks in a stream", async () => {
      upstream.respond(rateLimited());
      const limited = freshModel(wire, "genai-limited");
      const error = await failure(client.models.generateContent({ model: limited, contents }));
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 429 });
      upstream.respond(errorEventAfter(5));
      const broken = freshModel(wire, "genai-broken");
      const stream = client.models.generateContentStream({ model: broken, contents });
      expect(await failure(stream.then(collect))).toBeInstanceOf(Error);
    });
  });
}

describe("Google Gen AI SDK, the rest", () => {
  it("embeds with a provider of another wire", async () => {
    const model = "openai/text-embedding-3-small";
    const { embeddings } = await client.models.embedContent({ model, contents: ["one", "two"] });
    expect(embeddings).toHaveLength(2);
    if (direct) return;
    expect(embeddings?.map(({ values }) => values)).toEqual(["one", "two"].map((text) => embeddingVector(text, 8)));
    expect(upstream.requests[0]?.path).toBe("/v1/embeddings");
  });

  it.skipIf(direct)("raises what the gateway itself refuses", async () => {
    const unknown = await failure(client.models.generateContent({ model: "gpt-4o-minni", contents }));
    expect(unknown).toMatchObject({ status: 404 });
    expect(String(unknown)).toContain("gpt-4o-mini");
    const stranger = clientOf("v1beta", "llm_gw_dev_unknown").models.generateContent({
      model: "gpt-4o-mini",
      contents,
    });
    expect(await failure(stranger)).toMatchObject({ status: 401 });
  });

  it.skipIf(direct)("is given the gateway's object in the raw answer", async () => {
    const asked = { contents: [{ role: "user", parts: [{ text: "hello" }] }] };
    const response = await fetch(`${target.origin}/v1beta/models/openai/gpt-4o-mini:generateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": apiKey, "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
    expectGatewayObject(await response.json());
  });
});
