import type { AnalyticsSummary } from "../../../src/client/api.ts";
import { Change } from "../../ui/change.tsx";
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
