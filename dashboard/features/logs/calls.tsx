import type { LogWithReceipt } from "../../../src/client/api.ts";
import { cn } from "../../ui/cn.ts";
import { duration } from "../../ui/format.ts";
import { type Stretch, stretchesOf } from "./timeline-steps.ts";

/** Where the time went: each call of a provider, one after the other. */
export function Calls({ log }: { readonly log: LogWithReceipt }) {
  const { latencyMs, timeToFirstTokenMs: firstMs, stream } = log;
  return (
    <>
      <ul className="grid gap-2">
        {stretchesOf(log).map((stretch, index) => (
          // Several calls of one model have no other name.
          <Bar key={`${index} ${stretch.label}`} stretch={stretch} totalMs={latencyMs} />
        ))}
      </ul>
      {firstMs !== null && stream && (
        <p className="mt-2">
          First token after {duration(firstMs)}, the last {duration(Math.max(0, latencyMs - firstMs))} later.
        </p>
      )}
    </>
  );
}

const FILLS = { gateway: "bg-line-strong", attempt: "bg-chart-1", failed: "bg-chart-bad" } as const;
const SHORTEST_PERCENT = 0.5;

function Bar({ stretch, totalMs }: { readonly stretch: Stretch; readonly totalMs: number }) {
  const { label, kind, startMs, lengthMs, status, errorCode } = stretch;
  const share = (ms: number): number => (totalMs <= 0 ? 0 : (ms / totalMs) * 100);
  return (
    <li>
      <div className="flex items-baseline justify-between gap-3 text-text">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate">{label}</span>
          {kind === "failed" && (
            <span className="truncate text-xs text-bad">
              {status !== null && `${status} `}
              {errorCode}
            </span>
          )}
        </span>
        <span className="nums shrink-0">{duration(lengthMs)}</span>
      </div>
      <div className="mt-1 h-1.5 rounded-full bg-sunken" aria-hidden>
        <div
          className={cn("h-full min-w-1 rounded-full", FILLS[kind])}
          style={{
            marginLeft: `${Math.min(share(startMs), 100 - SHORTEST_PERCENT)}%`,
            width: `${Math.max(share(lengthMs), SHORTEST_PERCENT)}%`,
          }}
        />
      </div>
    </li>
  );
}
