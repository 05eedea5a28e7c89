import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { expectBrokenInBand, FAULT_CASES, isWhole } from "../blackbox/fault-cases.ts";
import { jsonEvents, textOf } from "../blackbox/read-stream.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import {
  answer,
  cutAfter,
  errorEventAfter,
  GET_WEATHER,
  slowFirstToken,
  startUpstream,
  unavailable,
} from "../upstream/index.ts";
import { Scenario, WORDS, wordsOf } from "./scenario.ts";

const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env: { RETRIES: "0", IDLE_TIMEOUT_MS: "1000" } });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const recovery = (mode: string): Record<string, string> => ({ "x-llm-gateway-recovery": mode });

describe.each(FAULT_CASES)("a $wire caller at a breaking $upstreamWire provider", (one) => {
  it("off: ends with an error of the caller's wire, and nobody else is asked", async () => {
    const made = new Scenario(gateway, upstream, one, "off", cutAfter(40));
    const seen = await made.run(true, recovery("off"));
    expectBrokenInBand(one, seen.answer.text, "upstream_interrupted");
    expect(seen.fallbackCalls).toBe(0);
  });

  it("splice: an answer that differs is not put after the other", async () => {
    const made = new Scenario(
      gateway,
      upstream,
      one,
      "differs",
      cutAfter(40),
      answer({ text: "something else entirely" }),
    );
    const seen = await made.run(true, recovery("splice"));
    expectBrokenInBand(one, seen.answer.text, "upstream_interrupted");
    expect(WORDS.startsWith(textOf(seen.answer.text))).toBe(true);
  });

  it("splice: an answer that is a shorter beginning of the other is not the whole one", async () => {
    const made = new Scenario(gateway, upstream, one, "shorter", cutAfter(40), answer({ text: WORDS.slice(0, 50) }));
    expectBrokenInBand(one, (await made.run(true, recovery("splice"))).answer.text, "upstream_interrupted");
  });

  it("splice: both attempts are on the bill and in the receipt", async () => {
    const priced = { model: one.priced, "x-fallback-chain": [one.rescue] };
    const made = new Scenario(gateway, upstream, one, "bill", answer());
    upstream.queue(cutAfter(40), answer({ usage: { input: 11, output: 60 } }));
    const seen = await made.run(true, recovery("splice"), priced);
    expect(textOf(seen.answer.text)).toBe(WORDS);
    expect(seen.receipt.fallback.attempts).toHaveLength(2);
    expect(seen.receipt.fallback.attempts[0]?.["error_code"]).not.toBeNull();
    expect(seen.receipt.execution.tokens["completion"]).toBeGreaterThan(60);
    expect(seen.receipt.execution.tokens_estimated).toBe(true);
    expect(seen.receipt.cost.total_usd).toBeGreaterThan(0);
  });

  it.each(["splice", "prefill"])("%s: never goes on when a tool call was half sent", async (mode) => {
    const made = new Scenario(
      gateway,
      upstream,
      one,
      "tool",
      cutAfter(2, "destroy", { text: "", toolCalls: [GET_WEATHER] }),
    );
    const tools =
      one.wire === "openai"
        ? [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }]
        : [{ name: "get_weather", input_schema: { type: "object" } }];
    const seen = await made.run(true, recovery(mode), { tools });
    expectBrokenInBand(one, seen.answer.text, "upstream_interrupted");
    expect(seen.fallbackCalls).toBe(0);
  });

  it("prefill: a model that can is given the beginning, and goes on from there", async () => {
    const claude = "anthropic/claude-haiku-4-5";
    const broken = one.upstreamWire === "openai" ? "openai/gpt-4o-mini" : "anthropic/claude-sonnet-4-5";
    const made = new Scenario(gateway, upstream, one, "prefill", answer());
    upstream.queue(cutAfter(40), answer({ text: WORDS.split(" ").slice(40).join(" ") }));
    const seen = await made.run(true, recovery("prefill"), { model: broken, "x-fallback-chain": [claude] });
    const last = upstream.requests.at(-1)?.json() as { messages: { role: string; content: unknown }[] };
    expect(last.messages.at(-1)?.role).toBe("assistant");
    expect(JSON.stringify(last.messages.at(-1)?.content)).toContain("word40");
    expect(textOf(seen.answer.text).replaceAll(/\s+/g, " ")).toBe(WORDS);
    expect(isWhole(one, seen.answer.text)).toBe(true);
  });

  it("hold: an error soon after the first piece falls back unseen", async () => {
    const made = new Scenario(gateway, upstream, one, "hold", errorEventAfter(3), answer({ text: "another answer" }));
    const seen = await made.run(true, recovery("hold"));
    expect(textOf(seen.answer.text)).toBe("another answer");
    expect(isWhole(one, seen.answer.text)).toBe(true);
    expect(seen.answer.text).not.toContain("word1");
  });

  it("buffer: an error at the very end falls back unseen", async () => {
    const made = new Scenario(gateway, upstream, one, "buffer", cutAfter(59), answer({ text: "another answer" }));
    const seen = await made.run(true, recovery("buffer"));
    expect(textOf(seen.answer.text)).toBe("another answer");
  });

  it("says which modes there are", async () => {
    const made = new Scenario(gateway, upstream, one, "unknown", answer());
    const response = await fetch(`${gateway.url}${one.path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json", ...recovery("maybe") },
      body: JSON.stringify({ model: made.primary.model, messages: [{ role: "user", content: "x" }], ...one.extra }),
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("splice, prefill, buffer")]);
  });
});

describe.each(FAULT_CASES)("a hedged $wire request at a slow $upstreamWire provider", (one) => {
  const hedged = { "x-llm-gateway-hedge-ms": "150" };
  for (const stream of [true, false]) {
    it(`takes the second's answer, ${stream ? "streamed" : "whole"}, and pays it alone`, async () => {
      const made = new Scenario(
        gateway,
        upstream,
        one,
        "hedge",
        slowFirstToken(5_000),
        answer({ usage: { input: 11, output: 60 } }),
      );
      const seen = await made.run(stream, hedged);
      expect(wordsOf(seen.answer, stream)).toBe(WORDS);
      expect(seen.tookMs).toBeLessThan(3_000);
      expect(seen.receipt.execution.tokens).toMatchObject({ prompt: 11, completion: 60 });
      expect(seen.receipt.execution.tokens_estimated).toBe(false);
      await expect.poll(() => upstream.requests.filter((request) => request.aborted).length).toBe(1);
    });
  }

  it("takes the first's answer when the second fails", async () => {
    const made = new Scenario(gateway, upstream, one, "hedge-fails", slowFirstToken(600), unavailable());
    const seen = await made.run(true, hedged);
    expect(wordsOf(seen.answer, true)).toBe(WORDS);
    expect(seen.receipt.routing.winner).toContain(made.primary.native);
  });

  it("asks nobody else when the first is quick", async () => {
    const made = new Scenario(gateway, upstream, one, "hedge-quick", answer());
    const seen = await made.run(true, hedged);
    expect([seen.primaryCalls, seen.fallbackCalls]).toEqual([1, 0]);
    const [first] = jsonEvents(seen.answer.text);
    expect(first).toBeDefined();
  });
});
