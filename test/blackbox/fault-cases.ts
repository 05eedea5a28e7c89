import { expect } from "vitest";
import type { ApiAnswer, Gateway } from "../harness/gateway.ts";
import { answer, type Behaviour, errorBody, upTo } from "../upstream/index.ts";
import { type Answered, call, WIRES } from "./expect-error.ts";
import { eventsOf, jsonEvents } from "./read-stream.ts";

/** A caller's wire and the wire of the provider that misbehaves. */
export interface FaultCase {
  readonly wire: "openai" | "anthropic";
  readonly path: string;
  readonly extra: object;
  readonly upstreamWire: "openai" | "anthropic";
  /** A priced model of that provider. */
  readonly priced: string;
  /** A healthy, priced model of the other provider. */
  readonly rescue: string;
}

const OPENAI = "openai/gpt-4o-mini";
const ANTHROPIC = "anthropic/claude-haiku-4-5";

export const FAULT_CASES: readonly FaultCase[] = WIRES.flatMap(({ wire, path, extra }) => [
  { wire, path, extra, upstreamWire: "openai" as const, priced: OPENAI, rescue: ANTHROPIC },
  { wire, path, extra, upstreamWire: "anthropic" as const, priced: ANTHROPIC, rescue: OPENAI },
]);

let serial = 0;

/** What one streamed request came to, seen from everywhere. */
export interface Outcome {
  readonly id: string;
  readonly answer: Answered;
  readonly tookMs: number;
}

export async function ask(gateway: Gateway, one: FaultCase, model: string, more: object = {}): Promise<Outcome> {
  serial += 1;
  const id = `fault-${process.pid}-${serial}`;
  const body = {
    model,
    messages: [{ role: "user", content: "Say sixty words." }],
    ...one.extra,
    stream: true,
    ...more,
  };
  const began = Date.now();
  const answer = await call(gateway, one.path, body, { "x-request-id": id });
  return { id, answer, tookMs: Date.now() - began };
}

/** A model name of the case's provider that no other test calls. */
export function freshModel(one: FaultCase, name: string): { model: string; native: string } {
  const native = `fault-${name}-${one.wire}-${one.upstreamWire}`;
  return { model: `${one.upstreamWire}/${native}`, native };
}

/** The stream ended as its wire ends whole answers. */
export function isWhole(one: FaultCase, text: string): boolean {
  const last = eventsOf(text).at(-1);
  return one.wire === "openai" ? last?.data === "[DONE]" : last?.event === "message_stop";
}

/** The stream ended with an error of its wire, and nothing in it looks like an end. */
export function expectBrokenInBand(one: FaultCase, text: string, code: string): void {
  const last = eventsOf(text).at(-1);
  const body = JSON.parse(last?.data ?? "") as { type?: string; error: Record<string, unknown> };
  if (one.wire === "openai") {
    expect(body.error).toMatchObject({ code, message: expect.stringMatching(/.{15,}/) as string });
  } else {
    expect(last?.event).toBe("error");
    expect(body).toMatchObject({ type: "error", error: { details: { code } } });
  }
  expect(text).not.toContain("[DONE]");
  expect(text).not.toContain("message_stop");
  expect(text).not.toMatch(/"finish_reason":\s*"|"stop_reason":\s*"/);
  expect(jsonEvents(text).filter((event) => "x-llm-gateway" in event)).toEqual([]);
}

/** A stream that says after forty words, and a pause in which they are delivered, that it has failed. */
export function errorEventLater(): Behaviour {
  return (exchange) => {
    const anthropic = exchange.request.wire === "anthropic";
    const spec = { status: anthropic ? 529 : 500, message: "Overloaded" };
    const data = JSON.stringify(errorBody(exchange.request.wire, spec));
    const frame = { ...(anthropic ? { event: "error" } : {}), data, content: false };
    return answer({}, { edit: (frames) => [...upTo(frames, 40), { waitMs: 100 }, frame] })(exchange);
  };
}

export interface ReceiptBody {
  readonly routing: { readonly winner: string | null };
  readonly execution: {
    readonly status: number;
    readonly finish_reason: string | null;
    readonly tokens: Readonly<Record<string, number>>;
    readonly tokens_estimated: boolean;
  };
  readonly cost: { readonly total_usd: number | null };
  readonly fallback: { readonly used: boolean; readonly attempts: ReadonlyArray<Readonly<Record<string, unknown>>> };
}

export async function receiptBody(gateway: Gateway, id: string): Promise<ReceiptBody> {
  const receipt: ApiAnswer = await gateway.receipt(id);
  expect(receipt.status).toBe(200);
  return receipt.body as ReceiptBody;
}

/** The one log entry of a request, once the worker has written it. */
export async function logOf(gateway: Gateway, id: string): Promise<Record<string, unknown>> {
  await expect.poll(async () => (await gateway.logs({ requestId: id })).length, { timeout: 5_000 }).toBe(1);
  const [log] = await gateway.logs({ requestId: id });
  return log ?? {};
}
