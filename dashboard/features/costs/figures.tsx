import type { AnalyticsSummary } from "../../../src/client/api.ts";
import { Change } from "../../ui/change.tsx";
import { count, money } from "../../ui/format.ts";
import { Stat, StatRow } from "../../ui/stat.tsx";
import { growthOf } from "../analytics/growth.ts";
import { perMillionTokens, perThousandRequests } from "./unit-costs.ts";

/** What the range cost, what of it is whose, and what one thing cost. */
export function Figures({ summary }: { readonly summary: AnalyticsSummary | undefined }) {
  const now = summary?.current;
  const unpriced = now?.spend.unpricedRequests ?? 0;
  const each = now && perThousandRequests(now);
  const before = summary && perThousandRequests(summary.previous);
  return (
    <StatRow>
      <Stat
        label="Spend"
        value={now && money(now.spend.totalUsd)}
        note={<Change share={summary?.change.totalUsd} goodWhen="less" than=" than before" />}
      />
      <Stat label="Provider cost" value={now && money(now.spend.providerCostUsd)} note="what providers charge" />
      <Stat label="Fee" value={now && money(now.spend.platformFeeUsd)} note="on what credits pay" />
      <Stat
        label="Per 1,000 requests"
        value={now && money(each)}
        note={
          unpriced > 0 ? (
            `${count(unpriced)} without a price`
          ) : (
            <Change share={growthOf(each, before)} goodWhen="less" than=" than before" />
          )
        }
      />
      <Stat
        label="Per million tokens"
        value={now && money(perMillionTokens(now))}
        note={now && `${count(now.tokens.prompt)} in, ${count(now.tokens.completion)} out`}
      />
      <Stat label="Saved" value={now && money(now.spend.savingsUsd)} note={now && "by cache and routing"} />
    </StatRow>
  );
}
