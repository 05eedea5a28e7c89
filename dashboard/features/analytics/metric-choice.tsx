import { Select } from "../../ui/field.tsx";
import { METRIC_SPECS } from "./metrics.ts";
import { METRICS, type Metric } from "./search.ts";

export interface MetricChoiceProps {
  readonly metric: Metric;
  onChange(metric: Metric): void;
}

/** Which figure the chart shows. */
export function MetricChoice({ metric, onChange }: MetricChoiceProps) {
  return (
    <Select aria-label="Figure" fit value={metric} onChange={(event) => onChange(event.target.value as Metric)}>
      {METRICS.map((each) => (
        <option key={each} value={each}>
          {METRIC_SPECS[each].label}
        </option>
      ))}
    </Select>
  );
}
