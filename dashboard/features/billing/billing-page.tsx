import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMay, useMe } from "../../api/identity.ts";
import { apiQuery } from "../../api/query.ts";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { BillingOverview } from "./billing-overview.tsx";
import { Invoices } from "./invoices.tsx";
import { Operator } from "./operator.tsx";
import type { BillingSearch } from "./search.ts";
import { TopUpOutcome } from "./top-up-outcome.tsx";
import { Transactions } from "./transactions.tsx";

const route = getRouteApi("/signed-in/$organizationId/billing");

/** The organization's credits: what there is, what was booked, invoices; and the operator's own part. */
export function BillingPage() {
  const { organizationId } = route.useParams();
  const { tab, kind, range, topUp, canceled } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("admin");
  const isOperator = useMe().organizations.some(({ operates, role }) => operates && role === "owner");
  const { data, error, refetch } = useQuery(apiQuery("getBilling", { query: { organizationId } }));
  const billing = data?.billing;
  const change = (next: Partial<BillingSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const shown = tab === "operator" && !isOperator ? undefined : tab;
  const overview =
    error && billing === undefined ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <BillingOverview billing={billing} may={may} isOperator={isOperator} />
    );
  const transactions = (
    <Transactions organizationId={organizationId} search={{ kind, range }} isOperator={isOperator} onChange={change} />
  );
  return (
    <Page
      title="Billing"
      description="Credits pay for requests that use the gateway’s own keys. Your own connections cost none."
    >
      {topUp !== undefined && (
        <TopUpOutcome
          id={topUp}
          canceled={canceled ?? false}
          onDismiss={() => change({ topUp: undefined, canceled: undefined })}
        />
      )}
      <Tabs
        label="Parts of billing"
        value={shown ?? "overview"}
        onChange={(next) =>
          change({
            tab: next === "overview" ? undefined : (next as BillingSearch["tab"]),
            kind: undefined,
            range: undefined,
          })
        }
        tabs={[
          { value: "overview", label: "Overview", content: overview },
          { value: "transactions", label: "Transactions", content: transactions },
          { value: "invoices", label: "Invoices", content: <Invoices organizationId={organizationId} /> },
          ...(isOperator
            ? [
                {
                  value: "operator",
                  label: "Operator",
                  content: billing ? <Operator billing={billing} /> : <Skeleton className="h-96" />,
                },
              ]
            : []),
        ]}
      />
    </Page>
  );
}
