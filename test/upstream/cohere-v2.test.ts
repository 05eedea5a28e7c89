import { CohereClientV2, CohereError } from "cohere-ai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { collect } from "../harness/collect.ts";
import {
  answer,
  cutAfter,
  errorEventAfter,
  GET_TIME,
  GET_WEATHER,
  rateLimited,
  SIXTY_WORDS,
  startUpstream,
} from "./index.ts";

const upstream = await startUpstream();
const client = new CohereClientV2({ token: "t", environment: upstream.url, maxRetries: 0 });
const hello = { model: "command-x", messages: [{ role: "user" as const, content: "hello" }] };

beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

describe("the Cohere wire, read by the official SDK", () => {
  it("answers whole, with usage", async () => {
    upstream.respond(answer({ thinking: "let me think", usage: { input: 100, output: 30 } }));
    const found = await client.chat(hello);
    expect(found.message.content).toEqual([
      { type: "thinking", thinking: "let me think" },
      { type: "text", text: SIXTY_WORDS },
    ]);
    expect(found.finishReason).toBe("COMPLETE");
    expect(found.usage?.tokens).toEqual({ inputTokens: 100, outputTokens: 30 });
  });

  it("streams thinking and text", async () => {
    upstream.respond(answer({ thinking: "let me think" }));
    const events = await collect(await client.chatStream(hello));
    const deltas = events.flatMap((event) => (event.type === "content-delta" ? [event.delta?.message?.content] : []));
    expect(deltas.map((delta) => delta?.thinking ?? "").join("")).toBe("let me think");
    expect(deltas.map((delta) => delta?.text ?? "").join("")).toBe(SIXTY_WORDS);
    expect(events.at(-1)).toMatchObject({ type: "message-end", delta: { finishReason: "COMPLETE" } });
  });

  it("streams a plan and two calls", async () => {
    upstream.respond(answer({ text: "Looking.", toolCalls: [GET_WEATHER, GET_TIME] }));
    const whole = await client.chat(hello);
    expect(whole.message.toolPlan).toBe("Looking.");
    const events = await collect(await client.chatStream(hello));
    const calls = [GET_WEATHER, GET_TIME].map((_call, index) =>
      events.flatMap((event) =>
        event.type === "tool-call-delta" && event.index === index
          ? (event.delta?.message?.toolCalls?.function?.arguments ?? "")
          : [],
      ),
    );
    expect(calls.map((pieces) => pieces.join(""))).toEqual([GET_WEATHER.arguments, GET_TIME.arguments]);
    expect(whole.message.toolCalls?.map((call) => call.function?.arguments)).toEqual(
      calls.map((pieces) => pieces.join("")),
    );
    expect(events.at(-1)).toMatchObject({ delta: { finishReason: "TOOL_CALL" } });
  });

  it("fails with its status, breaks in a stream, and ends unfinished when cut", async () => {
    upstream.respond(rateLimited());
    const error = await client.chat(hello).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CohereError);
    expect(error).toMatchObject({ statusCode: 429 });
    upstream.respond(errorEventAfter(5));
    const broken = await collect(await client.chatStream(hello));
    expect(broken.at(-1)).toMatchObject({ delta: { finishReason: "ERROR", error: "Overloaded" } });
    upstream.respond(cutAfter(5));
    await expect(client.chatStream(hello).then(collect)).rejects.toThrow();
  });
});
