import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Download, ReceiptText } from "lucide-react";
import { useState } from "react";
import type { LedgerTransaction } from "../../../src/client/api.ts";
import { urlOf } from "../../api/call.ts";
import { apiPages } from "../../api/query.ts";
import { RANGE_WORDS, RANGES, useRangeStart } from "../../shell/ranges.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Select } from "../../ui/field.tsx";
import { EmptyState, ErrorState } from "../../ui/states.tsx";
import { KINDS, LEDGER_KINDS } from "./ledger-kinds.ts";
import { RefundDialog } from "./refund-dialog.tsx";
import type { BillingSearch } from "./search.ts";
import { TransactionTable } from "./transaction-table.tsx";

export interface TransactionsProps {
  readonly organizationId: string;
  readonly search: Pick<BillingSearch, "kind" | "range">;
  /** Whether the reader pays back what was topped up. */
  readonly isOperator: boolean;
  onChange(next: Partial<BillingSearch>): void;
}

const PAGE_ROWS = 100;

/** The ledger: everything that changed the balance, newest first. */
export function Transactions({ organizationId, search: { kind, range }, isOperator, onChange }: TransactionsProps) {
  const start = useRangeStart(range ?? "24h");
  const [refunded, setRefunded] = useState<LedgerTransaction | null>(null);
  const query = {
    organizationId,
    ...(kind === undefined ? {} : { kind }),
    ...(range === undefined ? {} : { from: start }),
  };
  const list = useInfiniteQuery({
    ...apiPages("getBillingTransactions", { query: { ...query, limit: PAGE_ROWS } }),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.transactions);
  const isFiltered = kind !== undefined || range !== undefined;
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-2 gap-2 md:flex">
        <Select
          aria-label="Kind"
          fit
          value={kind ?? ""}
          onChange={(event) => onChange({ kind: LEDGER_KINDS.find((each) => each === event.target.value) })}
        >
          <option value="">Any kind</option>
          {LEDGER_KINDS.map((each) => (
            <option key={each} value={each}>
              {KINDS[each]}
            </option>
          ))}
        </Select>
        <Select
          aria-label="Range of time"
          fit
          value={range ?? ""}
          onChange={(event) => onChange({ range: RANGE_WORDS.find((each) => each === event.target.value) })}
        >
          <option value="">Any time</option>
          {RANGE_WORDS.map((word) => (
            <option key={word} value={word}>
              {RANGES[word].label}
            </option>
          ))}
        </Select>
        <Button asChild className="max-md:col-span-2 md:ml-auto">
          <a href={urlOf("getBillingTransactionsCsv", { query })} download>
            <Download aria-hidden />
            Export CSV
          </a>
        </Button>
      </div>
      {list.error && rows === undefined ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Card flush className={list.isPlaceholderData ? "opacity-60" : ""}>
          <TransactionTable
            rows={rows}
            onRefund={isOperator ? setRefunded : undefined}
            onEnd={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
            isLoadingMore={list.isFetchingNextPage}
            empty={
              <EmptyState
                icon={ReceiptText}
                title={isFiltered ? "Nothing is like that" : "Nothing was booked yet"}
                action={
                  isFiltered && (
                    <Button onClick={() => onChange({ kind: undefined, range: undefined })}>Remove all filters</Button>
                  )
                }
              >
                {isFiltered
                  ? ""
                  : "Usage is booked a second or so after the request; payments when Stripe reports them."}
              </EmptyState>
            }
          />
        </Card>
      )}
      {refunded && (
        <RefundDialog
          organizationId={organizationId}
          topUp={{ id: refunded.reference, amountUsd: refunded.amountUsd }}
          onClose={() => setRefunded(null)}
        />
      )}
    </div>
  );
}
