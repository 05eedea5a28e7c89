import { afterAll, describe, expect, it } from "vitest";
import { startGateway } from "../harness/gateway.ts";
import {
  answer,
  contentFiltered,
  contextLengthExceeded,
  malformedEventAfter,
  neverAnswer,
  type RecordedRequest,
  rateLimited,
  resetBeforeHeaders,
  SIXTY_WORDS,
  serverError,
  slowFirstToken,
  startUpstream,
  timesThen,
  unavailable,
  withoutTerminal,
} from "../upstream/index.ts";
import { expectError } from "./expect-error.ts";
import { ask, FAULT_CASES, freshModel, isWhole, type Outcome, receiptBody } from "./fault-cases.ts";
import { jsonEvents, textOf } from "./read-stream.ts";

const env = { HEADERS_TIMEOUT_MS: "1500", FIRST_TOKEN_TIMEOUT_MS: "1500", IDLE_TIMEOUT_MS: "1500" };
const upstream = await startUpstream();
const gateway = await startGateway({ upstream, env });
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

const asked = (native: string): RecordedRequest[] =>
  upstream.requests.filter((request) => request.json()["model"] === native);

/** The sixteen faults of the failover bench that a single request can show, in both wires on both sides. */
describe.concurrent.each(FAULT_CASES)("$wire caller, $upstreamWire provider", (one) => {
  const rescued = { "x-fallback-chain": [one.rescue] };

  function expectWords({ answer: got }: Outcome, model: string): void {
    expect(`${got.status} ${got.text.slice(0, 400)}`).toMatch(/^200 /);
    expect(textOf(got.text)).toBe(SIXTY_WORDS);
    expect(isWhole(one, got.text)).toBe(true);
    const names = jsonEvents(got.text).map(
      (event) => event["model"] ?? (event["message"] as { model?: string } | undefined)?.model,
    );
    expect(new Set(names.filter(Boolean))).toEqual(new Set([model]));
  }

  it("S01: waits as long as a 429 asks, then has the answer", async () => {
    const { model, native } = freshModel(one, "s01");
    upstream.onModel(native, timesThen(1, rateLimited(2)));
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, model);
    const [first, second, ...more] = asked(native);
    expect(more).toEqual([]);
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(1_800);
    const { fallback } = await receiptBody(gateway, outcome.id);
    expect(fallback).toMatchObject({
      used: false,
      attempts: [{ status: 429, error_code: "rate_limit_exceeded" }, { status: 200 }],
    });
  });

  it("S02: stops asking a provider that only says 429, and falls back", async () => {
    const { model, native } = freshModel(one, "s02");
    upstream.onModel(native, rateLimited());
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, one.rescue);
    const times = asked(native).map((request) => request.startedAt);
    expect(times.length).toBeGreaterThan(1);
    expect(times.length).toBeLessThanOrEqual(6);
    expect(times.filter((time) => time - (times[0] ?? 0) < 3_000).length).toBeLessThanOrEqual(4);
    expect((await receiptBody(gateway, outcome.id)).routing.winner).toBe(one.rescue);
  });

  it("S02: tells the caller to wait when nobody else can answer", async () => {
    const { model, native } = freshModel(one, "s02-alone");
    upstream.onModel(native, rateLimited(1));
    const { answer: got, id } = await ask(gateway, one, model);
    expectError(got, one.wire, 429, "rate_limit_exceeded");
    expect(Number(got.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await receiptBody(gateway, id)).cost.total_usd).toBe(0);
  });

  it("S03: tries a provider again after one 500", async () => {
    const { model, native } = freshModel(one, "s03");
    upstream.onModel(native, timesThen(1, serverError()));
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, model);
    expect(asked(native)).toHaveLength(2);
    expect((await receiptBody(gateway, outcome.id)).fallback).toMatchObject({
      used: false,
      attempts: [{ status: 500 }, { status: 200 }],
    });
  });

  it("S04 and S16: falls back from a lasting 503, names who answered and bills nobody else", async () => {
    const { model, native } = freshModel(one, "s04");
    upstream.onModel(native, unavailable());
    const healthy = await ask(gateway, one, one.rescue);
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, one.rescue);
    expect(asked(native).length).toBeLessThanOrEqual(3);
    const receipt = await receiptBody(gateway, outcome.id);
    expect(receipt.fallback.used).toBe(true);
    expect(receipt.execution).toMatchObject({ tokens: { prompt: 24, completion: 60 }, tokens_estimated: false });
    expect(receipt.cost.total_usd).toBe((await receiptBody(gateway, healthy.id)).cost.total_usd);
    expect(jsonEvents(outcome.answer.text).at(-1)?.["x-llm-gateway"]).toMatchObject({
      fallback_used: true,
      cost_usd: receipt.cost.total_usd,
    });
  });

  it("S05: survives a connection that is reset before its answer", async () => {
    const once = freshModel(one, "s05-once");
    upstream.onModel(once.native, timesThen(1, resetBeforeHeaders()));
    expectWords(await ask(gateway, one, once.model, rescued), once.model);
    const always = freshModel(one, "s05-always");
    upstream.onModel(always.native, resetBeforeHeaders());
    expectWords(await ask(gateway, one, always.model, rescued), one.rescue);
    expect(asked(always.native).length).toBeLessThanOrEqual(3);
  });

  it("S06: waits for headers only so long, asks a silent route once, and falls back", async () => {
    const { model, native } = freshModel(one, "s06");
    upstream.onModel(native, neverAnswer());
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, one.rescue);
    expect(outcome.tookMs).toBeLessThan(4_500);
    expect(asked(native)).toHaveLength(1);
    expect(asked(native)[0]?.aborted).toBe(true);
    const { fallback } = await receiptBody(gateway, outcome.id);
    expect(fallback.attempts).toMatchObject([{ status: null }, { status: 200 }]);
  });

  it("S06: says 504 when nobody else can answer", async () => {
    const { model, native } = freshModel(one, "s06-alone");
    upstream.onModel(native, neverAnswer());
    const { answer: got } = await ask(gateway, one, model);
    expectError(got, one.wire, 504, "upstream_timeout");
    expect(asked(native)).toHaveLength(1);
  });

  it("S07: gives a slow first token its time, but not more than that", async () => {
    const within = freshModel(one, "s07-within");
    upstream.onModel(within.native, slowFirstToken(700));
    const patient = await ask(gateway, one, within.model, rescued);
    expectWords(patient, within.model);
    expect(patient.tookMs).toBeGreaterThanOrEqual(650);
    const beyond = freshModel(one, "s07-beyond");
    upstream.onModel(beyond.native, slowFirstToken(8_000));
    const outcome = await ask(gateway, one, beyond.model, rescued);
    expectWords(outcome, one.rescue);
    expect(outcome.tookMs).toBeLessThan(4_500);
    expect(asked(beyond.native).map((request) => request.aborted)).toEqual([true]);
  });

  it("S10: leaves a malformed event out", async () => {
    const { model, native } = freshModel(one, "s10");
    upstream.onModel(native, malformedEventAfter(20));
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, model);
    expect(asked(native)).toHaveLength(1);
  });

  it("S11: ends an answer whose terminal event is missing, with its usage", async () => {
    const { model, native } = freshModel(one, "s11");
    upstream.onModel(native, withoutTerminal());
    const outcome = await ask(gateway, one, model, rescued);
    expectWords(outcome, model);
    expect(outcome.tookMs).toBeLessThan(1_400);
    const { execution } = await receiptBody(gateway, outcome.id);
    expect(execution).toMatchObject({
      finish_reason: "stop",
      tokens: { prompt: 24, completion: 60 },
      tokens_estimated: false,
    });
  });

  it("S12: does not repeat a prompt that is too long, but takes it to a larger model", async () => {
    const { model, native } = freshModel(one, "s12");
    upstream.onModel(native, contextLengthExceeded());
    expectWords(await ask(gateway, one, model, rescued), one.rescue);
    expect(asked(native)).toHaveLength(1);
    const { answer: got } = await ask(gateway, one, model);
    expect(got.status).toBe(400);
    expect(got.text).toMatch(/maximum context length|prompt is too long/);
    expect(asked(native)).toHaveLength(2);
  });

  it("S13: passes a content filter's refusal on and asks nobody else", async () => {
    const { model, native } = freshModel(one, "s13");
    upstream.onModel(native, contentFiltered());
    const { answer: got, id } = await ask(gateway, one, model, rescued);
    expect(got.status).toBe(400);
    expect(got.text).toMatch(/filter/);
    expect(asked(native)).toHaveLength(1);
    const receipt = await receiptBody(gateway, id);
    expect(receipt.fallback.attempts).toMatchObject([{ status: 400 }]);
    expect(receipt.cost.total_usd).toBe(0);
  });

  it("asks no more often than it should on a healthy day", async () => {
    const { model, native } = freshModel(one, "healthy");
    upstream.onModel(native, answer());
    expectWords(await ask(gateway, one, model, rescued), model);
    expect(asked(native)).toHaveLength(1);
  });
});
