import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "./answer.ts";
import { ask } from "./ask.ts";

afterEach(() => vi.unstubAllGlobals());

const REQUEST = { headers: {}, body: { model: "m", messages: [] } };
const chunk = (delta: object, more: object = {}): string =>
  `data: ${JSON.stringify({ model: "p/m", choices: [{ index: 0, delta, ...more }] })}\n\n`;
const DONE = "data: [DONE]\n\n";

/** Asks a gateway that streams these bytes, cut into pieces of some size. */
async function asked(text: string, { size = 1_000, status = 200, breaks = false } = {}) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = bytes.slice(at, at + size);
      at += size;
      if (piece.length > 0) controller.enqueue(piece);
      else if (breaks) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  const headers = { "x-request-id": "req_1", "retry-after": "7" };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status, headers })));
  let answer: Answer | null = null;
  const end = await ask(REQUEST, {
    key: "k",
    signal: new AbortController().signal,
    onAnswer: (latest) => {
      answer = latest;
    },
    onRequestId: () => undefined,
  });
  return { end, answer: answer as Answer | null };
}

describe("an answer", () => {
  const whole = `: ping\n\n${chunk({ role: "assistant", content: "" })}${chunk({ content: "Héllo" })}${chunk({}, { finish_reason: "stop" })}${DONE}`;

  it.each([1, 2, 7, 1_000])("is whole at its end alone, in pieces of %d bytes", async (size) => {
    const { end, answer } = await asked(whole, { size });
    expect(end).toEqual({ status: "whole", failure: null, requestId: "req_1" });
    expect(answer).toMatchObject({ text: "Héllo", finish: "stop", model: "p/m" });
  });

  it.each([
    ["its stream ends without a word", whole.replace(DONE, ""), {}],
    ["the connection breaks", whole.replace(DONE, ""), { breaks: true }],
    [
      "an error comes in the stream",
      whole.replace(DONE, 'data: {"error":{"code":"upstream_timeout","message":"x"}}\n\n'),
      {},
    ],
  ])("is cut when %s", async (_, text, how) => {
    const { end, answer } = await asked(text, how);
    expect(end.status).toBe("cut");
    expect(end.failure).not.toBeNull();
    expect(answer?.text).toBe("Héllo");
  });

  it("that is refused tells the gateway's code, sentence and wait", async () => {
    const body = JSON.stringify({ error: { code: "rate_limit_exceeded", message: "Slow down." }, status: 429 });
    expect((await asked(body, { status: 429 })).end).toEqual({
      status: "failed",
      failure: { status: 429, code: "rate_limit_exceeded", message: "Slow down.", retryAfterSeconds: 7 },
      requestId: "req_1",
    });
    expect((await asked("<html>", { status: 502 })).end.failure).toMatchObject({ status: 502, code: "unknown" });
  });

  it("is put together of pieces of reasoning, calls and images", async () => {
    const call = (index: number, piece: object): object => ({ tool_calls: [{ index, ...piece }] });
    const text = [
      chunk({ reasoning_content: "Hm" }),
      chunk({ reasoning: "m", reasoning_details: [{ type: "reasoning.encrypted", data: "s" }, { text: "m" }] }),
      chunk(call(0, { id: "c0", function: { name: "f", arguments: '{"a"' } })),
      chunk(call(0, { function: { arguments: ":1}" } })),
      chunk(call(1, { id: "c1", function: { name: "g", arguments: "{}" } })),
      chunk({ images: [{ image_url: { url: "data:image/png;base64,AA" } }] }),
      DONE,
    ].join("");
    expect((await asked(text)).answer).toMatchObject({
      reasoning: "Hmm",
      details: [{ data: "s" }],
      calls: [
        { id: "c0", name: "f", arguments: '{"a":1}' },
        { id: "c1", name: "g", arguments: "{}" },
      ],
      images: ["data:image/png;base64,AA"],
    });
  });

  it("survives chunks that make no sense", async () => {
    const { end, answer } = await asked(
      `data: 1\n\ndata: {"choices":[null]}\n\n${chunk({ content: 5, tool_calls: [null] })}${DONE}`,
    );
    expect([end.status, answer?.text]).toEqual(["whole", ""]);
  });
});
