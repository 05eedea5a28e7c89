import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { ApiError, FunctionCallingConfigMode, GoogleGenAI, ThinkingLevel, Type } from "@google/genai";
import { jsonSchema, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import { fail } from "../../errors/gateway-error.ts";
import type { JsonObject } from "../dialect.ts";
import { encodeAll, meta } from "../test-support.ts";
import { checkRequest } from "./check-request.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeResponse } from "./encode-response.ts";
import { endBadly, writeError } from "./errors.ts";
import { KEEP_ALIVE } from "./keep-alive.ts";
import { openEncoder } from "./stream-encoder.ts";

/** What the next requests are answered with, in order. */
interface Answer {
  readonly status?: number;
  readonly body: string;
}

let server: Server;
let origin: string;
let answers: Answer[] = [];
let requests: { path: string; body: JsonObject }[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      requests.push({ path: req.url ?? "", body: JSON.parse(Buffer.concat(chunks).toString("utf8")) as JsonObject });
      const { status = 200, body } = answers.shift() ?? { status: 500, body: "{}" };
      const isStream = body.startsWith("data:");
      res.writeHead(status, { "content-type": isStream ? "text/event-stream" : "application/json" });
      res.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  answers = [];
  requests = [];
});

const client = (): GoogleGenAI => new GoogleGenAI({ apiKey: "key", vertexai: false, httpOptions: { baseUrl: origin } });

/** The canonical form of a request as the SDK sent it; the pipeline puts model and stream into the body. */
function received(n: number) {
  const { body, path } = requests[n] ?? { body: {}, path: "" };
  const whole = { ...body, model: "m", stream: path.includes("streamGenerateContent") };
  checkRequest(whole);
  return decodeRequest(whole);
}

const foreign = { dialect: "anthropic-messages", data: "sig" };
const usage = {
  inputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  outputTokens: 7,
  reasoningTokens: 4,
};
const events: readonly StreamEvent[] = [
  { type: "start" },
  { type: "block-start", index: 0, block: { kind: "reasoning" } },
  { type: "block-delta", index: 0, text: "hm" },
  { type: "block-carry", index: 0, carry: foreign },
  { type: "block-end", index: 0 },
  { type: "ping" },
  { type: "block-start", index: 1, block: { kind: "text" } },
  { type: "block-delta", index: 1, text: "Grüße " },
  { type: "block-delta", index: 1, text: "🎈" },
  { type: "block-end", index: 1 },
  { type: "block-start", index: 2, block: { kind: "tool-call", id: "c1", name: "a" } },
  { type: "block-start", index: 3, block: { kind: "tool-call", id: "c2", name: "b" } },
  { type: "block-delta", index: 3, text: '{"x":' },
  { type: "block-end", index: 2 },
  { type: "block-delta", index: 3, text: "1}" },
  { type: "block-end", index: 3 },
  { type: "finish", finish: { reason: "tool-calls" }, usage },
];
const stream = (): string => encodeAll(openEncoder(meta()), events);
const plain = (text: string): string =>
  encodeAll(openEncoder(meta()), [
    { type: "block-start", index: 0, block: { kind: "text" } },
    { type: "block-delta", index: 0, text },
    { type: "block-end", index: 0 },
    { type: "finish", finish: { reason: "stop" }, usage },
  ]);

describe("Google's SDK", () => {
  it("reads our streams", async () => {
    answers = [{ body: KEEP_ALIVE + stream() }];
    let text = "";
    const calls: unknown[] = [];
    let last: unknown;
    for await (const chunk of await client().models.generateContentStream({ model: "m", contents: "hi" })) {
      // The SDK writes to the console when it is asked for the text of a call.
      if (chunk.functionCalls === undefined) text += chunk.text ?? "";
      else calls.push(...chunk.functionCalls);
      last = chunk;
    }
    expect(requests[0]?.path).toBe("/v1/models/m:streamGenerateContent?alt=sse");
    expect(text).toBe("Grüße 🎈");
    expect(calls).toEqual([
      { id: "c1", name: "a", args: {} },
      { id: "c2", name: "b", args: { x: 1 } },
    ]);
    expect(last).toMatchObject({
      modelVersion: "prov/model",
      responseId: "t1",
      candidates: [{ finishReason: "STOP" }],
      usageMetadata: {
        promptTokenCount: 15,
        cachedContentTokenCount: 5,
        candidatesTokenCount: 7,
        thoughtsTokenCount: 4,
      },
    });
  });

  it("keeps our answers in a chat, and sends the state of other vendors back", async () => {
    answers = [{ body: stream() }, { body: KEEP_ALIVE + plain("done") }, { body: plain("bye") }];
    const chat = client().chats.create({ model: "m" });
    for await (const _ of await chat.sendMessageStream({ message: "hi" }));
    const result = (id: string, name: string) => ({ functionResponse: { id, name, response: { output: id } } });
    for await (const _ of await chat.sendMessageStream({ message: [result("c2", "b"), result("c1", "a")] }));
    for await (const _ of await chat.sendMessageStream({ message: "thanks" }));
    expect(received(1).messages.map(({ role, blocks }) => [role, blocks])).toEqual([
      ["user", [{ kind: "text", text: "hi" }]],
      [
        "assistant",
        [
          { kind: "reasoning", text: "hm", carry: foreign },
          { kind: "text", text: "Grüße 🎈" },
          { kind: "tool-call", id: "c1", name: "a", arguments: "{}" },
          { kind: "tool-call", id: "c2", name: "b", arguments: '{"x":1}' },
        ],
      ],
      [
        "user",
        [
          { kind: "tool-result", toolCallId: "c2", content: [{ kind: "text", text: "c2" }] },
          { kind: "tool-result", toolCallId: "c1", content: [{ kind: "text", text: "c1" }] },
        ],
      ],
    ]);
    expect(received(2).messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant", "user"]);
  });

  it("reads our whole answers", async () => {
    const blocks = decodeResponse({
      candidates: [{ content: { parts: [{ text: "a" }, { functionCall: { id: "c", name: "f", args: { x: 1 } } }] } }],
    }).blocks;
    answers = [{ body: JSON.stringify(encodeResponse({ blocks, finish: { reason: "tool-calls" }, usage }, meta())) }];
    const answer = await client().models.generateContent({ model: "m", contents: "hi" });
    expect(answer.functionCalls).toEqual([{ id: "c", name: "f", args: { x: 1 } }]);
    expect(answer.candidates?.[0]?.finishReason).toBe("STOP");
    expect(answer.usageMetadata?.totalTokenCount).toBe(26);
  });

  it("throws at our errors, whole and at the end of a stream", async () => {
    const limited = fail("rate_limit_exceeded", { retryAfterSeconds: 1 });
    answers = [{ status: 429, body: JSON.stringify(writeError(limited, "r")) }];
    const whole = client().models.generateContent({
      model: "m",
      contents: "hi",
      config: { httpOptions: { retryOptions: { attempts: 1 } } },
    });
    await expect(whole).rejects.toMatchObject({ name: "ApiError", status: 429 });
    answers = [{ body: (stream().split("\n\n")[0] ?? "") + "\n\n" + endBadly(fail("upstream_interrupted"), "r") }];
    const read = async (): Promise<void> => {
      for await (const _ of await client().models.generateContentStream({ model: "m", contents: "hi" }));
    };
    await expect(read()).rejects.toBeInstanceOf(ApiError);
  });

  it("sends what we can read", async () => {
    answers = [{ body: JSON.stringify(encodeResponse({ blocks: [], finish: { reason: "stop" } }, meta())) }];
    await client().models.generateContent({
      model: "m",
      contents: [{ role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "AA==" } }, { text: "what?" }] }],
      config: {
        systemInstruction: "Be brief.",
        maxOutputTokens: 50,
        temperature: 0.5,
        stopSequences: ["END"],
        responseMimeType: "application/json",
        responseSchema: { type: Type.OBJECT, properties: { a: { type: Type.STRING, nullable: true } } },
        thinkingConfig: { thinkingLevel: ThinkingLevel.LOW, includeThoughts: true },
        tools: [
          {
            functionDeclarations: [
              { name: "f", parameters: { type: Type.OBJECT, properties: { n: { type: Type.INTEGER } } } },
            ],
          },
          { googleSearch: {} },
        ],
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ["f"] } },
      },
    });
    expect(received(0)).toMatchObject({
      messages: [
        { role: "system", blocks: [{ kind: "text", text: "Be brief." }] },
        { role: "user", blocks: [{ kind: "image" }, { kind: "text", text: "what?" }] },
      ],
      maxOutputTokens: 50,
      temperature: 0.5,
      stopSequences: ["END"],
      responseFormat: { schema: { type: "object", properties: { a: { type: ["string", "null"] } } } },
      reasoning: { effort: "low", visible: true },
      tools: [{ name: "f", parameters: { type: "object", properties: { n: { type: "integer" } } } }],
      hostedTools: [{ kind: "web-search" }],
      toolChoice: { kind: "tool", name: "f" },
      unmapped: [],
    });
  });
});

describe("Vercel's AI SDK", () => {
  it("reads our streams, calls tools and sends the state of other vendors back", async () => {
    answers = [{ body: stream() }, { body: plain("done") }];
    const google = createGoogleGenerativeAI({ apiKey: "key", baseURL: `${origin}/v1beta` });
    const echo = tool({
      inputSchema: jsonSchema<{ x?: number }>({ type: "object", properties: { x: { type: "number" } } }),
      execute: async ({ x }) => `got ${x ?? "nothing"}`,
    });
    const result = streamText({
      model: google("gemini-3-pro-preview"),
      prompt: "hi",
      tools: { a: echo, b: echo },
      stopWhen: stepCountIs(2),
    });
    const steps = await result.steps;
    expect(steps[0]?.reasoningText).toBe("hm");
    expect(steps[0]?.text).toBe("Grüße 🎈");
    expect(steps[0]?.toolCalls.map(({ toolCallId, toolName, input }) => [toolCallId, toolName, input])).toEqual([
      ["c1", "a", {}],
      ["c2", "b", { x: 1 }],
    ]);
    expect(steps[0]?.finishReason).toBe("tool-calls");
    expect(steps[0]?.usage).toMatchObject({ inputTokens: 15, outputTokens: 11 });
    expect(steps[1]?.text).toBe("done");
    const { messages } = received(1);
    expect(messages[1]?.blocks).toMatchObject([
      { kind: "reasoning", text: "hm", carry: foreign },
      { kind: "text", text: "Grüße 🎈" },
      { kind: "tool-call", id: "c1", name: "a", arguments: "{}" },
      { kind: "tool-call", id: "c2", name: "b", arguments: '{"x":1}' },
    ]);
    expect(messages[2]?.blocks).toMatchObject([
      { kind: "tool-result", toolCallId: "c1", content: [{ kind: "text", text: "got nothing" }] },
      { kind: "tool-result", toolCallId: "c2", content: [{ kind: "text", text: "got 1" }] },
    ]);
  });

  it("fails at an error in the stream", async () => {
    answers = [{ body: (stream().split("\n\n")[0] ?? "") + "\n\n" + endBadly(fail("upstream_interrupted"), "r") }];
    const google = createGoogleGenerativeAI({ apiKey: "key", baseURL: `${origin}/v1beta` });
    const errors: unknown[] = [];
    const result = streamText({
      model: google("gemini-3-pro-preview"),
      prompt: "hi",
      maxRetries: 0,
      onError: ({ error }) => {
        errors.push(error);
      },
    });
    await result.consumeStream();
    expect(errors).toHaveLength(1);
    expect(await result.finishReason).toBe("error");
  });
});
