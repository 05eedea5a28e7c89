import { RANGE_WORDS } from "../../shell/ranges.ts";
import { flagOf, oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";
import { LEDGER_KINDS } from "./ledger-kinds.ts";

/** The part that is looked at, the filters of transactions, and what Stripe's page sends back with. */
export function validateBillingSearch(raw: RawSearch) {
  return search({
    tab: oneOf(raw, "tab", ["transactions", "invoices", "operator"]),
    kind: oneOf(raw, "kind", LEDGER_KINDS),
    range: oneOf(raw, "range", RANGE_WORDS),
    topUp: textOf(raw, "topUp"),
    canceled: flagOf(raw, "canceled"),
  });
}

export type BillingSearch = ReturnType<typeof validateBillingSearch>;
