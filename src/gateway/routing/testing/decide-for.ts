import type { Catalog, Model } from "../../../catalog/types.ts";
import { PROVIDERS } from "../../../providers/registry.ts";
import type { CallerKey } from "../../caller.ts";
import type { Endpoint } from "../../endpoint.ts";
import { chatCompletions } from "../../endpoints/chat-completions.ts";
import type { DecodedRequest, Exchange } from "../../exchange.ts";
import type { Gateway } from "../../gateway.ts";
import { LocalBreakers } from "../../health/breaker.ts";
import { buildSnapshot } from "../../snapshot/build-snapshot.ts";
import type { Snapshot } from "../../snapshot/snapshot.ts";
import { type Decided, decide } from "../../stages/plan.ts";
import { testCaller } from "../../testing/caller.ts";
import { testCredentials, testWiring } from "../../testing/wiring.ts";
import { RoutingState } from "../routing-state.ts";

export const NOW = 1_800_000_000_000;

export const price = (inputPico: number, outputPico: number): Model["offerings"][number]["prices"] => [
  { from: "1970-01-01", inputPico, outputPico },
];

/** A chat model of 10,000 tokens that can do nothing special, with changes. */
export function testModel(id: string, offerings: Model["offerings"], more: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    operation: "chat",
    contextTokens: 10_000,
    input: ["text"],
    output: ["text"],
    capabilities: [],
    offerings,
    ...more,
  };
}

/** A snapshot of some models with the platform's keys of some providers. */
export function testSnapshot(models: readonly Model[], connected: readonly string[]): Snapshot {
  const catalog: Catalog = { version: "test", models };
  return buildSnapshot({ catalog, providers: PROVIDERS, credentials: testCredentials(connected) }, testWiring());
}

/** Routing that has learned nothing. */
export function testRouting(over: { explorationRate?: number; sessionTtlMs?: number } = {}): RoutingState {
  return new RoutingState(new LocalBreakers(), { explorationRate: 0, sessionTtlMs: 3_600_000, ...over });
}

export interface Question {
  readonly snapshot: Snapshot;
  readonly routing?: RoutingState;
  readonly caller?: Partial<CallerKey>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly request?: Partial<DecodedRequest>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoint?: Endpoint;
  readonly seed?: number;
  readonly nowMs?: number;
}

/** Decides as the pipeline does, without the pipeline. */
export function decideFor(model: string, question: Question): Decided {
  const { snapshot, routing = testRouting(), caller = {}, body = {}, request = {}, headers = {} } = question;
  const { endpoint = chatCompletions, seed = 0, nowMs = NOW } = question;
  const full = { model, messages: [{ role: "user", content: "hi" }], ...body };
  const decoded = {
    body: full,
    model,
    stream: false,
    hints: {},
    fallbackChain: [],
    noFallback: false,
    promptTokensEstimate: 100,
    maxOutputTokens: undefined,
    canonical: () => endpoint.chat?.decodeRequest(full),
    ...request,
  } as unknown as DecodedRequest;
  const gateway = { snapshot: () => snapshot, clock: { now: () => nowMs }, random: () => seed, routing };
  const exchange = { endpoint, req: { headers } } as unknown as Exchange;
  return decide(exchange, gateway as unknown as Gateway, testCaller(caller), decoded);
}
