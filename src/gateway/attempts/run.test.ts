import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { expect, it } from "vitest";
import { chatCompletion } from "../../../test/upstream/openai-chat.ts";
import type { Catalog } from "../../catalog/types.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import { readSettings } from "../../settings.ts";
import { createGateway } from "../create-gateway.ts";
import { chatCompletions } from "../endpoints/chat-completions.ts";
import { Exchange } from "../exchange.ts";
import { capsOf } from "../limits/credential-caps.ts";
import type { LimitState } from "../limits/limit-engine.ts";
import type { Journal } from "../metering/journal.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import { decode } from "../stages/decode.ts";
import { plan } from "../stages/plan.ts";
import { testCaller } from "../testing/caller.ts";
import { testCredentials, testWiring } from "../testing/wiring.ts";
import type { Dispatch } from "../upstream/transport.ts";
import { AttemptRun } from "./run.ts";

const CATALOG = {
  version: "t",
  models: ["one", "two"].map((id) => ({
    id,
    name: id,
    operation: "chat" as const,
    input: ["text" as const],
    output: ["text" as const],
    capabilities: [],
    offerings: [{ provider: "openai", nativeId: id, prices: [] }],
  })),
} satisfies Catalog;

const caps = capsOf("org_1", "pk_1", { parallel: 2, tpm: 1_000 });

/** Both models with one connection that has limits; `dispatch` is told how many calls there were before. */
async function runOf(dispatch: (before: number) => Dispatch) {
  let calls = 0;
  const counting: Dispatch = (options, handler) => {
    calls += 1;
    dispatch(calls - 1)(options, handler);
  };
  const credentials = testCredentials(["openai"]);
  const snapshot = buildSnapshot({ catalog: CATALOG, providers: PROVIDERS, credentials }, testWiring(counting));
  const caller = testCaller();
  const gateway = createGateway({
    settings: readSettings({ RETRIES: "0" }, PROVIDERS),
    keys: { lookup: () => caller },
    journal: {} as Journal,
    snapshot: () => snapshot,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const body = { model: "openai/one", "x-fallback-chain": ["openai/two"], messages: [{ role: "user", content: "Hi" }] };
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { "content-type": "application/json", "content-length": String(bytes.length) };
  const req = Object.assign(Readable.from([bytes], { objectMode: false }), { headers, complete: true });
  const now = { ms: gateway.clock.now(), mono: gateway.clock.monotonic() };
  const res = new EventEmitter() as ServerResponse;
  const exchange = new Exchange(req as never, res, { endpoint: chatCompletions, named: undefined }, undefined, now);
  const request = await decode(exchange, gateway);
  const planned = plan(exchange, gateway, caller, request);
  const targets = planned.targets.map((target) => ({
    ...target,
    credentials: target.credentials.map((one) => ({ ...one, id: "pk_1", caps })),
  }));
  const execution = { ...planned.execution, hedgeAfterMs: 1 };
  const run = new AttemptRun(exchange, gateway, request, { ...planned, targets, execution });
  const used = async (): Promise<number[]> =>
    (await gateway.limits.read("org_1", caps.rules, gateway.clock.now())).map((state: LimitState) => state.used);
  return { run, used, targets, gateway };
}

const answering: Dispatch = (_, handler) => {
  const controller = { abort: () => {}, pause: () => {}, resume: () => {} } as unknown as Dispatcher.DispatchController;
  handler.onRequestStart?.(controller, {});
  handler.onResponseStart?.(controller, 200, { "content-type": "application/json" });
  handler.onResponseData?.(controller, Buffer.from(JSON.stringify(chatCompletion({}))));
  handler.onResponseEnd?.(controller, {});
};

it("gives each of two lanes a place of its own within one connection's limits, and takes the loser's back", async () => {
  let atOnce: number[] = [];
  const { run, used } = await runOf((before) => (options, handler) => {
    if (before === 0) {
      // Answers never; whoever ends it is told.
      const controller = { abort: (reason: Error) => handler.onResponseError?.(controller, reason) } as never;
      handler.onRequestStart?.(controller, {});
      return;
    }
    void used().then((states) => {
      atOnce = states;
      answering(options, handler);
    });
  });
  const won = await run.first();
  expect(atOnce[1]).toBe(2);
  await expect.poll(async () => (await used())[1]).toBe(1);
  won.attempt.leave(42, Date.now());
  expect(await used()).toEqual([42, 0]);
});

it("takes a place back when the attempt throws, and ends the other lane", async () => {
  let ended = false;
  const { run, used } = await runOf((before) => (_, handler) => {
    if (before > 0) throw new Error("no way out");
    const abort = (reason: Error): void => {
      ended = true;
      handler.onResponseError?.(controller, reason);
    };
    const controller = { abort } as unknown as Dispatcher.DispatchController;
    handler.onRequestStart?.(controller, {});
  });
  await expect(run.first()).rejects.toThrow("no way out");
  expect(ended).toBe(true);
  await expect.poll(used).toEqual([0, 0]);
});

it("gives a probe back that finds no place within the connection's limits", async () => {
  const { run, targets, gateway } = await runOf(() => answering);
  const nowMs = gateway.clock.now();
  for (const { label } of targets)
    for (let i = 0; i < 5; i += 1) gateway.breakers.failed(`${label}#pk_1`, "server", nowMs - 60_000);
  for (const id of ["a", "b"]) {
    const claims = caps.rules.map((rule) => ({ rule, amount: 1 }));
    await gateway.limits.reserve({ id, tenant: "org_1", claims, nowMs, holdMs: 60_000 });
  }
  await expect(run.first()).rejects.toMatchObject({ code: "rate_limit_exceeded" });
  for (const { label } of targets) expect(gateway.breakers.admit(`${label}#pk_1`, gateway.clock.now())).toBe("probe");
});
