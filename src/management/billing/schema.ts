import { z } from "@hono/zod-openapi";
import { id, instant, orNull, page, plainText } from "../http/fields.ts";
import { usdAsNanos } from "../settings/money-field.ts";

const NANOS_PER_CENT = 10_000_000;
const TOP_UP_MIN_USD = 5;
const TOP_UP_MAX_USD = 5_000;
const EMAIL_MAX = 254;

export const LEDGER_KINDS = [
  "grant",
  "top_up",
  "auto_top_up",
  "usage",
  "refund",
  "refund_failed",
  "dispute",
  "dispute_reversal",
  "adjustment",
] as const;

const usd = z.number().openapi({ example: 12.5, description: "US dollars" });
const usdOrNull = usd.nullable();
const plan = z.enum(["free", "starter", "pro", "enterprise"]);
const kind = z.enum(LEDGER_KINDS);
const organizationId = id.optional().openapi({ description: "Needed by callers of several organizations" });

/** More than nought; nano-dollars once read. */
const positiveUsd = usdAsNanos.refine((nanos) => nanos > 0, "must be more than 0");

/** What one payment may be; whole cents once read. */
const paymentUsd = usdAsNanos
  .refine(
    (nanos) => nanos >= TOP_UP_MIN_USD * 1e9 && nanos <= TOP_UP_MAX_USD * 1e9 && nanos % NANOS_PER_CENT === 0,
    `must be from ${TOP_UP_MIN_USD} to ${TOP_UP_MAX_USD} dollars in whole cents`,
  )
  .transform((nanos) => nanos / NANOS_PER_CENT)
  .openapi({ type: "number", minimum: TOP_UP_MIN_USD, maximum: TOP_UP_MAX_USD, example: 50 });

/** Null clears a field, an absent one stays. */
export const billingPatch = z
  .strictObject({
    organizationId,
    autoTopUp: z
      .strictObject({
        enabled: z.boolean().optional(),
        thresholdUsd: orNull(usdAsNanos, "number").optional(),
        amountUsd: orNull(paymentUsd, "number").optional(),
      })
      .optional(),
    lowBalanceUsd: orNull(usdAsNanos, "number")
      .optional()
      .openapi({ description: "Below it the organization is told; null: never" }),
    invoiceTo: z
      .strictObject({
        email: z.email().max(EMAIL_MAX).nullish(),
        company: plainText(1, 255).nullish(),
        address: plainText(1, 1_000).nullish(),
        taxId: plainText(1, 64).nullish(),
      })
      .optional(),
  })
  .openapi("BillingPatch");
export type BillingPatch = z.output<typeof billingPatch>;

export const billing = z
  .object({
    organizationId: z.string(),
    plan,
    balanceUsd: usd,
    creditedUsd: usd.openapi({ description: "Grants, top-ups and corrections, less refunds" }),
    debitedUsd: usd.openapi({ description: "Usage" }),
    lineUsd: usdOrNull.openapi({ description: "How far below 0 the balance may go; null: any" }),
    monthToDate: z.object({
      month: z.string().openapi({ example: "2026-11" }),
      requests: z.int(),
      providerCostUsd: usd,
      platformFeesUsd: usd,
      totalUsd: usd,
    }),
    autoTopUp: z.object({
      enabled: z.boolean(),
      thresholdUsd: usdOrNull,
      amountUsd: usdOrNull,
      hasPaymentMethod: z.boolean(),
      lastFailure: z.string().nullable(),
      retryAt: z.iso.datetime().nullable(),
    }),
    lowBalanceUsd: usdOrNull,
    invoiceTo: z.object({
      email: z.string().nullable(),
      company: z.string().nullable(),
      address: z.string().nullable(),
      taxId: z.string().nullable(),
    }),
    paymentsAvailable: z.boolean(),
  })
  .openapi("Billing");
export type BillingView = z.output<typeof billing>;

export const billingQuery = z.object({ organizationId });
export const billingAnswer = z.object({ billing }).openapi("BillingAnswer");

export const transaction = z
  .object({
    id: z.string().openapi({ example: "txn_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    kind,
    reference: z.string(),
    description: z.string(),
    amountUsd: usd.openapi({ description: "What the balance changed by" }),
    entries: z.array(z.object({ account: z.string(), amountUsd: usd })),
    actor: z.object({ kind: z.string(), id: z.string().nullable(), label: z.string().nullable() }),
    createdAt: z.iso.datetime(),
  })
  .openapi("LedgerTransaction");
export type TransactionView = z.output<typeof transaction>;

const transactionFilters = {
  organizationId: id.optional(),
  kind: kind.optional(),
  from: instant.optional().openapi({ type: "string", format: "date-time" }),
  to: instant.optional().openapi({ type: "string", format: "date-time" }),
};
export const transactionsQuery = z.object({ ...transactionFilters, ...page });
export const transactionsCsvQuery = z.object(transactionFilters);
export type TransactionFilters = z.output<typeof transactionsCsvQuery>;
export const transactionsCsv = z.string().openapi({ example: "createdAt,id,organizationId,kind,amountUsd\r\n" });
export const transactionAnswer = z.object({ transaction }).openapi("LedgerTransactionAnswer");
export const transactionsAnswer = z
  .object({ transactions: z.array(transaction), nextCursor: z.string().nullable() })
  .openapi("LedgerTransactionList");

export const newTopUp = z
  .strictObject({
    organizationId,
    amountUsd: paymentUsd,
    keepPaymentMethod: z
      .boolean()
      .default(false)
      .openapi({ description: "Keeps the card for automatic top-ups, which are set up apart" }),
  })
  .openapi("NewTopUp");
export type NewTopUp = z.output<typeof newTopUp>;

export const topUp = z
  .object({
    id: z.string().openapi({ example: "top_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    kind: z.enum(["checkout", "automatic"]),
    status: z.enum(["pending", "succeeded", "failed", "expired", "mismatch"]),
    amountUsd: usd,
    refundedUsd: usd,
    checkoutUrl: z.string().nullable().openapi({ description: "Where to pay, while it is pending" }),
    failure: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("TopUp");
export type TopUpView = z.output<typeof topUp>;
export const topUpAnswer = z.object({ topUp }).openapi("TopUpAnswer");

const reference = plainText(1, 128)
  .optional()
  .openapi({ example: "ticket-1234", description: "Sent again with the same one, it is done once" });
const reason = plainText(1, 255).optional();

export const newGrant = z
  .strictObject({ organizationId: id, amountUsd: positiveUsd, description: reason, reference })
  .openapi("NewGrant");
export type NewGrant = z.output<typeof newGrant>;

export const newRefund = z
  .strictObject({
    organizationId: id,
    amountUsd: positiveUsd,
    topUpId: id.optional().openapi({ description: "Pays it back by Stripe; without it only the ledger is told" }),
    description: reason,
    reference,
  })
  .openapi("NewRefund");
export type NewRefund = z.output<typeof newRefund>;

export const creditLinePatch = z
  .strictObject({
    organizationId: id,
    lineUsd: orNull(usdAsNanos, "number").openapi({ description: "How far below 0 the balance may go; null: any" }),
  })
  .openapi("CreditLinePatch");
export const planPatch = z.strictObject({ organizationId: id, plan }).openapi("PlanPatch");

export const invoice = z
  .object({
    id: z.string().openapi({ example: "org_4fKq81LmZ0aBcD7eFgHiJkXy-2026-11" }),
    organizationId: z.string(),
    month: z.string().openapi({ example: "2026-11" }),
    status: z.enum(["open", "closed"]).openapi({ description: "Open until the month (UTC) is over" }),
    openingUsd: usd,
    usageUsd: usd.openapi({ description: "Platform fees included" }),
    platformFeesUsd: usd,
    topUpsUsd: usd,
    grantsUsd: usd,
    refundsUsd: usd.openapi({ description: "What was paid back or disputed" }),
    adjustmentsUsd: usd,
    closingUsd: usd,
  })
  .openapi("Invoice");
export type InvoiceView = z.output<typeof invoice>;
export const invoicesAnswer = z.object({ invoices: z.array(invoice), nextCursor: z.null() }).openapi("InvoiceList");
export const invoiceHtml = z.string().openapi({ example: "<!doctype html>…" });

export const ledgerCheckAnswer = z
  .object({
    ledgerCheck: z.object({
      checkedAt: z.iso.datetime().nullable().openapi({ description: "Null: no check has run so far" }),
      agrees: z.boolean().nullable(),
      findings: z.array(
        z.object({
          organizationId: z.string(),
          what: z.enum(["unbalanced", "balance", "usage", "logs"]),
          where: z.string().nullable(),
          expectedUsd: usd,
          foundUsd: usd,
        }),
      ),
    }),
  })
  .openapi("LedgerCheckAnswer");

export const receivedAnswer = z.object({ received: z.literal(true) }).openapi("WebhookReceived");
