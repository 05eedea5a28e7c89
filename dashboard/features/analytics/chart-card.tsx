import type { ReactNode } from "react";
import { Card } from "../../ui/card.tsx";
import { Legend } from "../../ui/chart/legend.tsx";
import { SeriesChart } from "../../ui/chart/series-chart.tsx";
import { stepFormat } from "../../ui/chart/step-format.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { DIMENSION_WORDS, type Dimension } from "./dimensions.ts";
import { METRIC_SPECS } from "./metrics.ts";
import type { Drawing, Metric } from "./search.ts";
import type { ChartState } from "./use-chart.ts";

export interface ChartCardProps {
  readonly title: ReactNode;
  readonly metric: Metric;
  readonly drawing: Drawing;
  readonly by: Dimension;
  readonly state: ChartState;
  onChange(drawing: Drawing): void;
}

/** One figure over time: as a whole, by the values of a dimension, or beside the range before. */
export function ChartCard({ title, metric, drawing, by, state, onChange }: ChartCardProps) {
  const { chart, grain, error, retry } = state;
  const { label, format } = METRIC_SPECS[metric];
  const choices = (
    <Segmented
      label="How the chart is drawn"
      value={drawing}
      onChange={onChange}
      options={[
        { value: "whole", label: "All" },
        { value: "parts", label: DIMENSION_WORDS[by].split },
        { value: "compared", label: "Compared" },
      ]}
    />
  );
  return (
    <Card title={title} actions={choices}>
      {error !== null && chart === undefined ? (
        <ErrorState error={error} onRetry={retry} />
      ) : chart === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <SeriesChart
            kind={chart.kind}
            points={chart.points}
            series={chart.series}
            format={format}
            formatTime={stepFormat(grain)}
            summary={`${label}: ${chart.series.map((one) => one.label).join(", ")}, in ${chart.points.length} steps of one ${grain}.`}
          />
          <Legend series={chart.series} />
        </div>
      )}
    </Card>
  );
}
