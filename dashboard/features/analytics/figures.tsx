import type { AnalyticsSummary } from "../../../src/client/api.ts";
import { Change } from "../../ui/change.tsx";
import { count, duration, money, percent, UNKNOWN } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";

/** Six figures beside one another have no room for "the range before". */
const THAN = " than before";

/** The range in six figures, each beside that of the range before. */
export function Figures({ summary }: { readonly summary: AnalyticsSummary | undefined }) {
  const now = summary?.current;
  const before = summary?.previous;
  const change = summary?.change;
  return (
    <StatRow>
      <Stat
        label="Requests"
        value={now && count(now.requests)}
        note={<Change share={change?.requests} than={THAN} />}
      />
      <Stat
        label="Success"
        value={now && percent(now.successRate)}
        note={now && <Beside text={`${count(now.errors)} failed`} before={before && percent(before.successRate)} />}
      />
      <Stat
        label="p95 latency"
        value={now && duration(now.latencyMs.p95)}
        note={<Change share={change?.p95LatencyMs} goodWhen="less" than={THAN} />}
      />
      <Stat
        label="Cache hits"
        value={now && percent(now.cacheHitRate)}
        note={
          now && (
            <Beside text={`${count(now.cachedRequests)} answers`} before={before && percent(before.cacheHitRate)} />
          )
        }
      />
      <Stat
        label="Tokens"
        value={now && count(now.tokens.total)}
        note={<Change share={change?.totalTokens} than={THAN} />}
      />
      <Stat
        label="Spend"
        value={now && money(now.spend.totalUsd)}
        note={<Change share={change?.totalUsd} than={THAN} />}
      />
    </StatRow>
  );
}

function Beside({ text, before }: { readonly text: string; readonly before: string | undefined }) {
  return before === undefined || before === UNKNOWN ? text : `${text}, was ${before}`;
}
