import { createRoute } from "@hono/zod-openapi";
import { applyPaymentEvent } from "../../billing/apply-event.ts";
import { fail } from "../../errors/gateway-error.ts";
import { auditFacts } from "../audit/facts.ts";
import { jsonAnswer } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import { paymentsMissing } from "./account.ts";
import type { BillingDeps } from "./deps.ts";
import { receivedAnswer } from "./schema.ts";

/** Where Stripe reports payments. Nobody signs in here: the signature over the bytes says who it is. */
export function webhookRoutes({ db, clock, log, audit, payments }: BillingDeps): Router {
  const receive = createRoute({
    tags: ["billing"],
    method: "post",
    path: "/billing/stripe/webhook",
    summary: "Events of Stripe, signed by it",
    responses: jsonAnswer("The event was handled, now or before", receivedAnswer, [400, 413, 415]),
  });

  return newRouter().openapi(receive, async (c) => {
    if (payments === null) throw paymentsMissing();
    const signature = c.req.header("stripe-signature");
    const payload = new Uint8Array(await c.req.arrayBuffer());
    const event = signature === undefined ? null : payments.readEvent(payload, signature, clock.now());
    if (event === null) {
      throw fail("invalid_request", { message: "This is not signed by Stripe with the secret that is set up here." });
    }
    const { outcome, topUpId } = await applyPaymentEvent(db, event, new Date(clock.now()), async (tx, done) => {
      await audit.record(
        {
          ...auditFacts(c),
          actor: { kind: "system", id: null, label: "stripe" },
          organizationId: done.organizationId,
          action: "billing.payment_event",
          outcome: done.outcome === "mismatch" ? "failure" : "success",
          target: { kind: "top_up", id: done.topUpId },
          after: { eventId: event.id, type: event.type, outcome: done.outcome },
        },
        tx,
      );
    });
    const facts = { eventId: event.id, type: event.type, outcome, topUpId };
    if (outcome === "mismatch") log.error(facts, "A payment does not fit its top-up and was not credited; look at it.");
    else log.info(facts, "an event of the payment service");
    return c.json({ received: true as const }, 200);
  });
}
