import { afterAll, beforeAll, expect, it } from "vitest";
import { paidIntent, paidSession, refundedCharge } from "../../billing/testing/events.ts";
import { verifyLedger } from "../../store/ledger/verify-ledger.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { type Harness, type Member, makeHarness } from "../testing/harness.ts";
import { makePaying, type Paying } from "./testing/paying.ts";

describeOnEngines("top-ups", (engine) => {
  let paying: Paying;
  let api: Harness;
  let operator: string;
  let customer: Member;
  beforeAll(async () => {
    paying = await makePaying(engine);
    ({ api } = paying);
    operator = await api.signIn();
    customer = await api.otherTenant();
  });
  afterAll(async () => {
    await paying.fake.stop();
    expect(await verifyLedger(api.store.db)).toEqual([]);
  });
  const tenant = (): Promise<Member> => api.otherTenant();
  const auditOf = async (organizationId: string): Promise<readonly string[]> => {
    const events = api.store.db.selectFrom("audit_events").select("action").where("chain", "=", organizationId);
    const all = events.where("action", "like", "billing.%").orderBy("seq");
    return (await all.execute()).map(({ action }) => action);
  };

  it("tops up by a checkout, credited by Stripe's event, and pays back through Stripe", async () => {
    const { organizationId, token } = await tenant();
    const made = await paying.ask("/top-ups", token, { amountUsd: 20.5, keepPaymentMethod: true });
    const { topUp } = made.body;
    expect([made.status, topUp]).toMatchObject([201, { status: "pending", amountUsd: 20.5, kind: "checkout" }]);
    expect(topUp.checkoutUrl).toMatch(/^https:\/\/pay\.example\//);
    const call = paying.fake.calls.findLast(({ path }) => path === "/v1/checkout/sessions");
    expect(call?.form).toMatchObject({
      client_reference_id: topUp.id,
      "line_items[0][price_data][unit_amount]": "2050",
      "payment_intent_data[setup_future_usage]": "off_session",
      success_url: `http://localhost:4001/dashboard/billing?topUp=${topUp.id}`,
    });
    const row = await api.store.db
      .selectFrom("billing_accounts")
      .innerJoin("top_ups", "top_ups.organization_id", "billing_accounts.organization_id")
      .where("top_ups.id", "=", topUp.id)
      .select(["stripe_customer_id", "stripe_session_id"])
      .executeTakeFirstOrThrow();
    const customerFields = { customer: row.stripe_customer_id };
    const named = { topUpId: topUp.id, cents: 2_050 };
    const session = paidSession(named, { id: row.stripe_session_id, ...customerFields });
    for (const _ of [1, 2]) expect((await paying.tell("checkout.session.completed", session)).status).toBe(200);
    await paying.tell("payment_intent.succeeded", paidIntent(named, customerFields));
    expect((await paying.ask(`/top-ups/${topUp.id}`, token)).body.topUp).toMatchObject({
      status: "succeeded",
      checkoutUrl: null,
    });
    expect((await paying.ask("", token)).body.billing).toMatchObject({
      balanceUsd: 20.5,
      autoTopUp: { hasPaymentMethod: true },
    });
    const asked = { organizationId, topUpId: topUp.id, amountUsd: 5, reference: "t-1", description: "Too much" };
    for (const _ of [1, 2]) {
      const refund = await paying.ask("/refunds", operator, asked);
      const booked = { kind: "refund", amountUsd: -5, description: "Too much", actor: { kind: "user" } };
      expect([refund.status, refund.body.transaction]).toMatchObject([201, booked]);
    }
    await paying.tell("charge.refunded", refundedCharge({ topUpId: topUp.id, cents: 500 }));
    expect((await paying.ask("", token)).body.billing.balanceUsd).toBe(15.5);
    expect((await paying.ask(`/top-ups/${topUp.id}`, token)).body.topUp.refundedUsd).toBe(5);
    expect((await paying.ask(`/top-ups/${topUp.id}`, customer.token)).status).toBe(404);
    const elsewhere = { ...asked, organizationId: customer.organizationId };
    expect((await paying.ask("/refunds", operator, elsewhere)).status).toBe(404);
    expect(await auditOf(organizationId)).toEqual(["billing.top_up", "billing.payment_event", "billing.refund"]);
  });

  it("400: a top-up out of bounds, or in parts of a cent", async () => {
    for (const amountUsd of [4.99, 5_000.01, 10.001]) {
      expect((await paying.ask("/top-ups", customer.token, { amountUsd })).status).toBe(400);
    }
  });

  it("409: a refund of what was not paid", async () => {
    const { organizationId, token } = await tenant();
    const { topUp } = (await paying.ask("/top-ups", token, { amountUsd: 5 })).body;
    const body = { organizationId, topUpId: topUp.id, amountUsd: 5 };
    expect((await paying.ask("/refunds", operator, body)).status).toBe(409);
  });

  it("429: more checkouts begun than anybody needs", async () => {
    const { token } = await tenant();
    const begun = await Promise.all(Array.from({ length: 22 }, () => paying.ask("/top-ups", token, { amountUsd: 5 })));
    expect(begun.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(begun.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it("400: an event that Stripe did not sign changes nothing", async () => {
    const { topUp } = (await paying.ask("/top-ups", customer.token, { amountUsd: 5 })).body;
    const { body } = paying.fake.event("checkout.session.completed", paidSession({ topUpId: topUp.id, cents: 500 }));
    for (const headers of [{}, { "stripe-signature": "t=1,v1=00" }]) {
      const answer = await api.call("/billing/stripe/webhook", { method: "POST", body, headers });
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
    }
    expect((await paying.ask(`/top-ups/${topUp.id}`, customer.token)).body.topUp.status).toBe("pending");
  });

  it("400: payments where none are set up, and says what to do", async () => {
    const bare = await makeHarness(engine);
    const token = await bare.signIn();
    const topUp = await bare.call("/billing/top-ups", { token, body: { amountUsd: 5 } });
    expect([topUp.status, topUp.body.message]).toEqual([400, expect.stringContaining("STRIPE_SECRET_KEY")]);
    expect((await bare.call("/billing/stripe/webhook", { method: "POST", body: {} })).status).toBe(400);
  });
});
