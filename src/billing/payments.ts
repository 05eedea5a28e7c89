/** What is known of a payment that was made. */
export interface PaidPayment {
  readonly kind: "paid";
  /** As we named it; null for what is not ours. */
  readonly topUpId: string | null;
  /** Absent where an event does not tell. */
  readonly sessionId: string | null;
  readonly paymentIntentId: string | null;
  readonly customerId: string | null;
  /** How it can be charged again; null when it was not kept. */
  readonly paymentMethodId: string | null;
  readonly cents: number;
  /** Lower case. */
  readonly currency: string;
}

/** What an event of the payment service says, as far as it concerns top-ups. */
export type PaymentNews =
  | PaidPayment
  /** No payment will come of it; `failed` may be tried again by the customer. */
  | {
      readonly kind: "ended";
      readonly status: "expired" | "failed";
      readonly topUpId: string | null;
      readonly sessionId: string | null;
      readonly message: string;
    }
  /** `cents`: in all so far. */
  | {
      readonly kind: "refunded";
      readonly topUpId: string | null;
      readonly paymentIntentId: string | null;
      readonly cents: number;
      readonly currency: string;
    }
  /** One that was reported before was taken back or given back: `id` names the refund or the dispute. */
  | {
      readonly kind: "refund_failed" | "dispute" | "dispute_reversal";
      readonly id: string;
      readonly paymentIntentId: string | null;
      readonly cents: number;
      readonly currency: string;
    };

/** One event; `news` is null for what is of no interest here. */
export interface PaymentEvent {
  readonly id: string;
  readonly type: string;
  /** When it happened. */
  readonly at: Date;
  readonly news: PaymentNews | null;
}

/** How a charge without the customer ended; an outcome that is not known is thrown. */
export type ChargeOutcome =
  | { readonly status: "succeeded" | "processing"; readonly payment: PaidPayment }
  | { readonly status: "refused"; readonly message: string };

/** The payment service. Amounts are cents of US dollars; nothing is done twice for one key. */
export interface Payments {
  /** Gives the customer's id; one an organization. */
  createCustomer(given: { readonly organizationId: string; readonly email: string | null }): Promise<string>;
  /** A page on which the customer pays. */
  openCheckout(given: {
    readonly topUpId: string;
    readonly organizationId: string;
    readonly customerId: string;
    readonly cents: number;
    /** The customer is asked to let the payment method be used again. */
    readonly keepPaymentMethod: boolean;
    readonly returnUrl: string;
  }): Promise<{ readonly sessionId: string; readonly url: string }>;
  /** Charges a kept payment method; called again for the same top-up, it is the same charge. */
  chargeKept(given: {
    readonly topUpId: string;
    readonly organizationId: string;
    readonly customerId: string;
    readonly paymentMethodId: string;
    readonly cents: number;
  }): Promise<ChargeOutcome>;
  /** Gives how many cents of the payment are refunded in all. */
  refund(given: {
    readonly paymentIntentId: string;
    readonly cents: number;
    readonly key: string;
  }): Promise<{ readonly refundedCents: number }>;
  /** Reads an event; null when it is not signed by the service, or too long ago. */
  readEvent(payload: Uint8Array, signature: string, nowMs: number): PaymentEvent | null;
}
