import { useQuery } from "@tanstack/react-query";
import type { LedgerCheckAnswer } from "../../../src/client/api.ts";
import { apiQuery } from "../../api/query.ts";
import { Card } from "../../ui/card.tsx";
import { money } from "../../ui/format.ts";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { RelativeTime } from "../../ui/values.tsx";

const WHAT = {
  unbalanced: "A transaction’s entries do not add up",
  balance: "The balance is not the sum of its entries",
  usage: "A day’s usage is not what was booked",
  logs: "A day’s usage is not the sum of its requests",
} as const;

/** Whether the books agreed with themselves and with the requests when they were last checked. */
export function LedgerCheck({ organizationId }: { readonly organizationId: string }) {
  const { data, error } = useQuery(apiQuery("getBillingLedgerCheck", { query: { organizationId } }));
  return (
    <Card title="Do the books agree?">
      {error && data === undefined ? (
        <Notice tone="bad">{error.message}</Notice>
      ) : data === undefined ? (
        <Skeleton className="h-10" />
      ) : (
        <Finding {...data.ledgerCheck} />
      )}
    </Card>
  );
}

function Finding({ checkedAt, agrees, findings }: LedgerCheckAnswer["ledgerCheck"]) {
  if (checkedAt === null)
    return <p className="text-sm text-muted">They have not been checked yet. It is done at start and daily.</p>;
  const when = <RelativeTime at={checkedAt} />;
  if (agrees)
    return (
      <Notice tone="good">
        The balance is the sum of its entries, and each day’s usage that of its requests. Checked {when}.
      </Notice>
    );
  return (
    <div className="grid gap-2">
      <Notice tone="bad">They do not agree. Checked {when}. The gateway’s operator has to look at this.</Notice>
      <ul className="grid gap-1 text-sm">
        {findings.map(({ what, where, expectedUsd, foundUsd }) => (
          <li key={`${what} ${where}`}>
            {WHAT[what]}
            {where !== null && ` (${where})`}: {money(expectedUsd)} expected, {money(foundUsd)} found.
          </li>
        ))}
      </ul>
    </div>
  );
}
