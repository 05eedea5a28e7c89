import { lazy, Suspense } from "react";
import { Skeleton } from "../skeleton.tsx";
import type { SeriesDrawingProps } from "./series-drawing.tsx";

// Recharts is half of all script; pages are there before it.
const Drawing = lazy(async () => ({ default: (await import("./series-drawing.tsx")).SeriesDrawing }));

export interface SeriesChartProps extends SeriesDrawingProps {
  /** What is drawn and what it adds up to, for readers who do not see it. */
  readonly summary: string;
}

const HEIGHT = "h-56";

/** Figures over time. The points are also in a table that only screen readers see. */
export function SeriesChart({ summary, ...drawing }: SeriesChartProps) {
  return (
    <figure>
      <div className={HEIGHT} aria-hidden>
        <Suspense fallback={<Skeleton className={`${HEIGHT} w-full`} />}>
          <Drawing {...drawing} />
        </Suspense>
      </div>
      <figcaption className="sr-only">{summary}</figcaption>
    </figure>
  );
}
