import type { AnalyticsSeries } from "../../../src/client/api.ts";
import { Card } from "../../ui/card.tsx";
import { SeriesChart } from "../../ui/chart/series-chart.tsx";
import { stepFormat } from "../../ui/chart/step-format.ts";
import { count, money } from "../../ui/format.ts";
import { Skeleton } from "../../ui/skeleton.tsx";

const REQUESTS = [
  { id: "successes", label: "Answered", color: "chart-1" },
  { id: "errors", label: "Failed", color: "chart-bad" },
] as const;
const SPEND = [{ id: "usd", label: "Spend", color: "chart-2" }] as const;

/** Requests and spend, step by step. */
export function Traffic({ series }: { readonly series: AnalyticsSeries | undefined }) {
  const formatTime = stepFormat(series?.grain);
  const points = series?.points ?? [];
  const sum = (of: (point: (typeof points)[number]) => number): number =>
    points.reduce((total, point) => total + of(point), 0);
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Card title="Requests">
        {series === undefined ? (
          <Skeleton className="h-56" />
        ) : (
          <SeriesChart
            points={points.map(({ timestamp, successes, errors }) => ({ timestamp, values: { successes, errors } }))}
            series={REQUESTS}
            format={count}
            formatTime={formatTime}
            summary={`${count(sum((point) => point.successes))} answered and ${count(sum((point) => point.errors))} failed, in ${points.length} steps of one ${series.grain}.`}
          />
        )}
      </Card>
      <Card title="Spend">
        {series === undefined ? (
          <Skeleton className="h-56" />
        ) : (
          <SeriesChart
            kind="area"
            points={points.map(({ timestamp, spend }) => ({ timestamp, values: { usd: spend.totalUsd } }))}
            series={SPEND}
            format={money}
            formatTime={formatTime}
            summary={`${money(sum((point) => point.spend.totalUsd))} in ${points.length} steps of one ${series.grain}.`}
          />
        )}
      </Card>
    </div>
  );
}
