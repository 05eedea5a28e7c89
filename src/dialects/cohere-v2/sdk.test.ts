import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createCohere } from "@ai-sdk/cohere";
import { type Cohere, CohereClientV2 } from "cohere-ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatRequest } from "../../canonical/request.ts";
import type { StreamEvent } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { encodeAll, meta, target } from "../test-support.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { openEncoder } from "./stream-encoder.ts";
import { OWN } from "./thinking.ts";

const usage = {
  inputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 0,
  cacheWriteLongTokens: 0,
  outputTokens: 7,
  reasoningTokens: 0,
};

const citation = { url: "https://x.test/a", title: "A", citedText: "passage", startIndex: 0, endIndex: 5 };

const events: readonly StreamEvent[] = [
  { type: "start" },
  { type: "block-start", index: 0, block: { kind: "reasoning" } },
  { type: "block-delta", index: 0, text: "hm" },
  { type: "block-carry", index: 0, carry: OWN },
  { type: "block-end", index: 0 },
  { type: "ping" },
  { type: "block-start", index: 1, block: { kind: "text" } },
  { type: "block-delta", index: 1, text: "Grüße " },
  { type: "block-delta", index: 1, text: "🎈" },
  { type: "block-citation", index: 1, citation },
  { type: "block-end", index: 1 },
  { type: "block-start", index: 2, block: { kind: "tool-call", id: "c1", name: "a" } },
  { type: "block-start", index: 3, block: { kind: "tool-call", id: "c2", name: "b" } },
  { type: "block-delta", index: 3, text: '{"x":' },
  { type: "block-end", index: 2 },
  { type: "block-delta", index: 3, text: '"ü"}' },
  { type: "block-end", index: 3 },
  { type: "finish", finish: { reason: "tool-calls" }, usage },
];

let answer: { type: string; text: string };
let received: JsonObject = {};
let server: Server;
let client: CohereClientV2;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      response.writeHead(200, { "content-type": answer.type }).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  client = new CohereClientV2({ token: "example", environment: `http://127.0.0.1:${port}` });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sse = () => ({ type: "text/event-stream", text: encodeAll(openEncoder(meta()), events) });
const whole = () => ({
  type: "application/json",
  text: JSON.stringify(
    encodeResponse(
      {
        blocks: [
          { kind: "reasoning", text: "hm", carry: OWN },
          { kind: "text", text: "Grüße 🎈", citations: [citation] },
          { kind: "tool-call", id: "c1", name: "a", arguments: "" },
        ],
        finish: { reason: "stop" },
        usage,
      },
      meta(),
    ),
  ),
});
const ask: Cohere.V2ChatRequest = { model: "m", messages: [{ role: "user", content: "hi" }] };

const source = {
  type: "document",
  id: "source_0",
  document: { id: "source_0", text: "passage", title: "A", url: "https://x.test/a" },
};

describe("Cohere's SDK", () => {
  it("reads our streams", async () => {
    answer = sse();
    const got: Cohere.V2ChatStreamResponse[] = [];
    for await (const event of await client.chatStream(ask)) got.push(event);
    expect(got.map((event) => event.type)).toEqual([
      "message-start",
      "content-start",
      "content-delta",
      "content-end",
      "content-start",
      "content-delta",
      "content-delta",
      "citation-start",
      "citation-end",
      "content-end",
      "tool-call-start",
      "tool-call-delta",
      "tool-call-end",
      "tool-call-start",
      "tool-call-delta",
      "tool-call-delta",
      "tool-call-end",
      "message-end",
    ]);
    const said = got.flatMap((event) => (event.type === "content-delta" ? [event.delta?.message?.content] : []));
    expect(said).toEqual([{ thinking: "hm" }, { text: "Grüße " }, { text: "🎈" }]);
    expect(got.find((event) => event.type === "citation-start")).toMatchObject({
      delta: { message: { citations: { start: 0, end: 5, text: "Grüße", sources: [source], contentIndex: 1 } } },
    });
    const calls = got.flatMap((event) => (event.type === "tool-call-start" ? [event.delta?.message?.toolCalls] : []));
    expect(calls).toEqual([
      { id: "c1", type: "function", function: { name: "a", arguments: "" } },
      { id: "c2", type: "function", function: { name: "b", arguments: "" } },
    ]);
    const pieces = got.flatMap((event) =>
      event.type === "tool-call-delta" ? [event.delta?.message?.toolCalls?.function?.arguments] : [],
    );
    expect(pieces).toEqual(["{}", '{"x":', '"ü"}']);
    expect(got.at(-1)).toMatchObject({
      delta: { finishReason: "TOOL_CALL", usage: { tokens: { inputTokens: 15, outputTokens: 7 }, cachedTokens: 5 } },
    });
  });

  it("reads our whole answers", async () => {
    answer = whole();
    const got = await client.chat(ask);
    expect(got.message).toEqual({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "hm" },
        { type: "text", text: "Grüße 🎈" },
      ],
      toolCalls: [{ id: "c1", type: "function", function: { name: "a", arguments: "{}" } }],
      citations: [{ start: 0, end: 5, text: "Grüße", sources: [source], contentIndex: 1, type: "TEXT_CONTENT" }],
    });
    expect([got.id, got.finishReason]).toEqual(["t1", "COMPLETE"]);
  });

  it.each([
    ["tools", { tools: true }],
    ["documents", { tools: false }],
  ])("sends each member of our bodies as it is: there is none that it does not know (%s)", async (_name, { tools }) => {
    const { body } = encodeRequest(tools ? WITH_TOOLS : WITH_DOCUMENTS, target({ reasoningStyle: "budget" }));
    answer = whole();
    await client.chat(camelCased(body) as Cohere.V2ChatRequest);
    expect(received).toEqual({ ...body, stream: false });
  });
});

/** The body as the SDK wants it; what is the caller's own stays as it is. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own = name === "parameters" || name === "json_schema" || name === "data";
      return [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), own ? inner : camelCased(inner)];
    }),
  );
}

const WITH_TOOLS: ChatRequest = {
  model: "m",
  stream: false,
  maxOutputTokens: 900,
  temperature: 0.3,
  topP: 0.8,
  topK: 10,
  seed: 1,
  presencePenalty: 0.1,
  stopSequences: ["END"],
  reasoning: { budgetTokens: 500 },
  toolChoice: { kind: "required" },
  tools: [
    { name: "a", description: "does a", parameters: { type: "object", properties: { some_x: {} } }, strict: true },
    { name: "free", parameters: {}, custom: {}, strict: true },
  ],
  messages: [
    { role: "system", blocks: [{ kind: "text", text: "Be brief." }] },
    {
      role: "user",
      blocks: [
        { kind: "text", text: "Look:" },
        { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw==" }, detail: "low" },
        { kind: "image", source: { kind: "url", url: "https://x.test/a.png" } },
      ],
    },
    {
      role: "assistant",
      blocks: [
        { kind: "reasoning", text: "hm", carry: OWN },
        { kind: "text", text: "I will look." },
        { kind: "tool-call", id: "c1", name: "a", arguments: '{"some_x":1}' },
      ],
    },
    {
      role: "user",
      blocks: [
        {
          kind: "tool-result",
          toolCallId: "c1",
          content: [
            { kind: "text", text: "yes" },
            { kind: "document", title: "T", source: { kind: "text", text: "doc" } },
          ],
        },
      ],
    },
  ],
  unmapped: [],
};

const WITH_DOCUMENTS: ChatRequest = {
  model: "m",
  stream: false,
  reasoning: { effort: "none" },
  frequencyPenalty: 0.2,
  messages: [
    {
      role: "user",
      blocks: [
        { kind: "document", title: "T", source: { kind: "text", text: "doc" } },
        { kind: "text", text: "What is in it?" },
      ],
    },
  ],
  unmapped: [],
};

describe("Vercel's reader", () => {
  it("reads our streams and whole answers alike", async () => {
    let body: Response;
    const cohere = createCohere({ apiKey: "x", fetch: async () => body });
    const model = cohere("command-a");
    const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }];
    const sent = sse();
    body = new Response(sent.text, { headers: { "content-type": sent.type } });
    const { stream } = await model.doStream({ prompt });
    const read: JsonObject[] = [];
    for await (const part of stream) read.push({ ...part });
    expect(read.filter((part) => part["type"] === "error")).toEqual([]);
    expect(read.filter((part) => part["type"] === "tool-call").map((part) => part["input"])).toEqual([
      "{}",
      '{"x":"ü"}',
    ]);
    expect(read.filter((part) => part["type"] === "text-delta").map((part) => part["delta"])).toEqual(["Grüße ", "🎈"]);
    expect(read.at(-1)).toMatchObject({ finishReason: { unified: "tool-calls" } });
    body = Response.json(JSON.parse(whole().text));
    const { content } = await model.doGenerate({ prompt });
    expect(content.map((part) => part.type)).toEqual(["reasoning", "text", "source", "tool-call"]);
  });
});
