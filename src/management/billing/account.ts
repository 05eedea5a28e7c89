import { type Kysely, type Selectable, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { lockCredits } from "../../store/ledger/lock-credits.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { BillingAccountsTable } from "../../store/sql/tables/ledger.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { BillingDeps } from "./deps.ts";
import type { BillingPatch, BillingView } from "./schema.ts";
import { usdNumber } from "./usd-text.ts";

type Account = Selectable<BillingAccountsTable>;

const CENTS = 100;

interface Money {
  readonly plan: BillingView["plan"];
  readonly credited: string;
  readonly debited: string;
  readonly line: string | null;
  readonly requests: number;
  readonly cost: string;
  readonly fees: string;
}

/** All that is known of an organization's credits. Throws `not_found` for one that is deleted. */
export async function readBilling(
  { db, clock, payments }: Pick<BillingDeps, "db" | "clock" | "payments">,
  organizationId: string,
): Promise<BillingView> {
  const month = new Date(clock.now()).toISOString().slice(0, 7);
  const { rows } = await sql<Money>`
    select plan, coalesce(credited_nanos, 0)::text as credited, coalesce(debited_nanos, 0)::text as debited,
      line_nanos::text as line, coalesce(requests, 0)::bigint as requests,
      coalesce(cost, 0)::text as cost, coalesce(fees, 0)::text as fees
    from organizations
      left join credit_balances on credit_balances.organization_id = organizations.id
      left join lateral (
        select sum(requests) as requests, sum(provider_cost_nanos) as cost, sum(fee_nanos) as fees
        from billed_usage where billed_usage.organization_id = organizations.id and month = ${`${month}-01`}::date
      ) as billed on true
    where organizations.id = ${organizationId} and organizations.status = 'active'`.execute(db);
  const [row] = rows;
  if (row === undefined) throw fail("not_found", { message: "There is no such organization." });
  const usd = (nanos: string): number => usdNumber(BigInt(nanos));
  return {
    organizationId,
    plan: row.plan,
    balanceUsd: usdNumber(BigInt(row.credited) - BigInt(row.debited)),
    creditedUsd: usd(row.credited),
    debitedUsd: usd(row.debited),
    lineUsd: row.line === null ? null : usd(row.line),
    monthToDate: {
      month,
      requests: row.requests,
      providerCostUsd: usd(row.cost),
      platformFeesUsd: usd(row.fees),
      totalUsd: usdNumber(BigInt(row.cost) + BigInt(row.fees)),
    },
    ...accountView(await findAccount(db, organizationId)),
    paymentsAvailable: payments !== null,
  };
}

async function findAccount(db: Kysely<Database>, organizationId: string): Promise<Account | undefined> {
  const query = db.selectFrom("billing_accounts").selectAll().where("organization_id", "=", organizationId);
  return await query.executeTakeFirst();
}

function accountView(account: Account | undefined): Pick<BillingView, "autoTopUp" | "lowBalanceUsd" | "invoiceTo"> {
  const usd = (nanos: number | null | undefined): number | null => (nanos == null ? null : usdNumber(BigInt(nanos)));
  const cents = account?.auto_amount_cents ?? null;
  return {
    autoTopUp: {
      enabled: account?.auto_enabled ?? false,
      thresholdUsd: usd(account?.auto_threshold_nanos),
      amountUsd: cents === null ? null : cents / CENTS,
      hasPaymentMethod: account?.stripe_payment_method_id != null,
      lastFailure: account?.auto_last_failure ?? null,
      retryAt: account?.auto_retry_at?.toISOString() ?? null,
    },
    lowBalanceUsd: usd(account?.low_balance_nanos),
    invoiceTo: {
      email: account?.email ?? null,
      company: account?.company ?? null,
      address: account?.address ?? null,
      taxId: account?.tax_id ?? null,
    },
  };
}

/** Changes what is named. Throws for automatic top-ups that could not be made. */
export async function changeBilling(
  deps: BillingDeps,
  organizationId: string,
  patch: BillingPatch,
  facts: AuditFacts,
): Promise<void> {
  const { db, clock, audit, payments } = deps;
  const now = new Date(clock.now());
  await db.transaction().execute(async (tx) => {
    await lockCredits(tx, organizationId);
    const before = await findAccount(tx, organizationId);
    const set = columnsOf(patch, before, now);
    const after = { ...before, ...set } as Account;
    if (after.auto_enabled && before?.auto_enabled !== true) assertChargeable(after, payments !== null);
    if (after.auto_enabled && (after.auto_threshold_nanos == null || after.auto_amount_cents == null))
      throw incomplete();
    const changes = changesBetween(accountView(before), accountView(after));
    if (changes === null) return;
    await tx
      .insertInto("billing_accounts")
      .values({ organization_id: organizationId, ...set, created_at: now } as never)
      .onConflict((conflict) => conflict.column("organization_id").doUpdateSet(set as never))
      .execute();
    await audit.record(
      {
        ...facts,
        organizationId,
        action: "billing.update",
        outcome: "success",
        target: { kind: "organization", id: organizationId },
        ...changes,
      },
      tx,
    );
  });
}

function columnsOf(
  { autoTopUp = {}, lowBalanceUsd, invoiceTo = {} }: BillingPatch,
  before: Account | undefined,
  now: Date,
): Partial<Account> {
  const { enabled, thresholdUsd, amountUsd } = autoTopUp;
  const { email, company, address, taxId } = invoiceTo;
  const set = {
    auto_enabled: enabled,
    auto_threshold_nanos: thresholdUsd,
    auto_amount_cents: amountUsd,
    low_balance_nanos: lowBalanceUsd,
    email,
    company,
    address,
    tax_id: taxId,
    updated_at: now,
  };
  // Who turns it on again has seen why it failed.
  const afresh = enabled === true && before?.auto_enabled !== true ? { auto_failures: 0, auto_retry_at: null } : {};
  return { ...Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)), ...afresh };
}

function assertChargeable(account: Account, available: boolean): void {
  if (!available) throw paymentsMissing();
  if (account.stripe_payment_method_id == null || account.stripe_customer_id == null) {
    throw fail("conflict", {
      message: "There is no payment method yet. Top up once with 'keepPaymentMethod': POST /api/v1/billing/top-ups.",
    });
  }
}

function incomplete() {
  return fail("invalid_parameters", {
    message: "autoTopUp: needs both thresholdUsd and amountUsd while it is enabled",
    param: "autoTopUp",
  });
}

/** What is answered where no payment service is set up. */
export function paymentsMissing() {
  return fail("invalid_request", {
    message:
      "Payments are not set up on this gateway. Its operator sets STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or grants credits.",
  });
}
