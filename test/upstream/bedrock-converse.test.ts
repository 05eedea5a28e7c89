import { request } from "node:http";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  cutAfter,
  endEarlyAfter,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  halfFrameAfter,
  rateLimited,
  SIGNATURE,
  SIXTY_WORDS,
  startUpstream,
} from "./index.ts";

const upstream = await startUpstream();
const client = new BedrockRuntimeClient({
  region: "us-east-1",
  endpoint: upstream.url,
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" },
  maxAttempts: 1,
  // The SDK's own handler speaks HTTP/2 only.
  requestHandler: { handle: overHttp1 },
});
const hello = { modelId: "us.model-x-v1:0", messages: [{ role: "user" as const, content: [{ text: "hello" }] }] };

beforeEach(() => upstream.reset());
afterAll(async () => {
  client.destroy();
  await upstream.close();
});

interface Sent {
  hostname: string;
  port?: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

function overHttp1({ hostname, port, path, method, headers, body }: Sent): Promise<{ response: never }> {
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (got) => {
      resolve({ response: { statusCode: got.statusCode, headers: got.headers, body: got } as never });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function streamed(): Promise<ConverseStreamOutput[]> {
  const { stream } = await client.send(new ConverseStreamCommand(hello));
  if (stream === undefined) throw new Error("no stream");
  return collect(stream);
}

describe("the Bedrock wire, read by the official SDK", () => {
  it("answers whole, cached tokens outside inputTokens", async () => {
    upstream.respond(answer({ usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 30 } }));
    const found = await client.send(new ConverseCommand(hello));
    expect(found.output?.message?.content).toEqual([{ text: SIXTY_WORDS }]);
    expect(found.stopReason).toBe("end_turn");
    expect(found.usage).toMatchObject({
      inputTokens: 30,
      cacheReadInputTokens: 60,
      cacheWriteInputTokens: 10,
      outputTokens: 30,
      totalTokens: 130,
    });
  });

  it("streams reasoning with its signature, text and two tools as binary messages", async () => {
    upstream.respond(answer({ thinking: "let me think", text: "Looking.", toolCalls: [GET_WEATHER, GET_TIME] }));
    const events = await streamed();
    const deltas = events.flatMap(({ contentBlockDelta: one }) => (one === undefined ? [] : [one]));
    const joined = (index: number, read: (delta: (typeof deltas)[number]["delta"]) => string | undefined): string =>
      deltas.map((one) => (one.contentBlockIndex === index ? (read(one.delta) ?? "") : "")).join("");
    expect(joined(0, (delta) => delta?.reasoningContent?.text)).toBe("let me think");
    expect(joined(0, (delta) => delta?.reasoningContent?.signature)).toBe(SIGNATURE);
    expect(joined(1, (delta) => delta?.text)).toBe("Looking.");
    expect(joined(2, (delta) => delta?.toolUse?.input)).toBe(GET_WEATHER.arguments);
    expect(joined(3, (delta) => delta?.toolUse?.input)).toBe(GET_TIME.arguments);
    expect(events.at(-2)).toMatchObject({ messageStop: { stopReason: "tool_use" } });
    expect(events.at(-1)?.metadata?.usage).toMatchObject({ inputTokens: 24 });
    expect(upstream.requests[0]?.path).toBe("/model/us.model-x-v1%3A0/converse-stream");
  });

  it("fails with its status, throws in a stream, and ends unfinished when cut", async () => {
    upstream.respond(rateLimited());
    const failed = client.send(new ConverseCommand(hello));
    await expect(failed).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate limit reached" });
    upstream.respond(errorEventAfter(5));
    await expect(streamed()).rejects.toMatchObject({ name: "InternalServerException", message: "Overloaded" });
    upstream.respond(cutAfter(5));
    await expect(streamed()).rejects.toThrow();
    upstream.respond(halfFrameAfter(5));
    await expect(streamed()).rejects.toThrow();
    upstream.respond(endEarlyAfter(5));
    expect((await streamed()).at(-1)).toHaveProperty("contentBlockDelta");
  });
});
