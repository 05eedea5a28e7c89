import type { HeldReservations } from "../held-use.ts";
import type { Claim, LimitEngine, LimitRule, SpentBefore, Verdict } from "../limit-engine.ts";
import { HOLD, T0 } from "./limit-rules.ts";

export type TestedEngine = LimitEngine & HeldReservations;

let tenants = 0;

/** One tenant of a test's own, with short words for what is done with it. */
export class Tenant {
  readonly name: string;
  readonly #engine: TestedEngine;
  #ids = 0;

  constructor(engine: TestedEngine) {
    tenants += 1;
    this.name = `org_${tenants}`;
    this.#engine = engine;
  }

  async reserve(claims: readonly Claim[], nowMs = T0, id = this.newId(), holdMs = HOLD): Promise<Verdict> {
    return this.#engine.reserve({ id, tenant: this.name, claims, nowMs, holdMs });
  }

  newId(): string {
    this.#ids += 1;
    return `req_${this.#ids}`;
  }

  async settle(id: string, claims: readonly Claim[], used: readonly number[], nowMs = T0): Promise<void> {
    await this.#engine.settle({ id, tenant: this.name, claims, used, nowMs });
  }

  async used(rule: LimitRule, nowMs = T0): Promise<number | undefined> {
    return (await this.#engine.read(this.name, [rule], nowMs))[0]?.used;
  }
}

/** Makes an engine and a tenant of it. */
export type Open = (spentBefore?: SpentBefore) => readonly [Tenant, TestedEngine];
