import type { ColumnType, Generated } from "kysely";
import type { Json } from "../json-column.ts";

/** What a transaction was for. Every kind but `usage` changes what an organization was credited. */
export type LedgerKind =
  | "grant"
  | "top_up"
  | "auto_top_up"
  | "usage"
  | "refund"
  | "refund_failed"
  | "dispute"
  | "dispute_reversal"
  | "adjustment";

/** `credits` is what the organization may use; the others say where it came from and where it went. */
export type LedgerAccount =
  | "credits"
  | "provider_cost"
  | "platform_fees"
  | "stripe"
  | "grants"
  | "refunds"
  | "adjustments";

/** One booking. Rows are never changed; see the migration. */
export interface LedgerTransactionsTable {
  id: string;
  organization_id: string;
  kind: LedgerKind;
  /** Names what was booked: unique among the organization's of this kind, so that nothing is booked twice. */
  reference: string;
  description: string;
  actor_kind: "user" | "token" | "system";
  actor_id: string | null;
  actor_label: string | null;
  created_at: Date;
}

/** One side of a booking. Those of a transaction add up to nought. */
export interface LedgerEntriesTable {
  transaction_id: string;
  organization_id: string;
  account: LedgerAccount;
  amount_nanos: number;
}

/** Kept in the transactions that book. The balance is what was credited less what was debited. */
export interface CreditBalancesTable {
  organization_id: string;
  /** Grants, top-ups and corrections, less refunds. */
  credited_nanos: Generated<number>;
  /** Usage. */
  debited_nanos: Generated<number>;
  /** How far below nought the balance may go; null: any. */
  line_nanos: ColumnType<number | null, number | null | undefined, number | null>;
  updated_at: Date;
}

/** Sums of booked usage; what invoices are made of, and what the request log is checked against. */
export interface BilledUsageTable {
  organization_id: string;
  /** First day of the month (UTC) in which it was booked. */
  month: Date;
  /** Of the requests (UTC). */
  day: Date;
  provider: string;
  model: string;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  provider_cost_nanos: number;
  fee_nanos: number;
}

/** Something that does not agree; amounts are nano-dollars in decimal. */
export interface LedgerFinding {
  readonly organizationId: string;
  readonly what: "unbalanced" | "balance" | "usage" | "logs";
  /** The transaction or the day. */
  readonly where: string | null;
  readonly expected: string;
  readonly found: string;
}

/** One row: what the last check found. */
export interface LedgerChecksTable {
  singleton: Generated<boolean>;
  at: Date;
  findings: Json<readonly LedgerFinding[]>;
}

/** Who pays, and when the gateway tops up by itself. One row an organization that ever set or paid something. */
export interface BillingAccountsTable {
  organization_id: string;
  email: string | null;
  company: string | null;
  address: string | null;
  tax_id: string | null;
  low_balance_nanos: number | null;
  /** Since when the balance has been below that; null: it is not, or nobody was told so far. */
  low_since: Date | null;
  auto_enabled: Generated<boolean>;
  auto_threshold_nanos: number | null;
  auto_amount_cents: number | null;
  /** In a row. */
  auto_failures: Generated<number>;
  auto_retry_at: Date | null;
  auto_last_failure: string | null;
  stripe_customer_id: string | null;
  stripe_payment_method_id: string | null;
  created_at: Date;
  updated_at: Date;
}

export type TopUpStatus = "pending" | "succeeded" | "failed" | "expired" | "mismatch";

/** A payment; credited when Stripe says that it was made. */
export interface TopUpsTable {
  id: string;
  organization_id: string;
  kind: "checkout" | "automatic";
  status: TopUpStatus;
  amount_cents: number;
  stripe_session_id: string | null;
  stripe_payment_intent_id: string | null;
  checkout_url: string | null;
  /** In all, those that failed later included. */
  refunded_cents: Generated<number>;
  /** As much of it as is booked. */
  refund_posted_cents: Generated<number>;
  refund_failed_cents: Generated<number>;
  /** Of the last one, by the payment service's clock. */
  refund_failed_at: Generated<Date | null>;
  failure: string | null;
  created_by: string | null;
  created_at: Date;
  updated_at: Date;
}

/** Events that were handled; Stripe sends each at least once. */
export interface StripeEventsTable {
  id: string;
  type: string;
  received_at: Date;
}
