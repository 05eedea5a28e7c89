import { type Answered, call } from "../blackbox/expect-error.ts";
import { type FaultCase, freshModel, type ReceiptBody, receiptBody } from "../blackbox/fault-cases.ts";
import { textOf } from "../blackbox/read-stream.ts";
import type { Gateway } from "../harness/gateway.ts";
import { answer, type Behaviour, SIXTY_WORDS, type startUpstream } from "../upstream/index.ts";

type Upstream = Awaited<ReturnType<typeof startUpstream>>;

/** What one request of a scenario came to. */
export interface Seen {
  readonly answer: Answered;
  readonly tookMs: number;
  /** Calls of the model with the fault, and of its fallback. */
  readonly primaryCalls: number;
  readonly fallbackCalls: number;
  readonly receipt: ReceiptBody;
}

let serial = 0;

/** One scenario's models: a faulty one at the case's provider and a healthy one at the other. */
export class Scenario {
  readonly primary: { readonly model: string; readonly native: string };
  readonly fallback: { readonly model: string; readonly native: string };
  readonly #gateway: Gateway;
  readonly #upstream: Upstream;
  readonly #case: FaultCase;

  constructor(
    gateway: Gateway,
    upstream: Upstream,
    one: FaultCase,
    name: string,
    fault: Behaviour,
    rescue?: Behaviour,
  ) {
    this.#gateway = gateway;
    this.#upstream = upstream;
    this.#case = one;
    serial += 1;
    this.primary = freshModel(one, `${name}-${serial}`);
    const other = { ...one, upstreamWire: one.upstreamWire === "openai" ? "anthropic" : "openai" } as FaultCase;
    this.fallback = freshModel(other, `${name}-${serial}-fallback`);
    upstream.onModel(this.primary.native, fault);
    upstream.onModel(this.fallback.native, rescue ?? answer());
  }

  async run(stream: boolean, headers: Record<string, string> = {}, more: object = {}): Promise<Seen> {
    serial += 1;
    const id = `sixteen-${process.pid}-${serial}`;
    const before = this.#calls();
    const body = {
      model: this.primary.model,
      messages: [{ role: "user", content: "Say sixty words." }],
      "x-fallback-chain": [this.fallback.model],
      stream,
      ...this.#case.extra,
      ...more,
    };
    const began = Date.now();
    const got = await call(this.#gateway, this.#case.path, body, { "x-request-id": id, ...headers });
    const tookMs = Date.now() - began;
    const after = this.#calls();
    return {
      answer: got,
      tookMs,
      primaryCalls: after.primary - before.primary,
      fallbackCalls: after.fallback - before.fallback,
      receipt: await receiptBody(this.#gateway, id),
    };
  }

  #calls(): { readonly primary: number; readonly fallback: number } {
    const models = this.#upstream.requests.map((request) => (request.json() as { model?: string }).model);
    return {
      primary: models.filter((model) => model === this.primary.native).length,
      fallback: models.filter((model) => model === this.fallback.native).length,
    };
  }
}

/** The words of an answer, streamed or whole, in either wire. */
export function wordsOf({ text }: Answered, stream: boolean): string {
  if (stream) return textOf(text);
  const body = JSON.parse(text) as {
    choices?: { message: { content: string } }[];
    content?: { text?: string }[];
  };
  return body.choices?.[0]?.message.content ?? body.content?.map((block) => block.text ?? "").join("") ?? "";
}

export const WORDS = SIXTY_WORDS;
