import type { AnalyticsBreakdown } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { count } from "../../ui/format.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Money } from "../../ui/values.tsx";

const PAYERS = [
  { id: "credits", label: "From credits", note: "with the installation’s keys" },
  { id: "own-key", label: "By your own keys", note: "billed by the provider" },
  { id: "none", label: "Not charged", note: "from the cache, refused, or the built-in mock" },
] as const;

/** Who pays for what. */
export function Payers({ byPayer }: { readonly byPayer: AnalyticsBreakdown | undefined }) {
  return (
    <Card title="Who pays">
      {byPayer === undefined ? (
        <Skeleton className="h-28" />
      ) : (
        <dl className="grid gap-3 text-sm">
          {PAYERS.map(({ id, label, note }) => {
            const row = byPayer.rows.find(({ value }) => value === id);
            return (
              <div key={id} className="flex items-baseline justify-between gap-4">
                <dt className="grid">
                  {label}
                  <span className="text-xs text-muted">{note}</span>
                </dt>
                <dd className="nums grid shrink-0 text-right">
                  <Money usd={row?.spend.totalUsd ?? 0} />
                  <span className="text-xs text-muted">
                    {count(row?.requests ?? 0)} {row?.requests === 1 ? "request" : "requests"}
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </Card>
  );
}
