import type { PaymentEvent, PaymentNews } from "./payments.ts";

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads an event of Stripe ("The Event object", docs.stripe.com/api/events/object). Fields are read one by one: the
 * account's API version decides their shape, not this program's.
 */
export function readStripeEvent(event: unknown): PaymentEvent | null {
  const { id, type, data, created } = members(event);
  if (typeof id !== "string" || typeof type !== "string" || typeof created !== "number") return null;
  return { id, type, at: new Date(created * 1_000), news: newsOf(type, members(members(data)["object"])) };
}

function newsOf(type: string, object: Members): PaymentNews | null {
  switch (type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
      // Completed is not paid: with bank debits the money comes days later.
      return object["payment_status"] === "paid" ? sessionPaid(object) : null;
    case "checkout.session.expired":
      return sessionEnded(object, "expired", "The checkout was not finished in time.");
    case "checkout.session.async_payment_failed":
      return sessionEnded(object, "failed", "The bank refused the payment.");
    case "payment_intent.succeeded":
      return intentPaid(object);
    case "payment_intent.payment_failed":
      return intentFailed(object);
    case "charge.refunded":
      return {
        kind: "refunded",
        topUpId: topUpIdOf(object),
        paymentIntentId: idOf(object["payment_intent"]),
        ...money(object["amount_refunded"], object),
      };
    case "refund.failed":
      return moneyBack("refund_failed", object);
    case "charge.dispute.funds_withdrawn":
      return moneyBack("dispute", object);
    case "charge.dispute.funds_reinstated":
      return moneyBack("dispute_reversal", object);
    default:
      return null;
  }
}

function sessionPaid(session: Members): PaymentNews {
  return {
    kind: "paid",
    topUpId: topUpIdOf(session),
    sessionId: idOf(session),
    paymentIntentId: idOf(session["payment_intent"]),
    customerId: idOf(session["customer"]),
    paymentMethodId: null,
    ...money(session["amount_total"], session),
  };
}

function sessionEnded(session: Members, status: "expired" | "failed", message: string): PaymentNews {
  return { kind: "ended", status, topUpId: topUpIdOf(session), sessionId: idOf(session), message };
}

/** A payment that was made, by its intent. */
export function intentPaid(intent: Members): PaymentNews & { readonly kind: "paid" } {
  return {
    kind: "paid",
    topUpId: topUpIdOf(intent),
    sessionId: null,
    paymentIntentId: idOf(intent),
    customerId: idOf(intent["customer"]),
    paymentMethodId: intent["setup_future_usage"] === "off_session" ? idOf(intent["payment_method"]) : null,
    ...money(intent["amount_received"] ?? intent["amount"], intent),
  };
}

/** In a checkout the customer may try another card, so only charges without them end with it. */
function intentFailed(intent: Members): PaymentNews | null {
  if (members(intent["metadata"])["automatic"] !== "true") return null;
  const message = members(intent["last_payment_error"])["message"];
  const text = typeof message === "string" ? message : "The payment was refused.";
  return { kind: "ended", status: "failed", topUpId: topUpIdOf(intent), sessionId: null, message: text };
}

function moneyBack(kind: "refund_failed" | "dispute" | "dispute_reversal", object: Members): PaymentNews | null {
  const id = idOf(object);
  if (id === null) return null;
  return { kind, id, paymentIntentId: idOf(object["payment_intent"]), ...money(object["amount"], object) };
}

/** An amount that is none counts as nought, and fits no top-up. */
function money(amount: unknown, { currency }: Members): { cents: number; currency: string } {
  const cents = typeof amount === "number" && Number.isSafeInteger(amount) && amount >= 0 ? amount : 0;
  return { cents, currency: typeof currency === "string" ? currency.toLowerCase() : "" };
}

/** Sessions, intents and the charges of intents carry what we gave them. */
function topUpIdOf({ metadata, client_reference_id: reference }: Members): string | null {
  const id = members(metadata)["topUpId"] ?? reference;
  return typeof id === "string" && id !== "" ? id : null;
}

/** An object's id; Stripe gives either the id alone or the object. */
function idOf(value: unknown): string | null {
  const id = typeof value === "string" ? value : members(value)["id"];
  return typeof id === "string" && id !== "" ? id : null;
}

function members(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
