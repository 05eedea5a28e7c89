import type { Billing } from "../../../src/client/api.ts";
import { count, money } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { PLANS } from "./plans.ts";

/** What there is, how far it may go, and this month so far. */
export function Balance({ billing }: { readonly billing: Billing | undefined }) {
  const month = billing?.monthToDate;
  return (
    <StatRow>
      <Stat
        label="Balance"
        value={billing && <span className={billing.balanceUsd < 0 ? "text-bad" : ""}>{money(billing.balanceUsd)}</span>}
        note={billing && `of ${money(billing.creditedUsd)} credited`}
      />
      <Stat
        label="May go below zero by"
        value={billing && lineText(billing.lineUsd)}
        note={billing && (billing.lineUsd === 0 ? "Requests on credits stop at zero" : "The operator’s credit line")}
      />
      <Stat
        label="This month so far"
        value={month && money(month.totalUsd)}
        note={month && `${count(month.requests)} requests, ${money(month.platformFeesUsd)} fees`}
      />
      <Stat label="Plan" value={billing && PLANS[billing.plan]} note="Set by the operator" />
    </StatRow>
  );
}

function lineText(lineUsd: number | null): string {
  if (lineUsd === null) return "any amount";
  return lineUsd === 0 ? "nothing" : money(lineUsd);
}
