import { useQuery } from "@tanstack/react-query";
import type { Input } from "../../api/call.ts";
import { apiQuery } from "../../api/query.ts";
import { TIME_ZONE } from "../../shell/ranges.ts";
import { Card } from "../../ui/card.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { money } from "../../ui/format.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { Money, useNow } from "../../ui/values.tsx";
import { monthOf, projectMonth } from "./month.ts";

const REFRESH_MS = 60_000;
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long" });
const DAYS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** The calendar's month so far, and what it comes to by plain arithmetic. */
export function ThisMonth({ scope }: { readonly scope: NonNullable<Input<"getAnalyticsSummary">["query"]> }) {
  const nowMs = useNow();
  const dates = monthOf(nowMs);
  const month = useQuery({
    ...apiQuery("getAnalyticsSummary", { query: { ...scope, from: dates.monthFrom } }),
    refetchInterval: REFRESH_MS,
  });
  const week = { from: dates.averagedFrom, to: dates.averagedTo, grain: "day", timeZone: TIME_ZONE } as const;
  const days = useQuery(apiQuery("getAnalyticsSeries", { query: { ...scope, ...week } }));
  const title = `${MONTH.format(nowMs)} so far`;
  const error = month.error ?? days.error;
  if (error && (month.data === undefined || days.data === undefined))
    return (
      <Card title={title}>
        <ErrorState error={error} onRetry={() => void Promise.all([month.refetch(), days.refetch()])} />
      </Card>
    );
  if (month.data === undefined || days.data === undefined)
    return (
      <Card title={title}>
        <Skeleton className="h-28" />
      </Card>
    );
  const spentUsd = month.data.summary.current.spend.totalUsd;
  const points = days.data.series.points.map(({ requests, spend }) => ({ requests, totalUsd: spend.totalUsd }));
  const end = projectMonth(spentUsd, points, dates, nowMs);
  return (
    <Card title={title}>
      <Facts>
        <Fact name="Spent">
          <Money usd={spentUsd} />
        </Fact>
        {end && (
          <>
            <Fact name={`A day, over ${end.days} full days`}>
              <Money usd={end.perDayUsd} />
            </Fact>
            <Fact name="At that pace, the whole month">
              <Money usd={end.endUsd} />
            </Fact>
          </>
        )}
      </Facts>
      <p className="mt-3 text-sm text-muted">
        {end
          ? `Plain arithmetic: ${money(spentUsd)} and ${money(end.perDayUsd)} for each of the ${DAYS.format(end.daysLeft)} days left. It knows of no weekends and no plans.`
          : "What the month comes to is said once there are three full days with requests to reckon from."}
      </p>
    </Card>
  );
}
