import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

/** One series; its colour is a token's name. */
export interface Series {
  readonly id: string;
  readonly label: string;
  readonly color: "chart-1" | "chart-2" | "chart-3" | "chart-4" | "chart-bad" | "line-strong";
  /** Of lines: what is there to compare with. */
  readonly dashed?: boolean;
}

export interface SeriesPoint {
  /** ISO 8601: where the step begins. */
  readonly timestamp: string;
  /** By series; null is a gap. */
  readonly values: Readonly<Record<string, number | null>>;
}

export interface SeriesDrawingProps {
  readonly points: readonly SeriesPoint[];
  readonly series: readonly Series[];
  /** Bars stand on one another; areas and lines do not. */
  readonly kind?: "bars" | "area" | "lines";
  /** How a value is written. */
  format(value: number): string;
  /** How a step's beginning is written on the axis. */
  formatTime(timestamp: string): string;
}

const AXIS = { fontSize: 11, fill: "var(--muted)" } as const;
const DOTS_MAX = 70;
const MARGIN = { top: 6, right: 4, bottom: 0, left: 0 };

/** The drawing itself, in a chunk of its own; pages use `SeriesChart`. */
export function SeriesDrawing({ points, series, kind = "bars", format, formatTime }: SeriesDrawingProps) {
  const data = points.map(({ timestamp, values }) => ({ timestamp, ...values }));
  const frame = [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="timestamp"
      tickFormatter={formatTime}
      tick={AXIS}
      tickLine={false}
      axisLine={false}
      minTickGap={32}
    />,
    <YAxis key="y" tickFormatter={format} tick={AXIS} tickLine={false} axisLine={false} width="auto" tickCount={4} />,
    <Tooltip
      key="tip"
      cursor={{ fill: "var(--hover)", stroke: "var(--line-strong)" }}
      isAnimationActive={false}
      content={({ active, payload, label }) =>
        active === true && payload.length > 0 ? (
          <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-xs shadow-pop">
            <p className="mb-0.5 text-muted">{formatTime(String(label))}</p>
            {series.map((one) => {
              const value = payload.find((each) => each.dataKey === one.id)?.value;
              return (
                <p key={one.id} className="nums flex items-center gap-1.5">
                  <span className="size-2 rounded-sm" style={{ background: `var(--${one.color})` }} />
                  {one.label}
                  <span className="ml-auto pl-3 font-medium">{typeof value === "number" ? format(value) : "–"}</span>
                </p>
              );
            })}
          </div>
        ) : null
      }
    />,
  ];
  return (
    <ResponsiveContainer width="100%" height="100%">
      {kind === "bars" ? (
        <BarChart data={data} margin={MARGIN} barCategoryGap="18%" accessibilityLayer={false}>
          {frame}
          {series.map((one) => (
            <Bar key={one.id} dataKey={one.id} stackId="all" fill={`var(--${one.color})`} isAnimationActive={false} />
          ))}
        </BarChart>
      ) : kind === "lines" ? (
        <LineChart data={data} margin={MARGIN} accessibilityLayer={false}>
          {frame}
          {series.map((one) => (
            <Line
              key={one.id}
              dataKey={one.id}
              type="linear"
              stroke={`var(--${one.color})`}
              strokeWidth={1.75}
              strokeDasharray={one.dashed === true ? "4 4" : "0"}
              isAnimationActive={false}
              // A value between two gaps has no line to be seen by.
              dot={data.length <= DOTS_MAX && { r: 2, strokeWidth: 0, fill: `var(--${one.color})` }}
            />
          ))}
        </LineChart>
      ) : (
        <AreaChart data={data} margin={MARGIN} accessibilityLayer={false}>
          {frame}
          {series.map((one) => (
            <Area
              key={one.id}
              dataKey={one.id}
              type="linear"
              stroke={`var(--${one.color})`}
              fill={`var(--${one.color})`}
              fillOpacity={0.12}
              strokeWidth={1.75}
              isAnimationActive={false}
              dot={false}
            />
          ))}
        </AreaChart>
      )}
    </ResponsiveContainer>
  );
}
