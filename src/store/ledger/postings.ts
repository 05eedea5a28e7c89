import { NANOS_PER_CENT } from "./cents.ts";
import { type LedgerActor, type Posting, SYSTEM } from "./post.ts";

interface Given {
  readonly organizationId: string;
  /** Names what is booked, once for each kind. */
  readonly reference: string;
  readonly actor?: LedgerActor;
  readonly description?: string;
}

/** Credits that the operator gives. Nano-dollars. */
export function grant(given: Given, amountNanos: bigint): Posting {
  return { ...named(given, "Granted"), kind: "grant", amounts: { credits: amountNanos, grants: -amountNanos } };
}

/** A payment that was made. */
export function topUp(given: Given, kind: "top_up" | "auto_top_up", cents: number): Posting {
  const amount = BigInt(cents) * NANOS_PER_CENT;
  const description = kind === "top_up" ? "Top-up" : "Automatic top-up";
  return { ...named(given, description), kind, amounts: { credits: amount, stripe: -amount } };
}

/** Money that went back to the customer outside of the payment service. Nano-dollars. */
export function manualRefund(given: Given, amountNanos: bigint): Posting {
  return { ...named(given, "Refund"), kind: "refund", amounts: { credits: -amountNanos, refunds: amountNanos } };
}

/** Money that the payment service took back: a refund, or a payment that the card's owner disputes. */
export function takenBack(given: Given, kind: "refund" | "dispute", cents: number): Posting {
  const amount = BigInt(cents) * NANOS_PER_CENT;
  const description = kind === "refund" ? "Refund of a top-up" : "Disputed payment";
  return { ...named(given, description), kind, amounts: { credits: -amount, stripe: amount } };
}

/** The reverse: the refund failed, or the dispute was won. */
export function givenBack(given: Given, kind: "refund_failed" | "dispute_reversal", cents: number): Posting {
  const amount = BigInt(cents) * NANOS_PER_CENT;
  const description = kind === "refund_failed" ? "Refund that failed" : "Dispute that was won";
  return { ...named(given, description), kind, amounts: { credits: amount, stripe: -amount } };
}

function named({ organizationId, reference, actor = SYSTEM, description }: Given, otherwise: string) {
  return { organizationId, reference, actor, description: description ?? otherwise };
}
