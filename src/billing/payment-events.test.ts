import fc from "fast-check";
import { expect, it } from "vitest";
import { describeOnEngines } from "../store/sql/testing/engines.ts";
import { createStripePayments } from "./stripe-payments.ts";
import { useBench } from "./testing/bench.ts";
import { moneyBack, paidIntent, paidSession, refundedCharge } from "./testing/events.ts";

describeOnEngines("payment events", (engine) => {
  const bench = useBench(engine);
  const organization = () => bench.organization();
  const topUp = (cents: number, organizationId?: string) => bench.topUp(cents, organizationId);
  const tell: typeof bench.tell = (type, object, over) => bench.tell(type, object, over);
  const cents = (organizationId: string) => bench.cents(organizationId);
  const rowOf = (id: string) =>
    bench.store.db.selectFrom("top_ups").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

  it("takes events only with a fresh signature over their very bytes", () => {
    const { body, headers } = bench.fake.event("checkout.session.completed", {}, { nowMs: bench.clock.now() });
    const signature = headers["stripe-signature"] ?? "";
    const read = (text: string, by: string, atMs = bench.clock.now()) =>
      bench.payments.readEvent(Buffer.from(text), by, atMs);
    expect(read(body, signature)).toMatchObject({ type: "checkout.session.completed" });
    expect(read(`${body} `, signature)).toBeNull();
    expect(read(body, "")).toBeNull();
    expect(read(body, signature, bench.clock.now() + 301_000)).toBeNull();
    const foreign = bench.fake.event(
      "checkout.session.completed",
      {},
      { nowMs: bench.clock.now(), secret: "whsec_other" },
    );
    expect(read(foreign.body, foreign.headers["stripe-signature"] ?? "")).toBeNull();
    const closed = createStripePayments({ secretKey: "sk_test_x", webhookSecret: null });
    expect(closed.readEvent(Buffer.from(body), signature, bench.clock.now())).toBeNull();
  });

  it("credits a payment once, whichever events tell of it and however often", async () => {
    const { topUpId, organizationId } = await topUp(2_000);
    const named = { topUpId, cents: 2_000 };
    expect(await tell("checkout.session.completed", paidSession(named), { id: "evt_same" })).toBe("credited");
    expect(await tell("checkout.session.completed", paidSession(named), { id: "evt_same" })).toBe("repeated");
    expect(await tell("checkout.session.completed", paidSession(named))).toBe("already");
    expect(await tell("payment_intent.succeeded", paidIntent(named))).toBe("already");
    expect(await tell("checkout.session.expired", paidSession(named))).toBe("already");
    expect(await cents(organizationId)).toBe(2_000);
    expect(await rowOf(topUpId)).toMatchObject({ status: "succeeded", stripe_payment_intent_id: `pi_of_${topUpId}` });
  });

  it("credits once when a hundred events come at the same time", async () => {
    const organizationId = await organization();
    const made = await Promise.all(Array.from({ length: 5 }, () => topUp(1_000, organizationId)));
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const named = { topUpId: made[index % 5]?.topUpId ?? "", cents: 1_000 };
        if (index % 3 === 0) return tell("payment_intent.succeeded", paidIntent(named));
        return tell("checkout.session.completed", paidSession(named));
      }),
    );
    expect(outcomes.filter((outcome) => outcome === "credited")).toHaveLength(5);
    expect(await cents(organizationId)).toBe(5_000);
  });

  it("credits nothing for another amount, another currency, another session, or a payment used before", async () => {
    const first = await topUp(1_000);
    await tell("checkout.session.completed", paidSession({ topUpId: first.topUpId, cents: 1_000 }));
    const cases = [
      { session: { cents: 999 } },
      { session: { cents: 1_000, currency: "eur" } },
      { session: { cents: 1_000 }, over: { payment_intent: `pi_of_${first.topUpId}` } },
    ];
    for (const { session, over } of cases) {
      const { topUpId, organizationId } = await topUp(1_000);
      expect(await tell("checkout.session.completed", paidSession({ topUpId, ...session }, over))).toBe("mismatch");
      expect(await cents(organizationId)).toBe(0);
      expect(await rowOf(topUpId)).toMatchObject({ status: "mismatch", failure: expect.any(String) });
    }
    const { topUpId, organizationId } = await topUp(1_000);
    await bench.store.db.updateTable("top_ups").set({ stripe_session_id: "cs_a" }).where("id", "=", topUpId).execute();
    const other = paidSession({ topUpId, cents: 1_000 }, { id: "cs_b" });
    expect(await tell("checkout.session.completed", other)).toBe("mismatch");
    expect(await cents(organizationId)).toBe(0);
  });

  it("leaves alone what is not ours, not paid so far, or of no interest", async () => {
    expect(await tell("checkout.session.completed", paidSession({ topUpId: "top_no", cents: 1 }))).toBe("unknown");
    expect(await tell("charge.refunded", refundedCharge({ topUpId: "x", cents: 1 }, { metadata: {} }))).toBe("unknown");
    expect(await tell("customer.created", { id: "cus_9" })).toBe("uninteresting");
    const { topUpId, organizationId } = await topUp(1_000);
    const waiting = paidSession({ topUpId, cents: 1_000 }, { payment_status: "unpaid" });
    expect(await tell("checkout.session.completed", waiting)).toBe("uninteresting");
    expect((await rowOf(topUpId)).status).toBe("pending");
    expect(await tell("checkout.session.async_payment_failed", waiting)).toBe("noted");
    expect((await rowOf(topUpId)).status).toBe("failed");
    // The money has come after all.
    const paid = paidSession({ topUpId, cents: 1_000 });
    expect(await tell("checkout.session.async_payment_succeeded", paid)).toBe("credited");
    expect(await cents(organizationId)).toBe(1_000);
  });

  it("books refunds by their sum, in any order, also before the payment is known", async () => {
    const { topUpId, organizationId } = await topUp(1_000);
    expect(await tell("charge.refunded", refundedCharge({ topUpId, cents: 300 }))).toBe("noted");
    expect(await cents(organizationId)).toBe(0);
    await tell("checkout.session.completed", paidSession({ topUpId, cents: 1_000 }));
    expect(await cents(organizationId)).toBe(700);
    expect(await tell("charge.refunded", refundedCharge({ topUpId, cents: 800 }))).toBe("noted");
    expect(await tell("charge.refunded", refundedCharge({ topUpId, cents: 500 }))).toBe("already");
    expect(await cents(organizationId)).toBe(200);
    const euros = refundedCharge({ topUpId, cents: 1_000, currency: "eur" });
    expect(await tell("charge.refunded", euros)).toBe("mismatch");
    expect(await cents(organizationId)).toBe(200);
  });

  it("gives back a refund that failed, and books the next one whole", async () => {
    const { topUpId, organizationId } = await topUp(1_000);
    await tell("checkout.session.completed", paidSession({ topUpId, cents: 1_000 }));
    await tell("charge.refunded", refundedCharge({ topUpId, cents: 400 }));
    const atMs = bench.clock.nowMs;
    bench.clock.nowMs += 60_000;
    expect(await tell("refund.failed", moneyBack("re_1", { topUpId, cents: 400 }))).toBe("noted");
    expect(await tell("refund.failed", moneyBack("re_1", { topUpId, cents: 400 }))).toBe("already");
    expect(await cents(organizationId)).toBe(1_000);
    const late = refundedCharge({ topUpId, cents: 400 });
    expect(await tell("charge.refunded", late, { nowMs: atMs })).toBe("already");
    bench.clock.nowMs += 60_000;
    expect(await tell("charge.refunded", refundedCharge({ topUpId, cents: 250 }))).toBe("noted");
    expect(await cents(organizationId)).toBe(750);
  });

  it("books what a dispute takes and gives back, each once", async () => {
    const { topUpId, organizationId } = await topUp(1_000);
    await tell("checkout.session.completed", paidSession({ topUpId, cents: 1_000 }));
    const dispute = moneyBack("dp_1", { topUpId, cents: 1_000 });
    for (const _ of [1, 2]) await tell("charge.dispute.funds_withdrawn", dispute);
    expect(await cents(organizationId)).toBe(0);
    for (const _ of [1, 2]) await tell("charge.dispute.funds_reinstated", dispute);
    expect(await cents(organizationId)).toBe(1_000);
  });

  it("ends with the same balance whatever the order and the repeats of the events", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
        fc.array(fc.nat(6)),
        async (order, more) => {
          const { topUpId, organizationId } = await topUp(1_000);
          // Disputes name the payment only, so it is known before them.
          const intent = { stripe_payment_intent_id: `pi_of_${topUpId}` };
          await bench.store.db.updateTable("top_ups").set(intent).where("id", "=", topUpId).execute();
          const events: readonly (readonly [string, object])[] = [
            ["checkout.session.completed", paidSession({ topUpId, cents: 1_000 })],
            ["payment_intent.succeeded", paidIntent({ topUpId, cents: 1_000 })],
            ["checkout.session.expired", paidSession({ topUpId, cents: 1_000 })],
            ["charge.refunded", refundedCharge({ topUpId, cents: 100 })],
            ["charge.refunded", refundedCharge({ topUpId, cents: 350 })],
            ["charge.dispute.funds_withdrawn", moneyBack(`dp_${topUpId}`, { topUpId, cents: 200 })],
            ["charge.dispute.funds_reinstated", moneyBack(`dp_${topUpId}`, { topUpId, cents: 50 })],
          ];
          for (const index of [...order, ...more]) {
            const [type, object] = events[index] ?? ["", {}];
            await tell(type, object, { id: `evt_${topUpId}_${index}` });
          }
          expect(await cents(organizationId)).toBe(500);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});
