import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { lockCredits } from "../../store/ledger/lock-credits.ts";
import { verifyLedger } from "../../store/ledger/verify-ledger.ts";
import type { Store } from "../../store/sql/open-store.ts";
import { type Engine, type TestClock, testClock } from "../../store/sql/testing/engines.ts";
import { applyPaymentEvent } from "../apply-event.ts";
import type { Payments } from "../payments.ts";
import { createStripePayments } from "../stripe-payments.ts";
import { type StripeFake, startStripeFake, WEBHOOK_SECRET } from "./stripe-fake.ts";

/** A store for a suite, with a clock and a Stripe for each of its tests; in the end the ledger must agree. */
export class Bench {
  store!: Store;
  clock!: TestClock;
  fake!: StripeFake;
  payments!: Payments;
  #names = 0;

  now(): Date {
    return new Date(this.clock.now());
  }

  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}_b${this.#names}`;
  }

  async organization(): Promise<string> {
    const id = this.name("org");
    const dates = { created_at: this.now(), updated_at: this.now() };
    await this.store.db
      .insertInto("organizations")
      .values({ id, name: id, plan: "free", ...dates })
      .execute();
    return id;
  }

  /** A checkout that was begun. */
  async topUp(cents: number, inOrganization?: string): Promise<{ topUpId: string; organizationId: string }> {
    const organizationId = inOrganization ?? (await this.organization());
    const topUpId = this.name("top");
    const none = { stripe_session_id: null, stripe_payment_intent_id: null, checkout_url: null, failure: null };
    const place = { id: topUpId, organization_id: organizationId, kind: "checkout", status: "pending" } as const;
    const dates = { created_at: this.now(), updated_at: this.now() };
    await this.store.db
      .insertInto("top_ups")
      .values({ ...place, ...none, amount_cents: cents, created_by: null, ...dates })
      .execute();
    return { topUpId, organizationId };
  }

  /** What becomes of an event, from its bytes on. */
  async tell(type: string, object: object, over: { id?: string; nowMs?: number } = {}): Promise<string> {
    const { body, headers } = this.fake.event(type, object, { nowMs: this.clock.now(), ...over });
    const event = this.payments.readEvent(Buffer.from(body), headers["stripe-signature"] ?? "", this.clock.now());
    if (event === null) throw new Error("not read");
    return (await applyPaymentEvent(this.store.db, event, this.now())).outcome;
  }

  /** The balance. */
  async cents(organizationId: string): Promise<number> {
    const read = this.store.db.transaction().execute((tx) => lockCredits(tx, organizationId));
    return Number((await read).balanceNanos / 10_000_000n);
  }
}

export function useBench(engine: Engine): Bench {
  const bench = new Bench();
  beforeAll(async () => {
    bench.store = await engine.open();
  });
  beforeEach(async () => {
    bench.clock = testClock();
    const fake = await startStripeFake();
    bench.fake = fake;
    const options = { secretKey: "sk_test_x", webhookSecret: WEBHOOK_SECRET, apiUrl: fake.url };
    bench.payments = createStripePayments(options);
    return () => fake.stop();
  });
  afterAll(async () => {
    expect(await verifyLedger(bench.store.db)).toEqual([]);
  });
  return bench;
}
