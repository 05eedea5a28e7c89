import type { Billing } from "../../../src/client/api.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AutoTopUp } from "./auto-top-up.tsx";
import { Balance } from "./balance.tsx";
import { InvoiceRecipient } from "./invoice-recipient.tsx";
import { LedgerCheck } from "./ledger-check.tsx";
import { NoPayments } from "./no-payments.tsx";
import { TopUpForm } from "./top-up-form.tsx";

export interface BillingOverviewProps {
  /** Undefined while it is loading. */
  readonly billing: Billing | undefined;
  /** Whether the reader pays and sets up. */
  readonly may: boolean;
  readonly isOperator: boolean;
}

/** The balance, and what is set up for it. */
export function BillingOverview({ billing, may, isOperator }: BillingOverviewProps) {
  return (
    <div className="grid gap-5">
      <Balance billing={billing} />
      {billing === undefined ? (
        <Skeleton className="h-80" />
      ) : (
        <div className="grid gap-5 lg:grid-cols-2">
          <div className="grid content-start gap-5">
            {!billing.paymentsAvailable ? (
              <NoPayments isOperator={isOperator} />
            ) : (
              may && <TopUpForm organizationId={billing.organizationId} />
            )}
            <AutoTopUp key={`auto ${keyOf([billing.autoTopUp, billing.lowBalanceUsd])}`} billing={billing} may={may} />
          </div>
          <div className="grid content-start gap-5">
            <InvoiceRecipient key={`to ${keyOf(billing.invoiceTo)}`} billing={billing} may={may} />
            <LedgerCheck organizationId={billing.organizationId} />
          </div>
        </div>
      )}
    </div>
  );
}

/** Forms begin anew when what they show was changed elsewhere. */
function keyOf(value: unknown): string {
  return JSON.stringify(value);
}
