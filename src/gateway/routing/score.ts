import { emptyUsage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { DecodedRequest, RoutingHints } from "../exchange.ts";
import { costNanos } from "../metering/cost.ts";
import type { Candidate } from "../snapshot/view.ts";
import type { LatencyStats } from "./latency-stats.ts";

export type Priority = "cost" | "latency" | "quality";

export interface Scored {
  readonly candidate: Candidate;
  /** Expected cost; null when unknown. */
  readonly costNanos: number | null;
  readonly quality: number | null;
  readonly latencyMs: number | null;
}

const OUTPUT_TOKENS_GUESS = 256;

/** Facts by which candidates are compared. */
export function scoreCandidate(
  candidate: Candidate,
  request: DecodedRequest,
  nowMs: number,
  stats: LatencyStats,
): Scored {
  const { hit } = candidate;
  const price = hit && priceAt(hit.offering, nowMs);
  const usage = {
    ...emptyUsage(),
    inputTokens: request.promptTokensEstimate,
    outputTokens: Math.min(request.maxOutputTokens ?? OUTPUT_TOKENS_GUESS, OUTPUT_TOKENS_GUESS),
  };
  return {
    candidate,
    costNanos: price ? costNanos(price, usage) : null,
    quality: hit?.model.quality?.score ?? null,
    latencyMs: hit ? stats.expectedMs(hit.id) : null,
  };
}

/** Best first. What is unknown goes last; ties are broken by cost, then by name, so that the order is reproducible. */
export function rank(scored: readonly Scored[], priority: Priority, hints: RoutingHints): Scored[] {
  const preferred = new Set(hints.prefer_providers ?? []);
  const key = KEYS[priority];
  return [...scored].sort(
    (a, b) =>
      Number(preferred.has(b.candidate.connected.provider.id)) -
        Number(preferred.has(a.candidate.connected.provider.id)) ||
      key(a) - key(b) ||
      KEYS.cost(a) - KEYS.cost(b) ||
      (nameOf(a) < nameOf(b) ? -1 : 1),
  );
}

/** Smaller is better. */
const KEYS: Readonly<Record<Priority, (scored: Scored) => number>> = {
  cost: (scored) => scored.costNanos ?? Number.MAX_SAFE_INTEGER,
  latency: (scored) => scored.latencyMs ?? Number.MAX_SAFE_INTEGER,
  quality: (scored) => -(scored.quality ?? -1),
};

function nameOf(scored: Scored): string {
  return `${scored.candidate.connected.provider.id}/${scored.candidate.nativeId}`;
}
