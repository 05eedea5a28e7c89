import { beforeEach, describe, expect, it } from "vitest";
import { emptyUsage } from "../../canonical/usage.ts";
import type { Catalog, Model, Price } from "../../catalog/types.ts";
import type { AnswerFacts } from "../../dialects/dialect.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { LocalBreakers } from "../health/breaker.ts";
import { worstCaseNanos } from "../limits/worst-case.ts";
import type { Plan } from "../routing/plan.ts";
import { RoutingState } from "../routing/routing-state.ts";
import { listModels } from "../site/models.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import { plan } from "../stages/plan.ts";
import { testCaller } from "../testing/caller.ts";
import { testCredentials, testWiring } from "../testing/wiring.ts";
import { meter } from "./meter.ts";

const CHANGE = "2026-12-01";
const BEFORE_MS = Date.parse(CHANGE) - 1;
const AFTER_MS = Date.parse(CHANGE);

const model = (id: string, provider: string, prices: Price[]): Model => ({
  id,
  name: id,
  operation: "chat",
  contextTokens: 10_000,
  input: ["text"],
  output: ["text"],
  capabilities: [],
  offerings: [{ provider, nativeId: id, prices }],
});
const price = (from: string, pico: number): Price => ({ from, inputPico: pico, outputPico: pico });
const CATALOG: Catalog = {
  version: "test",
  models: [
    model("falls", "openai", [price("1970-01-01", 9_000_000), price(CHANGE, 1_000_000)]),
    model("stays", "groq", [price("1970-01-01", 5_000_000)]),
  ],
};

/** One process that goes on running: nothing in it is made anew when the day begins. */
describe("a price that changes", () => {
  const clock = { nowMs: BEFORE_MS, now: () => clock.nowMs };
  const credentials = testCredentials(["openai", "groq"]);
  const snapshot = buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials }, testWiring());
  const routing = new RoutingState(new LocalBreakers(), { explorationRate: 0, sessionTtlMs: 60_000 });
  const settings = { totalTimeoutMs: 1_000, platformFeePercent: 5 };
  const gateway = { snapshot: () => snapshot, clock, routing, settings } as unknown as Gateway;
  const caller = testCaller();
  const usage = { ...emptyUsage(), inputTokens: 100, outputTokens: 100 };
  beforeEach(() => {
    clock.nowMs = BEFORE_MS;
  });

  const planned = (modelName: string): Plan => {
    const body = { model: modelName, messages: [{ role: "user", content: "hi" }] };
    const decoded = {
      body,
      model: modelName,
      hints: {},
      fallbackChain: [],
      noFallback: false,
      promptTokensEstimate: 100,
      maxOutputTokens: 100,
      canonical: () => chatCompletions.chat?.decodeRequest(body),
    } as unknown as DecodedRequest;
    return plan({ endpoint: chatCompletions, req: { headers: {} } } as unknown as Exchange, gateway, caller, decoded);
  };
  const targetOf = (made: Plan) => made.targets[0] ?? expect.fail("nothing was planned");
  const costAt = (startedAtMs: number) => {
    const target = targetOf(planned("falls"));
    const exchange = { endpoint: chatCompletions, startedAtMs } as unknown as Exchange;
    const attempt = { target, credential: { paidBy: "credits" } } as unknown as Attempt;
    const facts = { usage, finish: { reason: "stop" } } as unknown as AnswerFacts;
    return meter(exchange, gateway, attempt, facts).providerCostNanos;
  };
  const listed = () => {
    const { data } = listModels(snapshot.publicView, clock.now()) as {
      data: { id: string; pricing: { prompt: string } }[];
    };
    return Object.fromEntries(data.map(({ id, pricing }) => [id.split("/")[1], Number(pricing.prompt)]));
  };

  it("changes what is chosen, reserved, charged and listed with its first moment, and not before", () => {
    const reserved = () =>
      worstCaseNanos(
        targetOf(planned("falls")),
        { inputTokens: 100, outputTokens: 100, choices: 1, told: undefined, writes: true },
        clock.now(),
      );
    expect(targetOf(planned("auto")).label).toBe("groq/stays");
    expect([reserved(), costAt(clock.now())]).toEqual([1_800_000, 1_800_000]);
    expect(listed()).toEqual({ falls: 0.000009, stays: 0.000005 });
    clock.nowMs = AFTER_MS;
    expect(targetOf(planned("auto")).label).toBe("openai/falls");
    expect([reserved(), costAt(clock.now())]).toEqual([200_000, 200_000]);
    expect(listed()).toEqual({ falls: 0.000001, stays: 0.000005 });
  });

  it("does not change what a request costs that began before", () => {
    clock.nowMs = AFTER_MS + 60_000;
    expect(costAt(BEFORE_MS)).toBe(1_800_000);
  });
});
