import { hash } from "node:crypto";
import Stripe from "stripe";
import { fail, type GatewayError } from "../errors/gateway-error.ts";
import type { ChargeOutcome, Payments } from "./payments.ts";
import { intentPaid, readStripeEvent } from "./read-event.ts";

const TIMEOUT_MS = 20_000;
const RETRIES = 2;
/** How old an event may be that is sent again by somebody who saw it. */
const TOLERANCE_SECONDS = 300;
const MESSAGE_MAX = 300;

export interface StripeOptions {
  readonly secretKey: string;
  /** Signs the events; without it none is taken. */
  readonly webhookSecret: string | null;
  /** Another address than Stripe's own. */
  readonly apiUrl?: string | undefined;
}

/** Stripe (docs.stripe.com/api). Each call has a key of its own, so that a call that is repeated is made once. */
export function createStripePayments({ secretKey, webhookSecret, apiUrl }: StripeOptions): Payments {
  const stripe = new Stripe(secretKey, {
    ...addressOf(apiUrl),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
  });
  return {
    async createCustomer({ organizationId, email }): Promise<string> {
      const given = { metadata: { organizationId }, ...(email === null ? {} : { email }) };
      const customer = await asked(() =>
        stripe.customers.create(given, { idempotencyKey: `customer-${organizationId}-${hash("sha256", email ?? "")}` }),
      );
      return customer.id;
    },
    async openCheckout({ topUpId, organizationId, customerId, cents, keepPaymentMethod, returnUrl }) {
      const metadata = { topUpId, organizationId };
      const session = await asked(() =>
        stripe.checkout.sessions.create(
          {
            mode: "payment",
            customer: customerId,
            client_reference_id: topUpId,
            metadata,
            payment_intent_data: { metadata, ...(keepPaymentMethod ? { setup_future_usage: "off_session" } : {}) },
            line_items: [
              {
                quantity: 1,
                price_data: { currency: "usd", unit_amount: cents, product_data: { name: "LLM Gateway credits" } },
              },
            ],
            success_url: `${returnUrl}?topUp=${topUpId}`,
            cancel_url: `${returnUrl}?topUp=${topUpId}&canceled=true`,
          },
          { idempotencyKey: topUpId },
        ),
      );
      if (session.url === null) throw fail("unhealthy", { message: "The payment service gave no page to pay on." });
      return { sessionId: session.id, url: session.url };
    },
    chargeKept: (given) => chargeKept(stripe, given),
    async refund({ paymentIntentId, cents, key }) {
      const refund = await asked(() =>
        stripe.refunds.create(
          { payment_intent: paymentIntentId, amount: cents, expand: ["charge"] },
          { idempotencyKey: key },
        ),
      );
      const { charge } = refund;
      if (typeof charge !== "object" || charge === null) {
        throw fail("unhealthy", { message: "The refund was made; it is booked when the payment service reports it." });
      }
      return { refundedCents: charge.amount_refunded };
    },
    readEvent(payload, signature, nowMs) {
      if (webhookSecret === null) return null;
      try {
        return readStripeEvent(
          stripe.webhooks.constructEvent(payload, signature, webhookSecret, TOLERANCE_SECONDS, undefined, nowMs),
        );
      } catch {
        return null;
      }
    },
  };
}

type Charge = Parameters<Payments["chargeKept"]>[0];

async function chargeKept(stripe: Stripe, given: Charge): Promise<ChargeOutcome> {
  const { topUpId, organizationId, customerId, paymentMethodId, cents } = given;
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: cents,
        currency: "usd",
        customer: customerId,
        payment_method: paymentMethodId,
        off_session: true,
        confirm: true,
        description: "LLM Gateway credits, topped up automatically",
        metadata: { topUpId, organizationId, automatic: "true" },
      },
      { idempotencyKey: topUpId },
    );
    const payment = intentPaid({ ...intent });
    if (intent.status === "succeeded") return { status: "succeeded", payment };
    if (intent.status === "processing") return { status: "processing", payment };
    return { status: "refused", message: "The bank asks the card's owner to confirm; top up by hand once." };
  } catch (error) {
    // A decline, or a method that is no more. Anything else may have been charged, and is asked again.
    if (error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError) {
      return { status: "refused", message: error.message.slice(0, MESSAGE_MAX) };
    }
    throw error;
  }
}

/** What the service refuses is the caller's to mend; when it does not answer, they try again. */
async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw toGatewayError(error);
  }
}

function toGatewayError(error: unknown): GatewayError {
  const refused =
    error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
  const cause = error;
  if (refused) {
    const message = `The payment service refused: ${error.message.slice(0, MESSAGE_MAX)}`;
    return fail("invalid_request", { message, cause });
  }
  return fail("unhealthy", { message: "The payment service does not answer. Try again in a minute.", cause });
}

function addressOf(apiUrl: string | undefined): {
  readonly protocol?: "http" | "https";
  readonly host?: string;
  readonly port?: string;
} {
  if (apiUrl === undefined) return {};
  const { protocol, hostname, port } = new URL(apiUrl);
  const address = { protocol: protocol === "http:" ? "http" : "https", host: hostname } as const;
  return port === "" ? address : { ...address, port };
}
