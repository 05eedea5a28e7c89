import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Skeleton } from "./skeleton.tsx";

export interface StatProps {
  readonly label: string;
  /** Undefined while it is loading. */
  readonly value: ReactNode;
  /** A figure beside it, such as the change since the range before. */
  readonly note?: ReactNode;
  readonly className?: string;
}

/** One figure with its name. */
export function Stat({ label, value, note, className }: StatProps) {
  return (
    <div className={cn("grid min-w-0 content-start gap-0.5 bg-surface px-4 py-3", className)}>
      <dt className="text-sm text-muted md:truncate">{label}</dt>
      <dd className="nums truncate text-xl font-semibold tracking-tight">
        {value === undefined ? <Skeleton className="my-1 h-5 w-20" /> : value}
      </dd>
      {note !== undefined && <dd className="nums min-h-4 text-xs text-muted md:truncate">{note}</dd>}
    </div>
  );
}

/** Figures in one frame, divided by lines. */
export function StatRow({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:auto-cols-fr md:grid-flow-col md:grid-cols-none">
      {children}
    </dl>
  );
}
