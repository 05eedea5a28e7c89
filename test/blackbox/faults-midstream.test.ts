import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import {
  answer,
  chatCompletion,
  cutAfter,
  endEarlyAfter,
  halfFrameAfter,
  hangAfter,
  neverAnswer,
  sendBody,
  startUpstream,
} from "../upstream/index.ts";
import {
  ask,
  errorEventLater,
  expectBrokenInBand,
  FAULT_CASES,
  type FaultCase,
  logOf,
  receiptBody,
} from "./fault-cases.ts";
import { textOf } from "./read-stream.ts";

// Streams that go on elsewhere have a suite of their own.
const env = {
  STREAM_RECOVERY: "off",
  HEADERS_TIMEOUT_MS: "20000",
  FIRST_TOKEN_TIMEOUT_MS: "20000",
  IDLE_TIMEOUT_MS: "1200",
  RETRIES: "0",
};
const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

let serial = 0;

/** A caller who hangs up after a while; gives the request's id and when it left. */
async function hangUp(one: FaultCase, afterMs: number, stream = true): Promise<{ id: string; leftAt: number }> {
  serial += 1;
  const id = `gone-${process.pid}-${serial}`;
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json", "x-request-id": id };
  const body = JSON.stringify({
    model: one.priced,
    messages: [{ role: "user", content: "Say sixty words." }],
    ...one.extra,
    stream,
  });
  const request = fetch(`${gateway.url}${one.path}`, { method: "POST", headers, body, signal: leaving.signal })
    .then((response) => response.text())
    .catch(() => "gone");
  await upstream.waitForRequests(1);
  await sleep(afterMs);
  leaving.abort();
  const leftAt = Date.now();
  expect(await request).toBe("gone");
  return { id, leftAt };
}

async function expectAborted(leftAt: number): Promise<void> {
  const [request] = upstream.requests;
  const late = sleep(1_500).then(() => "never");
  expect(await Promise.race([request?.whenAborted.then(() => "aborted"), late])).toBe("aborted");
  expect(Date.now() - leftAt).toBeLessThan(1_000);
}

describe.each(FAULT_CASES)("$wire caller, $upstreamWire provider", (one) => {
  const native = one.priced.split("/")[1] ?? "";

  it.each([
    ["S08: is cut", cutAfter(40), "upstream_interrupted"],
    ["S08: is reset", cutAfter(40, "reset"), "upstream_interrupted"],
    ["S08: ends early but in order", endEarlyAfter(40), "upstream_interrupted"],
    ["S08: ends inside an event", halfFrameAfter(40), "upstream_interrupted"],
    ["turns into an error event", errorEventLater(), "upstream_interrupted"],
    ["S09: goes silent", hangAfter(40), "upstream_timeout"],
  ] as const)("an answer that %s is never taken for whole", async (_name, fault, code) => {
    upstream.onModel(native, fault);
    const { answer: got, id, tookMs } = await ask(gateway, one, one.priced, { "x-fallback-chain": [one.rescue] });
    expect(got.status).toBe(200);
    expect(textOf(got.text)).toMatch(/^word1 .*word39 word40\s?$/);
    expectBrokenInBand(one, got.text, code);
    expect(tookMs).toBeLessThan(4_000);
    expect(upstream.requests).toHaveLength(1);
    const { execution, cost } = await receiptBody(gateway, id);
    expect(execution).toMatchObject({ finish_reason: "interrupted", tokens_estimated: true });
    // What was delivered is billed, about: forty words of sixty.
    expect(execution.tokens["completion"]).toBeGreaterThanOrEqual(20);
    expect(execution.tokens["completion"]).toBeLessThanOrEqual(80);
    expect(cost.total_usd).toBeGreaterThan(0);
    expect(await logOf(gateway, id)).toMatchObject({
      errorCode: code,
      provider: one.upstreamWire,
      cost: { totalUsd: cost.total_usd },
    });
  });

  it("a caller who leaves in the middle stops the provider and is billed for what came", async () => {
    upstream.onModel(native, answer({}, { gapMs: 40 }));
    const { id, leftAt } = await hangUp(one, 800);
    await expectAborted(leftAt);
    const log = await logOf(gateway, id);
    expect(log).toMatchObject({
      status: 499,
      errorCode: "client_closed",
      provider: one.upstreamWire,
      usage: { estimated: true },
    });
    const { completionTokens } = log["usage"] as { completionTokens: number };
    expect(completionTokens).toBeGreaterThanOrEqual(8);
    expect(completionTokens).toBeLessThanOrEqual(40);
    expect((log["cost"] as { totalUsd: number }).totalUsd).toBeGreaterThan(0);
    expect((await receiptBody(gateway, id)).execution.status).toBe(499);
  });

  it.each([
    ["a stream's first token", true],
    ["a whole answer", false],
  ])("a caller who leaves before %s stops the provider, and the log says who was asked", async (_name, stream) => {
    upstream.onModel(native, neverAnswer());
    const { id, leftAt } = await hangUp(one, 150, stream);
    await expectAborted(leftAt);
    const log = await logOf(gateway, id);
    expect(log).toMatchObject({ status: 499, errorCode: "client_closed", requestedModel: one.priced });
    expect(log["attempts"]).toMatchObject([{ provider: one.upstreamWire, status: null }]);
  });

  it("an answer without usage is billed by its length", async () => {
    upstream.onModel(
      native,
      answer({}, { rewrite: (text) => text.replaceAll(/"usage":\{(?:[^{}]|\{[^{}]*\})*\}/g, '"usage":null') }),
    );
    for (const stream of [false, true]) {
      const { answer: got, id } = await ask(gateway, one, one.priced, { stream });
      expect(got.status).toBe(200);
      const { execution, cost } = await receiptBody(gateway, id);
      expect([stream, execution.tokens_estimated]).toEqual([stream, true]);
      expect([stream, execution.tokens["completion"]]).toEqual([
        stream,
        expect.toSatisfy((n: number) => n >= 30 && n <= 180) as number,
      ]);
      expect(cost.total_usd).toBeGreaterThan(0);
    }
  });
});

it("a burst that comes in one piece without usage is billed too", async () => {
  const [one] = FAULT_CASES;
  if (one === undefined) throw new Error("no case");
  const strip = (text: string): string => text.replaceAll(/"usage":\{(?:[^{}]|\{[^{}]*\})*\}/g, '"usage":null');
  upstream.respond(answer({}, { split: "one-write", rewrite: strip }));
  const { id } = await ask(gateway, one, one.priced);
  expect((await receiptBody(gateway, id)).execution.tokens["completion"]).toBeGreaterThanOrEqual(30);
  upstream.respond((exchange) => {
    const { usage: _usage, ...body } = chatCompletion({ model: exchange.model });
    return sendBody(exchange, JSON.stringify(body));
  });
  const whole = await ask(gateway, one, one.priced, { stream: false });
  const { execution } = await receiptBody(gateway, whole.id);
  expect(execution.tokens["prompt"]).toBeGreaterThan(0);
  expect(execution.tokens["completion"]).toBeGreaterThanOrEqual(30);
});
