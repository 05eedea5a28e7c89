import { expect } from "vitest";
import type { Gateway } from "../harness/gateway.ts";
import { ANTHROPIC_UPSTREAM_KEY, OPENAI_UPSTREAM_KEY, startGateway } from "../harness/gateway.ts";
import type { JsonObject, RecordedRequest, Upstream } from "../upstream/index.ts";
import { startUpstream } from "../upstream/index.ts";

/** What an oracle's clients talk to. */
export interface Target {
  readonly upstream: Upstream;
  /** Origin: the Anthropic SDK's base URL. */
  readonly origin: string;
  /** The OpenAI SDK's base URL. */
  readonly openaiUrl: string;
  readonly apiKey: string;
  /**
   * ORACLE_TARGET=upstream points the clients straight at the scripted upstream. What still passes then is what
   * the vendor's own wire gives; what a gateway adds or translates is skipped. It proves the oracle, not the product.
   */
  readonly direct: boolean;
  readonly gateway: Gateway | undefined;
  stop(): Promise<void>;
}

export type UpstreamWire = "openai" | "anthropic";

/** The two models every oracle calls: the provider tells which wire the upstream is spoken to in. */
export const CHAT_MODELS: ReadonlyArray<{ model: string; native: string; wire: UpstreamWire }> = [
  { model: "openai/gpt-4o-mini", native: "gpt-4o-mini", wire: "openai" },
  { model: "anthropic/claude-haiku-4-5", native: "claude-haiku-4-5", wire: "anthropic" },
];

export const direct: boolean = process.env["ORACLE_TARGET"] === "upstream";

export async function startTarget(env: Record<string, string> = {}): Promise<Target> {
  const upstream = await startUpstream();
  const gateway = direct ? undefined : await startGateway({ upstream, env });
  const origin = gateway?.url ?? upstream.url;
  return {
    upstream,
    origin,
    openaiUrl: `${origin}/v1`,
    apiKey: gateway?.apiKey ?? "llm_gw_dev_direct",
    direct,
    gateway,
    async stop() {
      await gateway?.stop();
      await upstream.close();
    },
  };
}

/** A model of the same provider that nothing else calls: faults on it open no shared circuit. */
export function freshModel(wire: UpstreamWire, name: string): string {
  return `${wire}/oracle-${name}`;
}

/** The request went to the provider in its own wire, under its own credential, and never under the caller's. */
export function expectUpstreamCall(
  request: RecordedRequest | undefined,
  wire: UpstreamWire,
  apiKey: string,
): JsonObject {
  if (request === undefined) throw new Error("nothing reached the upstream");
  const raw = request.rawHeaders.map(([name, value]) => `${name}: ${value}`).join("\n");
  expect(`${raw}\n${request.body.toString("utf8")}`).not.toContain(apiKey);
  if (wire === "openai") {
    expect(request.path).toBe("/v1/chat/completions");
    expect(request.headers.authorization).toBe(`Bearer ${OPENAI_UPSTREAM_KEY}`);
  } else {
    expect(request.path).toMatch(/^\/v1\/messages(\?beta=true)?$/);
    expect(request.headers["x-api-key"]).toBe(ANTHROPIC_UPSTREAM_KEY);
    expect(request.headers["anthropic-version"]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
  return request.json();
}

/** The contract's object in every JSON body and on the last data chunk of a stream. */
export function expectGatewayObject(body: unknown): void {
  expect(body).toHaveProperty("x-llm-gateway");
  const added = (body as Record<string, unknown>)["x-llm-gateway"] as Record<string, unknown>;
  expect(added["request_id"]).toMatch(/^req_/);
  expect(added["routing_decision"]).toBeDefined();
  expect(Number(added["cost_usd"])).toBeGreaterThan(0);
  expect(Number(added["latency_ms"])).toBeGreaterThanOrEqual(0);
  expect(added["fallback_used"]).toBe(false);
  expect(added["cached"]).toBe(false);
}

export async function failure(pending: Promise<unknown>): Promise<unknown> {
  return pending.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value).slice(0, 300)}`);
    },
    (error: unknown) => error,
  );
}
