import type { AnalyticsSummary } from "../../../src/client/api.ts";
import { cn } from "../../ui/cn.ts";
import { count, duration, money, percent } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";

/** The range in five figures, each beside that of the range before. */
export function Figures({ summary }: { readonly summary: AnalyticsSummary | undefined }) {
  const now = summary?.current;
  const change = summary?.change;
  const unpriced = now?.spend.unpricedRequests ?? 0;
  return (
    <StatRow>
      <Stat
        label="Spend"
        value={now && money(now.spend.totalUsd)}
        note={<Change share={change?.totalUsd} extra={unpriced > 0 ? `${count(unpriced)} without a price` : ""} />}
      />
      <Stat label="Requests" value={now && count(now.requests)} note={<Change share={change?.requests} />} />
      <Stat
        label="Success"
        value={now && percent(now.successRate)}
        note={now && `${count(now.errors)} ${now.errors === 1 ? "error" : "errors"}`}
      />
      <Stat
        label="p95 latency"
        value={now && duration(now.latencyMs.p95)}
        note={<Change share={change?.p95LatencyMs} goodWhen="less" />}
      />
      <Stat
        className="max-md:col-span-2"
        label="Tokens"
        value={now && count(now.tokens.total)}
        note={now && `${count(now.tokens.prompt)} in, ${count(now.tokens.completion)} out`}
      />
    </StatRow>
  );
}

interface ChangeProps {
  readonly share: number | null | undefined;
  /** Which way is better; neither when absent. */
  readonly goodWhen?: "less";
  readonly extra?: string;
}

/** A tenth more reads "+10 %". Nothing to compare with: nothing is said. */
function Change({ share, goodWhen, extra = "" }: ChangeProps) {
  if (share === null || share === undefined) return extra === "" ? "" : extra;
  const isSame = Math.abs(share) < 0.0005;
  const tone = goodWhen === undefined || isSame ? "" : share < 0 ? "text-good" : "text-warn";
  return (
    <>
      <span className={cn(tone)}>{isSame ? "no change" : `${share > 0 ? "+" : "−"}${percent(Math.abs(share))}`}</span>
      {!isSame && " on the range before"}
      {extra !== "" && `, ${extra}`}
    </>
  );
}
