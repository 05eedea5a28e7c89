import { expect, it } from "vitest";
import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { AnswerFacts } from "../../dialects/dialect.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { NOW, pricedTarget, requestOf } from "../limits/testing/admission.ts";
import { testRoute } from "../limits/testing/test-route.ts";
import { type Metered, meter, sumOf } from "./meter.ts";
import { routeRecord } from "./route-record.ts";

const gateway = { settings: { platformFeePercent: 5 } } as Gateway;
const BROKEN: AnswerFacts = {
  meaningful: true,
  terminal: false,
  usage: undefined,
  finish: undefined,
  error: undefined,
};

function metered(request: DecodedRequest, receivedBytes: number): Metered {
  const target = pricedTarget("a/m", { inputPico: 1_000_000, outputPico: 1_000_000 });
  const attempt = { target, credential: { paidBy: "own-key" }, upstream: { receivedBytes } } as unknown as Attempt;
  const exchange = { endpoint: chatCompletions, request, startedAtMs: NOW } as unknown as Exchange;
  return meter(exchange, gateway, attempt, BROKEN);
}

const ask = (content: unknown, more: object = {}) => ({
  model: "m",
  stream: true,
  messages: [{ role: "user", content }],
  ...more,
});

it("bills an answer that broke off for its pictures as pictures, and never for more than the context", () => {
  const url = `data:image/png;base64,${Buffer.alloc(3_000_000, 7).toString("base64")}`;
  const pictures = ask([{ type: "image_url", image_url: { url } }]);
  expect(metered(requestOf(pictures, { stream: true }), 0).usage.inputTokens).toBeLessThan(2_000);
  expect(metered(requestOf(ask("word ".repeat(40_000)), { stream: true }), 0).usage.inputTokens).toBe(10_000);
});

it("goes by the wire's own bound on the output, and by no other's", () => {
  const bounded = requestOf(ask("Hi", { max_tokens: 3 }), { stream: true });
  const other = ask("Hi", { generationConfig: { maxOutputTokens: 3 } });
  expect(metered(bounded, 20_000).usage.outputTokens).toBe(3);
  expect(metered(requestOf(other, { stream: true, maxOutputTokens: 3 }), 20_000).usage.outputTokens).toBe(100);
});

it("bills what was asked with a configuration's words by them", () => {
  const prompt = { role: "system", text: "word ".repeat(4_000) } as const;
  const terms = { params: { max_tokens: 3 }, prompt, promptCache: false };
  const request = requestOf(ask("Hi"), { stream: true });
  const target = { ...pricedTarget("a/m", { inputPico: 1_000_000, outputPico: 1_000_000 }), terms };
  const attempt = { target, credential: { paidBy: "own-key" }, upstream: { receivedBytes: 20_000 } };
  const exchange = { endpoint: chatCompletions, request, startedAtMs: NOW } as unknown as Exchange;
  const { usage } = meter(exchange, gateway, attempt as unknown as Attempt, BROKEN);
  expect(usage.outputTokens).toBe(3);
  expect(usage.inputTokens).toBeGreaterThan(5_000);
});

it("charges credits for what was asked with the operator's keys alone", () => {
  const part = (paidBy: Metered["paidBy"], providerCostNanos: number | null, feeNanos: number): Metered => ({
    usage: { ...emptyUsage(), outputTokens: 1 },
    usageEstimated: false,
    providerCostNanos,
    feeNanos,
    paidBy,
  });
  const both = sumOf([part("own-key", 1_000, 0), part("credits", 100, 5)]);
  expect(both).toMatchObject({ providerCostNanos: 100, feeNanos: 5, paidBy: "credits", usage: { outputTokens: 2 } });
  expect(sumOf([part("own-key", null, 0), part("credits", 100, 5)])).toMatchObject({ providerCostNanos: 100 });
  expect(sumOf([part("own-key", 10, 0), part("own-key", 20, 0)])).toMatchObject({ providerCostNanos: 30 });
  expect(sumOf([part("credits", null, 0), part("credits", 20, 1)])?.providerCostNanos).toBeNull();
});

it("tells of a route what of the cost came of input, and shares the fee out", () => {
  const rate = { inputPico: 1_000_000, outputPico: 5_000_000, cacheReadPico: 100_000, outputImagePico: 9_000_000 };
  const of = (usage: Partial<Usage>, route = true): Metered => {
    const attempt = { target: pricedTarget("a/m", rate), credential: { paidBy: "credits" } } as unknown as Attempt;
    const exchange = { endpoint: chatCompletions, startedAtMs: NOW, ...(route ? { route: testRoute([]) } : {}) };
    const facts = { ...BROKEN, usage: { ...emptyUsage(), ...usage }, finish: { reason: "stop" } } as AnswerFacts;
    return meter(exchange as unknown as Exchange, gateway, attempt, facts);
  };
  const text = of({ inputTokens: 100, cacheReadTokens: 50, outputTokens: 10, reasoningTokens: 1 });
  expect(text).toMatchObject({ providerCostNanos: 160_000, inputNanos: 105_000, feeNanos: 8_000 });
  const drawn = of({ inputTokens: 10, media: { imageInputTokens: 5, imageOutputTokens: 7 } });
  expect([drawn.inputNanos, drawn.providerCostNanos]).toEqual([15_000, 78_000]);
  expect(of({ inputTokens: 100 }, false)).not.toHaveProperty("inputNanos");
  expect(routeRecord(testRoute([]), sumOf([text, drawn])).inputNanos).toBe(120_000 + 6_000);
  expect(routeRecord(testRoute([]), undefined).inputNanos).toBe(0);
  const unknown = { ...text, providerCostNanos: null, inputNanos: null };
  expect(routeRecord(testRoute([]), sumOf([text, unknown]))).not.toHaveProperty("inputNanos");
});
