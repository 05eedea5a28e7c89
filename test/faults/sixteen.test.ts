import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { FAULT_CASES, isWhole } from "../blackbox/fault-cases.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import {
  answer,
  type Behaviour,
  badParameter,
  contentFiltered,
  contextLengthExceeded,
  cutAfter,
  downFor,
  malformedEventAfter,
  neverAnswer,
  rateLimited,
  resetBeforeHeaders,
  serverError,
  slowFirstToken,
  stallAfter,
  startUpstream,
  timesThen,
  unavailable,
  withoutTerminal,
} from "../upstream/index.ts";
import { Scenario, type Seen, WORDS, wordsOf } from "./scenario.ts";

/** Deadlines are shortened, so that what would take a minute takes a second. */
const env = {
  RETRIES: "2",
  HEADERS_TIMEOUT_MS: "1500",
  FIRST_TOKEN_PATIENCE_MS: "1000",
  FIRST_TOKEN_TIMEOUT_MS: "20000",
  IDLE_TIMEOUT_MS: "1000",
};
const upstream = await startUpstream();
const gateway: Gateway = await startGateway({ upstream, env });
beforeEach(() => upstream.reset());
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** A scenario of `research` whose outcome is a whole answer. */
interface Rescued {
  readonly id: string;
  readonly name: string;
  readonly fault: () => Behaviour;
  readonly rescue?: () => Behaviour;
  /** Whether it can be told of answers that come whole. */
  readonly streamOnly?: boolean;
  readonly by: "primary" | "fallback";
  readonly primaryCalls: readonly [least: number, most: number];
  readonly tookMs: readonly [least: number, most: number];
}

const RESCUED: readonly Rescued[] = [
  {
    id: "S01",
    name: "429 with Retry-After: 2, once",
    fault: () => timesThen(1, rateLimited(2)),
    by: "primary",
    primaryCalls: [2, 2],
    tookMs: [1_800, 6_000],
  },
  {
    id: "S02",
    name: "429 for ever",
    fault: () => rateLimited(),
    by: "fallback",
    primaryCalls: [1, 4],
    tookMs: [0, 6_000],
  },
  {
    id: "S03",
    name: "500 once",
    fault: () => timesThen(1, serverError()),
    by: "primary",
    primaryCalls: [2, 2],
    tookMs: [0, 4_000],
  },
  {
    id: "S04",
    name: "503 for ever",
    fault: () => unavailable(),
    by: "fallback",
    primaryCalls: [1, 3],
    tookMs: [0, 6_000],
  },
  {
    id: "S05",
    name: "reset before the headers",
    fault: () => resetBeforeHeaders(),
    by: "fallback",
    primaryCalls: [1, 3],
    tookMs: [0, 6_000],
  },
  {
    id: "S06",
    name: "never answers",
    fault: () => neverAnswer(),
    by: "fallback",
    primaryCalls: [1, 1],
    tookMs: [500, 5_000],
  },
  {
    id: "S07",
    name: "first token after 20 s",
    fault: () => slowFirstToken(20_000),
    streamOnly: true,
    by: "fallback",
    primaryCalls: [1, 1],
    tookMs: [500, 5_000],
  },
  {
    id: "S08",
    name: "cut after 40 of 60 words",
    fault: () => cutAfter(40),
    streamOnly: true,
    by: "fallback",
    primaryCalls: [1, 1],
    tookMs: [0, 5_000],
  },
  {
    id: "S09",
    name: "silent in the middle",
    fault: () => stallAfter(30, 30_000),
    streamOnly: true,
    by: "fallback",
    primaryCalls: [1, 1],
    tookMs: [800, 6_000],
  },
  {
    id: "S10",
    name: "one malformed event",
    fault: () => malformedEventAfter(20),
    streamOnly: true,
    by: "primary",
    primaryCalls: [1, 1],
    tookMs: [0, 4_000],
  },
  {
    id: "S11",
    name: "no terminal event",
    fault: () => withoutTerminal(),
    streamOnly: true,
    by: "primary",
    primaryCalls: [1, 1],
    tookMs: [0, 4_000],
  },
  {
    id: "S16",
    name: "503 for ever, metered",
    fault: () => unavailable(),
    by: "fallback",
    primaryCalls: [1, 3],
    tookMs: [0, 6_000],
  },
];

function winnerOf({ receipt }: Seen): string {
  return receipt.routing.winner?.split("/").slice(1).join("/") ?? "nobody";
}

describe.each(FAULT_CASES)("a $wire caller at a faulty $upstreamWire provider", (one) => {
  for (const stream of [true, false]) {
    describe(stream ? "streamed" : "whole", () => {
      it.each(RESCUED.filter(({ streamOnly }) => stream || !streamOnly))(
        "$id $name: the whole answer",
        async (scenario) => {
          const made = new Scenario(gateway, upstream, one, scenario.id, scenario.fault(), scenario.rescue?.());
          const seen = await made.run(stream);
          expect(`${seen.answer.status} ${wordsOf(seen.answer, stream)}`).toBe(`200 ${WORDS}`);
          if (stream) expect(isWhole(one, seen.answer.text)).toBe(true);
          expect(winnerOf(seen)).toBe(made[scenario.by].native);
          expect(seen.receipt.fallback.used).toBe(scenario.by === "fallback");
          expect(seen.primaryCalls).toBeGreaterThanOrEqual(scenario.primaryCalls[0]);
          expect(seen.primaryCalls).toBeLessThanOrEqual(scenario.primaryCalls[1]);
          expect(seen.fallbackCalls).toBe(scenario.by === "fallback" ? 1 : 0);
          expect(seen.tookMs).toBeGreaterThanOrEqual(scenario.tookMs[0]);
          expect(seen.tookMs).toBeLessThan(scenario.tookMs[1]);
          // A stream that ends must not be said to hold two answers, nor two beginnings.
          expect(seen.answer.text.match(/"role":\s*"assistant"/g)?.length ?? 0).toBeLessThanOrEqual(1);
        },
      );

      it("S12 too long for the model: nobody of the same size is asked", async () => {
        const made = new Scenario(gateway, upstream, one, "S12", contextLengthExceeded());
        const seen = await made.run(stream);
        expect(seen.answer.status).toBe(400);
        expect([seen.primaryCalls, seen.fallbackCalls]).toEqual([1, 0]);
        expect(seen.answer.text).toMatch(/context|long|token/i);
      });

      it("S13 content filter: its reason, and nobody else is asked", async () => {
        const made = new Scenario(gateway, upstream, one, "S13", contentFiltered());
        const seen = await made.run(stream);
        expect(seen.answer.status).toBe(400);
        expect([seen.primaryCalls, seen.fallbackCalls]).toEqual([1, 0]);
      });
    });
  }

  it("S12 too long for the model: one with more context is asked", async () => {
    const [small, big] =
      one.upstreamWire === "openai"
        ? ["openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5"]
        : ["anthropic/claude-haiku-4-5", "openai/gpt-4.1"];
    const made = new Scenario(gateway, upstream, one, "S12", answer());
    upstream.queue(contextLengthExceeded(), answer());
    const seen = await made.run(true, {}, { model: small, "x-fallback-chain": [big] });
    expect(wordsOf(seen.answer, true)).toBe(WORDS);
    expect(seen.receipt.fallback.used).toBe(true);
  });

  it("S14 cut, and the fallback refuses to continue a beginning: it is not asked to", async () => {
    const refusesPrefill: Behaviour = (exchange) => {
      const { messages } = exchange.request.json() as { messages: { role: string }[] };
      const prefilled = messages.at(-1)?.role === "assistant";
      return (prefilled ? badParameter("messages") : answer())(exchange);
    };
    const made = new Scenario(gateway, upstream, one, "S14", cutAfter(40), refusesPrefill);
    for (const recovery of ["splice", "buffer"]) {
      const seen = await made.run(true, { "x-llm-gateway-recovery": recovery });
      expect(wordsOf(seen.answer, true)).toBe(WORDS);
      expect(isWhole(one, seen.answer.text)).toBe(true);
    }
  });

  it("S15 down for a while: the circuit opens, the fallback serves, and the primary is found again", async () => {
    const made = new Scenario(gateway, upstream, one, "S15", downFor(6_000, unavailable()));
    let primaryCallsWhileDown = 0;
    let back = false;
    const until = Date.now() + 20_000;
    let asked = 0;
    while (!back && Date.now() < until) {
      const seen = await made.run(true);
      asked += 1;
      expect(wordsOf(seen.answer, true)).toBe(WORDS);
      back = winnerOf(seen) === made.primary.native;
      if (!back) primaryCallsWhileDown += seen.primaryCalls;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(back).toBe(true);
    expect(asked).toBeGreaterThan(8);
    expect(primaryCallsWhileDown).toBeLessThanOrEqual(8);
  });

  it("S16 the bill and the model are the fallback's", async () => {
    const made = new Scenario(
      gateway,
      upstream,
      one,
      "S16",
      unavailable(),
      answer({ usage: { input: 11, output: 60 } }),
    );
    const seen = await made.run(true);
    expect(seen.receipt.execution.tokens).toMatchObject({ prompt: 11, completion: 60 });
    expect(seen.answer.text).toContain(`"${made.fallback.model}"`);
    expect(seen.receipt.fallback.attempts.map(({ status }) => status)).toEqual([503, 503, 503, 200]);
  });
});
