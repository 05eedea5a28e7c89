import { Link } from "@tanstack/react-router";
import type { AnalyticsBreakdown, AnalyticsMetrics } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { count } from "../../ui/format.ts";
import { textLink } from "../../ui/link.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Money } from "../../ui/values.tsx";

export interface SavingsProps {
  readonly organizationId: string;
  readonly metrics: AnalyticsMetrics | undefined;
  readonly byPayer: AnalyticsBreakdown | undefined;
}

/** What receipts say was saved. Nobody pays for an answer from the cache, so its savings are those under no payer. */
export function Savings({ organizationId, metrics, byPayer }: SavingsProps) {
  if (metrics === undefined || byPayer === undefined)
    return (
      <Card title="Saved">
        <Skeleton className="h-28" />
      </Card>
    );
  const unpaid = byPayer.rows.find(({ value }) => value === "none")?.spend.savingsUsd ?? 0;
  const routed = byPayer.rows.reduce((sum, { value, spend }) => sum + (value === "none" ? 0 : spend.savingsUsd), 0);
  return (
    <Card title="Saved">
      <Facts>
        <Fact name="Answers without a paid call">
          <Money usd={unpaid} />
        </Fact>
        <Fact name="Routing, against the default model">
          <Money usd={routed} />
        </Fact>
        <Fact name="Answers from the cache">{count(metrics.cachedRequests)}</Fact>
        <Fact name="Tokens read from providers’ caches">{count(metrics.tokens.cached)}</Fact>
      </Facts>
      <p className="mt-3 text-sm text-muted">
        As receipts tell: an answer from the cache saves what it cost when it was first given; routing saves what the{" "}
        <Link to="/$organizationId/projects" params={{ organizationId }} className={textLink}>
          project’s default model
        </Link>{" "}
        would have cost more. Without a default there is nothing to compare with.
      </p>
    </Card>
  );
}
