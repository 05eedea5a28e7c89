import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import {
  answer,
  type Behaviour,
  badParameter,
  cutAfter,
  endEarlyAfter,
  errorFrame,
  furtherProviders,
  GET_TIME,
  GET_WEATHER,
  halfFrameAfter,
  SIXTY_WORDS,
  startUpstream,
  unavailable,
  upTo,
  type Wire,
} from "../upstream/index.ts";
import { call } from "./expect-error.ts";
import { type ReceiptBody, receiptBody } from "./fault-cases.ts";
import { INBOUND_WIRES, type InboundWire, type Said } from "./inbound-wires.ts";

// Streams that go on elsewhere and retries have suites of their own.
const env = { STREAM_RECOVERY: "off", RETRIES: "0" };
const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { ...furtherProviders(upstream), ...env } });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

interface Upstream {
  readonly wire: Wire;
  readonly model: string;
  /** The wire counts reasoning apart. */
  readonly countsReasoning: boolean;
}

const UPSTREAMS: readonly Upstream[] = [
  { wire: "openai", model: "nvidia/meta/llama-3.3-70b-instruct", countsReasoning: true },
  // With tools it is asked in this wire, whatever the caller's.
  { wire: "responses", model: "openai/gpt-5.6-luna", countsReasoning: true },
  { wire: "anthropic", model: "anthropic/claude-haiku-4-5", countsReasoning: true },
  { wire: "gemini", model: "google-ai-studio/gemini-2.5-flash", countsReasoning: true },
  { wire: "bedrock", model: "aws-bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", countsReasoning: false },
  { wire: "cohere", model: "cohere/command-a-03-2025", countsReasoning: false },
];

const PAIRS = INBOUND_WIRES.flatMap((inbound) => UPSTREAMS.map((one) => ({ inbound, name: inbound.name, ...one })));
const usage = { input: 100, cacheRead: 60, output: 30, reasoning: 12 };
const [thinking, text] = ["let me think", "Forty-two."];
const calls = [GET_WEATHER, GET_TIME];

/** The pause lets the words out: an error that comes with them would be found before anything is sent. */
const errorLater: Behaviour = (exchange) => {
  const frame = errorFrame(exchange.request.wire, { status: 500, message: "Overloaded" });
  return answer({}, { edit: (frames) => [...upTo(frames, 20), { waitMs: 100 }, frame] })(exchange);
};

let serial = 0;

interface Asked {
  readonly id: string;
  readonly status: number;
  readonly body: string;
}

async function ask(inbound: InboundWire, model: string, stream: boolean): Promise<Asked> {
  serial += 1;
  const id = `wires-${process.pid}-${serial}`;
  const got = await call(gateway, inbound.path(model, stream), inbound.body(model, stream), { "x-request-id": id });
  return { id, status: got.status, body: got.text };
}

/** A whole answer or a stream, read in the caller's wire. */
async function said(inbound: InboundWire, model: string, stream: boolean): Promise<Said & { receipt: ReceiptBody }> {
  const { id, status, body } = await ask(inbound, model, stream);
  expect(`${status} ${body}`).toMatch(/^200 /);
  const read = stream ? inbound.streamed(body) : inbound.whole(JSON.parse(body));
  return { ...read, receipt: await receiptBody(gateway, id) };
}

describe.each(PAIRS)("$name caller, $wire provider", ({ inbound, wire, model, countsReasoning }) => {
  describe.each([
    ["whole", false],
    ["streamed", true],
  ] as const)("%s", (_how, stream) => {
    it("text, its end and its usage", async () => {
      upstream.respond(answer({ usage }));
      const { receipt, ...got } = await said(inbound, model, stream);
      expect(got).toEqual({
        text: SIXTY_WORDS,
        thinking: "",
        calls: [],
        finish: inbound.finishes.stop,
        usage: [100, 30],
      });
      expect(upstream.requests.map((request) => request.wire)).toEqual([wire]);
      expect(receipt.execution).toMatchObject({
        status: 200,
        finish_reason: "stop",
        tokens: { prompt: 100, completion: 30, cache_read: 60, reasoning: countsReasoning ? 12 : 0 },
        tokens_estimated: false,
      });
    });

    it("two parallel calls, with their ids", async () => {
      upstream.respond(answer({ toolCalls: calls, usage }));
      const { receipt, ...got } = await said(inbound, model, stream);
      expect(got).toMatchObject({
        text: "",
        calls: calls.map(({ id, name, arguments: args }) => ({ id, name, input: JSON.parse(args) as unknown })),
        finish: inbound.finishes.tool,
      });
      expect(receipt.execution.finish_reason).toBe("tool-calls");
    });

    it("reasoning apart from the text", async () => {
      upstream.respond(answer({ thinking, text, usage }));
      const { receipt, ...got } = await said(inbound, model, stream);
      expect(got).toMatchObject({ text, thinking, finish: inbound.finishes.stop });
      expect(receipt.execution.tokens_estimated).toBe(false);
    });

    it("a provider's refusal with its reason, and a provider that is down", async () => {
      upstream.respond(badParameter());
      const refused = await ask(inbound, model, stream);
      expect(`${refused.status} ${refused.body}`).toMatch(/^400 /);
      expect(inbound.errorMessage(JSON.parse(refused.body))).toContain("temperature");
      upstream.respond(unavailable());
      const down = await ask(inbound, model, stream);
      expect(`${down.status} ${down.body}`).toMatch(/^502 /);
      expect(String(inbound.errorMessage(JSON.parse(down.body))).length).toBeGreaterThan(15);
    });
  });

  it.each([
    ["is cut", cutAfter(20)],
    ["ends early but in order", endEarlyAfter(20)],
    ["ends inside an event", halfFrameAfter(20)],
    ["turns into an error", errorLater],
  ])("a stream that %s never looks whole", async (_name, fault) => {
    upstream.respond(fault);
    const { id, status, body } = await ask(inbound, model, true);
    expect(`${status} ${body}`).toMatch(/^200 /);
    const got = inbound.streamed(body);
    expect(got.text).toMatch(/^word1 .*word19 word20\s?$/);
    expect(got.finish).toBeUndefined();
    expect(inbound.brokenCode(body)).toBe("upstream_interrupted");
    const { execution } = await receiptBody(gateway, id);
    expect(execution).toMatchObject({ finish_reason: "interrupted", tokens_estimated: true });
  });
});
