import { describe, expect, it } from "vitest";
import type { Catalog } from "../../catalog/types.ts";
import { PROVIDERS } from "../../providers/registry.ts";
import type { Gateway } from "../gateway.ts";
import { RoutingState } from "../routing/routing-state.ts";
import { buildSnapshot } from "../snapshot/build-snapshot.ts";
import { testCredentials, testWiring } from "../testing/wiring.ts";
import type { Dispatch } from "../upstream/transport.ts";
import { LocalBreakers } from "./breaker.ts";
import { probeQuiet } from "./probe.ts";

const MINUTE = 60_000;
const CATALOG: Catalog = {
  version: "t",
  models: ["openai", "anthropic"].map((provider) => ({
    id: `m-${provider}`,
    name: provider,
    operation: "chat",
    input: ["text"],
    output: ["text"],
    capabilities: [],
    offerings: [{ provider, nativeId: `native-${provider}`, prices: [] }],
  })),
};

/** A gateway whose providers answer with a status each, at a time that the test sets. */
function make(status: number, connected: readonly string[] = ["openai", "anthropic"]) {
  const calls: string[] = [];
  let now = 100 * MINUTE;
  const dispatch: Dispatch = (options, handler) => {
    calls.push(`${options.path} ${(options.body as Buffer).toString("utf8")}`);
    const controller = { abort: () => {}, pause: () => {}, resume: () => {} } as never;
    handler.onRequestStart?.(controller, {});
    handler.onResponseStart?.(controller, status, { "content-type": "application/json" });
    handler.onResponseData?.(controller, Buffer.from('{"error":{"message":"no"}}'));
    handler.onResponseEnd?.(controller, {});
  };
  const sources = { catalog: CATALOG, providers: PROVIDERS, credentials: testCredentials(connected) };
  const snapshot = buildSnapshot(sources, testWiring(dispatch));
  const breakers = new LocalBreakers();
  const routing = new RoutingState(breakers, { explorationRate: 0, sessionTtlMs: MINUTE });
  const gateway = {
    clock: { now: () => now, monotonic: () => now },
    settings: { totalTimeoutMs: 1_000, firstTokenTimeoutMs: 1_000, maxAnswerBytes: 1e6, maxFrameBytes: 1e6 },
    snapshot: () => snapshot,
    breakers,
    routing,
  } as unknown as Gateway;
  const seen = (label: string, agoMs: number): void => routing.health.observeProbe(label, true, now - agoMs);
  const wait = (ms: number): void => {
    now += ms;
  };
  return { gateway, calls, breakers, routing, seen, wait };
}

describe("probes", () => {
  it("ask what was called within a day and not lately, and nothing else", async () => {
    const { gateway, calls, seen } = make(200);
    seen("openai/m-openai", 10 * MINUTE);
    seen("anthropic/m-anthropic", MINUTE);
    seen("openai/unknown", 10 * MINUTE);
    expect(await probeQuiet(gateway, 5 * MINUTE)).toEqual(["openai/m-openai"]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain('"model":"native-openai"');
    expect(await probeQuiet(gateway, 5 * MINUTE)).toEqual([]);
  });

  it("ask with no key but the platform's", async () => {
    const { gateway, calls, seen } = make(200, ["openai"]);
    seen("anthropic/m-anthropic", 10 * MINUTE);
    expect(await probeQuiet(gateway, 5 * MINUTE)).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("tell health and circuit that a provider is ill, and well again", async () => {
    const ill = make(503);
    ill.seen("openai/m-openai", 10 * MINUTE);
    for (let i = 0; i < 5; i += 1) {
      await probeQuiet(ill.gateway, 5 * MINUTE);
      ill.wait(6 * MINUTE);
    }
    expect(ill.breakers.list(ill.gateway.clock.now())).toMatchObject([
      { key: "openai/m-openai#openai#1", state: "open" },
    ]);
    expect(ill.routing.health.of("openai/m-openai")?.uptime(ill.gateway.clock.now())).toBeLessThan(0.8);
  });

  it("count a refusal of the question as a sign of life", async () => {
    const { gateway, breakers, routing, seen } = make(400);
    seen("openai/m-openai", 10 * MINUTE);
    await probeQuiet(gateway, 5 * MINUTE);
    expect(breakers.list(gateway.clock.now())).toEqual([]);
    expect(routing.health.of("openai/m-openai")?.uptime(gateway.clock.now())).toBe(1);
  });
});
