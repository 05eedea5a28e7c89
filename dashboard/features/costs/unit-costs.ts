import type { AnalyticsMetrics } from "../../../src/client/api.ts";

const THOUSAND = 1_000;
const MILLION = 1_000_000;

/** What a thousand requests cost, of those whose cost is known; null without any. */
export function perThousandRequests({ requests, spend }: Pick<AnalyticsMetrics, "requests" | "spend">): number | null {
  const priced = requests - spend.unpricedRequests;
  return priced <= 0 ? null : (spend.totalUsd / priced) * THOUSAND;
}

/** What a million tokens cost; null without any, or when some of them belong to requests without a known cost. */
export function perMillionTokens({ tokens, spend }: Pick<AnalyticsMetrics, "tokens" | "spend">): number | null {
  if (tokens.total === 0 || spend.unpricedRequests > 0) return null;
  return (spend.totalUsd / tokens.total) * MILLION;
}
