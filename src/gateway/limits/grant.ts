import type { Claim, LimitEngine, LimitState, PartMeasure } from "./limit-engine.ts";
import { bindingOf, limitHeaders } from "./limit-headers.ts";

/** What a request used in the end. */
export interface Used {
  readonly tokens: number;
  /** Nano-dollars that it cost in all; 0 where that is not known. */
  readonly nanos: number;
  /** The part that credits paid. */
  readonly creditsNanos: number;
  /** Of each part that limits of routes count; absent: what was reserved stays counted. */
  readonly parts?: Readonly<Partial<Record<PartMeasure, number>>> | undefined;
}

/** Nothing at all. */
export const NOTHING_USED: Used = {
  tokens: 0,
  nanos: 0,
  creditsNanos: 0,
  parts: { input_tokens: 0, output_tokens: 0, input_nanos: 0, output_nanos: 0, audio_ms: 0 },
};

/** What a request was let in with. */
export class Grant {
  /** Of each measure the limit with the smallest share left, as it stood with this request. */
  readonly binding: readonly LimitState[];
  /** How each limit stood with this request, in the order of the claims. */
  readonly states: readonly LimitState[];
  /** `x-ratelimit-*` and `x-budget-*`: a flat list of names and values. */
  readonly headers: readonly string[];
  readonly #engine: LimitEngine;
  readonly #id: string;
  readonly #tenant: string;
  readonly claims: readonly Claim[];
  #settled = false;

  constructor(
    engine: LimitEngine,
    reserved: { readonly id: string; readonly tenant: string; readonly claims: readonly Claim[] },
    states: readonly LimitState[],
  ) {
    this.#engine = engine;
    this.#id = reserved.id;
    this.#tenant = reserved.tenant;
    this.claims = reserved.claims;
    this.states = states;
    const binding = bindingOf(states);
    this.binding = Object.values(binding).filter((state) => state !== undefined);
    this.headers = limitHeaders(binding);
  }

  /** Replaces what was reserved by what was used; once. */
  settle(used: Used, nowMs: number): void {
    if (this.#settled) return;
    this.#settled = true;
    const { claims } = this;
    const counted = claims.map((claim) => usedOf(claim, used));
    const done = this.#engine.settle({ id: this.#id, tenant: this.#tenant, claims, used: counted, nowMs });
    // Engines promise not to reject; nobody waits for them.
    if (done instanceof Promise) done.catch(() => {});
  }
}

function usedOf({ rule, amount }: Claim, { tokens, nanos, creditsNanos, parts }: Used): number {
  switch (rule.measure) {
    case "tokens":
      return tokens;
    case "running":
      return 0;
    case "requests":
      return amount;
    case "nanos":
      return rule.scope === "credits" ? creditsNanos : nanos;
    default:
      return parts?.[rule.measure] ?? Number.NaN;
  }
}
