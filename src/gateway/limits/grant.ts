import type { Claim, LimitEngine, LimitState } from "./limit-engine.ts";
import { bindingOf, limitHeaders } from "./limit-headers.ts";

/** What a request used in the end. */
export interface Used {
  readonly tokens: number;
  /** Nano-dollars that it cost in all; 0 where that is not known. */
  readonly nanos: number;
  /** The part that credits paid. */
  readonly creditsNanos: number;
}

/** What a request was let in with. */
export class Grant {
  /** Of each measure the limit with the smallest share left, as it stood with this request. */
  readonly binding: readonly LimitState[];
  /** `x-ratelimit-*` and `x-budget-*`: a flat list of names and values. */
  readonly headers: readonly string[];
  readonly #engine: LimitEngine;
  readonly #id: string;
  readonly #tenant: string;
  readonly #claims: readonly Claim[];
  #settled = false;

  constructor(
    engine: LimitEngine,
    reserved: { readonly id: string; readonly tenant: string; readonly claims: readonly Claim[] },
    states: readonly LimitState[],
  ) {
    this.#engine = engine;
    this.#id = reserved.id;
    this.#tenant = reserved.tenant;
    this.#claims = reserved.claims;
    const binding = bindingOf(states);
    this.binding = Object.values(binding).filter((state) => state !== undefined);
    this.headers = limitHeaders(binding);
  }

  /** Replaces what was reserved by what was used; once. */
  settle(used: Used, nowMs: number): void {
    if (this.#settled) return;
    this.#settled = true;
    const claims = this.#claims;
    const counted = claims.map((claim) => usedOf(claim, used));
    const done = this.#engine.settle({ id: this.#id, tenant: this.#tenant, claims, used: counted, nowMs });
    // Engines promise not to reject; nobody waits for them.
    if (done instanceof Promise) done.catch(() => {});
  }
}

function usedOf({ rule, amount }: Claim, { tokens, nanos, creditsNanos }: Used): number {
  if (rule.measure === "tokens") return tokens;
  if (rule.measure === "running") return 0;
  if (rule.measure === "requests") return amount;
  return rule.scope === "credits" ? creditsNanos : nanos;
}
