import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StreamEvent } from "../../canonical/response.ts";
import { encodeEventStream } from "../../framing/aws-event-stream.ts";
import { latin1OfText } from "../../framing/latin1.ts";
import type { JsonObject } from "../dialect.ts";
import { encodeAll, meta, target } from "../test-support.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { openEncoder } from "./stream-encoder.ts";
import { own, RICH } from "./test-support.ts";

const usage = {
  inputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 3,
  cacheWriteLongTokens: 2,
  outputTokens: 7,
  reasoningTokens: 4,
};

const events: readonly StreamEvent[] = [
  { type: "start" },
  { type: "block-start", index: 0, block: { kind: "reasoning" } },
  { type: "block-delta", index: 0, text: "hm" },
  { type: "block-carry", index: 0, carry: own("sig") },
  { type: "block-end", index: 0 },
  { type: "block-start", index: 1, block: { kind: "reasoning", redacted: true } },
  { type: "block-carry", index: 1, carry: own("AAEC") },
  { type: "block-end", index: 1 },
  { type: "block-start", index: 2, block: { kind: "text" } },
  { type: "block-delta", index: 2, text: "Grüße " },
  { type: "block-delta", index: 2, text: "🎈" },
  { type: "block-citation", index: 2, citation: { url: "https://x.test/a", title: "A", citedText: "passage" } },
  { type: "block-end", index: 2 },
  { type: "block-start", index: 3, block: { kind: "tool-call", id: "c1", name: "a" } },
  { type: "block-start", index: 4, block: { kind: "tool-call", id: "c2", name: "b" } },
  { type: "block-delta", index: 4, text: '{"x":' },
  { type: "block-end", index: 3 },
  { type: "block-delta", index: 4, text: '"ü"}' },
  { type: "block-end", index: 4 },
  { type: "finish", finish: { reason: "tool-calls" }, usage },
];

/** What the server of a test answers with, and the body that it got. */
let answer: { contentType: string; bytes: Buffer; status?: number };
let received: JsonObject = {};
/** The SDK speaks HTTP/2 to this service. */
let server: Http2Server;
const sessions: ServerHttp2Session[] = [];
let client: BedrockRuntimeClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
      response.writeHead(answer.status ?? 200, { "content-type": answer.contentType });
      response.end(answer.bytes);
    });
  });
  server.on("session", (session) => sessions.push(session));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new BedrockRuntimeClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const stream = (text: string) => ({
  contentType: "application/vnd.amazon.eventstream",
  bytes: encodeEventStream(latin1OfText(text)),
});
const whole = (body: JsonObject) => ({ contentType: "application/json", bytes: Buffer.from(JSON.stringify(body)) });
const ask: ConverseCommandInput = { modelId: "m", messages: [{ role: "user", content: [{ text: "hi" }] }] };

async function streamed(text: string): Promise<ConverseStreamOutput[]> {
  answer = stream(text);
  const output = await client.send(new ConverseStreamCommand(ask));
  const got: ConverseStreamOutput[] = [];
  for await (const event of output.stream ?? []) got.push(event);
  return got;
}

describe("Amazon's SDK", () => {
  it("reads our streams", async () => {
    const got = await streamed(encodeAll(openEncoder(meta()), events));
    const deltas = got.flatMap(({ contentBlockDelta }) => (contentBlockDelta === undefined ? [] : [contentBlockDelta]));
    expect(got[0]).toEqual({ messageStart: { role: "assistant" } });
    expect(deltas.map(({ contentBlockIndex, delta }) => [contentBlockIndex, delta])).toEqual([
      [0, { reasoningContent: { text: "hm" } }],
      [0, { reasoningContent: { signature: "sig" } }],
      [1, { reasoningContent: { redactedContent: new Uint8Array([0, 1, 2]) } }],
      [2, { text: "Grüße " }],
      [2, { text: "🎈" }],
      [
        2,
        {
          citation: {
            title: "A",
            source: "https://x.test/a",
            sourceContent: [{ text: "passage" }],
            location: { web: { url: "https://x.test/a" } },
          },
        },
      ],
      [4, { toolUse: { input: '{"x":' } }],
      [4, { toolUse: { input: '"ü"}' } }],
    ]);
    expect(got.flatMap(({ contentBlockStart }) => contentBlockStart?.start ?? [])).toEqual([
      { toolUse: { toolUseId: "c1", name: "a" } },
      { toolUse: { toolUseId: "c2", name: "b" } },
    ]);
    expect(got.flatMap(({ contentBlockStop }) => contentBlockStop?.contentBlockIndex ?? [])).toEqual([0, 1, 2, 3, 4]);
    expect(got.at(-2)).toEqual({ messageStop: { stopReason: "tool_use" } });
    expect(got.at(-1)?.metadata?.usage).toEqual({
      inputTokens: 10,
      outputTokens: 11,
      totalTokens: 31,
      cacheReadInputTokens: 5,
      cacheWriteInputTokens: 5,
      cacheDetails: [
        { ttl: "5m", inputTokens: 3 },
        { ttl: "1h", inputTokens: 2 },
      ],
    });
  });

  it("raises exceptions inside our streams as what they are", async () => {
    const text =
      'event: messageStart\ndata: {"role":"assistant"}\n\nevent: throttlingException\ndata: {"message":"slow"}\n\n';
    await expect(streamed(text)).rejects.toMatchObject({ name: "ThrottlingException", message: "slow" });
  });

  it("reads our whole answers", async () => {
    const response = encodeResponse(
      {
        blocks: [
          { kind: "reasoning", text: "hm", carry: own("sig") },
          { kind: "reasoning", text: "", redacted: true, carry: own("AAEC") },
          { kind: "text", text: "Grüße", citations: [{ url: "https://x.test/a", title: "A", citedText: "passage" }] },
          { kind: "tool-call", id: "c1", name: "a", arguments: '{"x":[1,{"y":null}]}' },
          { kind: "image", source: { kind: "data", mediaType: "image/png", data: "iVBORw==" } },
        ],
        finish: { reason: "stop-sequence", stopSequence: "END" },
        usage,
      },
      meta(),
    );
    answer = whole(response);
    const output = await client.send(new ConverseCommand(ask));
    expect(output.output?.message?.content).toEqual([
      { reasoningContent: { reasoningText: { text: "hm", signature: "sig" } } },
      { reasoningContent: { redactedContent: new Uint8Array([0, 1, 2]) } },
      {
        citationsContent: {
          content: [{ text: "Grüße" }],
          citations: [
            {
              title: "A",
              source: "https://x.test/a",
              sourceContent: [{ text: "passage" }],
              location: { web: { url: "https://x.test/a" } },
            },
          ],
        },
      },
      { toolUse: { toolUseId: "c1", name: "a", input: { x: [1, { y: null }] } } },
      { image: { format: "png", source: { bytes: new Uint8Array(Buffer.from("iVBORw==", "base64")) } } },
    ]);
    expect(output.stopReason).toBe("stop_sequence");
    expect(output.additionalModelResponseFields).toEqual({ stop_sequence: "END" });
    expect(output.usage?.cacheDetails).toHaveLength(2);
  });

  it("sends each member of our bodies as it is: there is none that it does not know", async () => {
    const { body } = encodeRequest(RICH, target({ family: "claude", reasoningStyle: "budget" }));
    answer = whole({ output: { message: { role: "assistant", content: [{ text: "x" }] } }, stopReason: "end_turn" });
    await client.send(new ConverseCommand({ modelId: "m", ...(withBytes(body) as object) } as ConverseCommandInput));
    expect(received).toEqual(body);
    expect(decodeRequest({ model: "m", ...received })).toMatchObject({
      maxOutputTokens: 9_000,
      reasoning: { budgetTokens: 2_000 },
      parallelToolCalls: false,
      responseFormat: { kind: "json-schema", name: "person" },
      metadata: { team: "blue" },
      unmapped: [],
    });
  });
});

/** The body as the SDK wants it: bytes where the wire has base64. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    const bytes = (name === "bytes" || name === "redactedContent") && typeof inner === "string";
    return [name, bytes ? new Uint8Array(Buffer.from(inner, "base64")) : withBytes(inner)];
  });
  return Object.fromEntries(members);
}

describe("Vercel's reader", () => {
  it("reads our streams and whole answers alike", async () => {
    let body: Response;
    const bedrock = createAmazonBedrock({ region: "us-east-1", apiKey: "x", fetch: async () => body });
    const model = bedrock("us.anthropic.claude-x");
    const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "hi" }] }];
    const sent = stream(encodeAll(openEncoder(meta()), events));
    body = new Response(new Uint8Array(sent.bytes), { headers: { "content-type": sent.contentType } });
    const { stream: parts } = await model.doStream({ prompt });
    const read: JsonObject[] = [];
    for await (const part of parts) read.push({ ...part });
    expect(
      read.filter((part) => part["type"] === "tool-call").map((part) => [part["toolCallId"], part["input"]]),
    ).toEqual([
      ["c1", "{}"],
      ["c2", '{"x":"ü"}'],
    ]);
    expect(read.filter((part) => part["type"] === "error")).toEqual([]);
    expect(read.at(-1)).toMatchObject({ finishReason: { unified: "tool-calls" } });

    const { blocks, finish } = decodeResponse(
      encodeResponse({ blocks: [{ kind: "text", text: "hi" }], finish: { reason: "length" }, usage }, meta()),
    );
    body = Response.json(encodeResponse({ blocks, finish, usage }, meta()));
    const result = await model.doGenerate({ prompt });
    expect(result.content).toMatchObject([{ type: "text", text: "hi" }]);
    expect(result.finishReason.unified).toBe("length");
    expect(result.usage.inputTokens.total).toBe(20);
  });
});
