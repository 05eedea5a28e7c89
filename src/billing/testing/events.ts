/** Objects of Stripe as its events carry them, with what tests care about. */
interface Named {
  readonly topUpId: string;
  readonly cents: number;
  readonly currency?: string;
}

export function paidSession({ topUpId, cents, currency = "usd" }: Named, over: object = {}): object {
  return {
    id: `cs_of_${topUpId}`,
    object: "checkout.session",
    payment_status: "paid",
    client_reference_id: topUpId,
    amount_total: cents,
    currency,
    payment_intent: `pi_of_${topUpId}`,
    customer: "cus_1",
    metadata: { topUpId },
    ...over,
  };
}

export function paidIntent({ topUpId, cents, currency = "usd" }: Named, over: object = {}): object {
  return {
    id: `pi_of_${topUpId}`,
    object: "payment_intent",
    amount_received: cents,
    currency,
    customer: "cus_1",
    payment_method: "pm_1",
    setup_future_usage: "off_session",
    metadata: { topUpId },
    ...over,
  };
}

export function refundedCharge({ topUpId, cents, currency = "usd" }: Named, over: object = {}): object {
  return {
    id: `ch_of_${topUpId}`,
    object: "charge",
    payment_intent: `pi_of_${topUpId}`,
    amount_refunded: cents,
    currency,
    metadata: { topUpId },
    ...over,
  };
}

/** A dispute, or a refund: they carry no metadata of ours. */
export function moneyBack(id: string, { topUpId, cents, currency = "usd" }: Named): object {
  return { id, payment_intent: `pi_of_${topUpId}`, amount: cents, currency, metadata: {} };
}
