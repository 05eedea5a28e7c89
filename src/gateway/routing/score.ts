import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { CircuitState } from "../health/breaker.ts";
import { costNanos } from "../metering/cost.ts";
import { offeringOf } from "../snapshot/view.ts";
import type { Entry } from "./entry.ts";
import type { Priority } from "./policy.ts";

/** A candidate with the figures by which it is compared. */
export interface Scored {
  readonly entry: Entry;
  /** Expected cost; null when the price is not known. */
  readonly costNanos: number | null;
  /** Predicted for this prompt under `auto`, else the catalogue's score; null when neither is known. */
  readonly quality: number | null;
  /** Milliseconds to the end of the answer; null when nothing was seen. */
  readonly latencyMs: number | null;
  /** 0..1. */
  readonly uptime: number;
  readonly circuit: CircuitState;
  readonly preferred: boolean;
  /** It answered this session last. */
  readonly sticky: boolean;
  /** False when it misses the quality or the latency that is wanted. */
  readonly goodEnough: boolean;
}

/** Expected tokens of a request. */
export interface ExpectedTokens {
  readonly prompt: number;
  readonly output: number;
}

/** What a candidate is expected to cost; `cached` tokens of the prompt are read from its cache. Null: no price known. */
export function expectedCost(entry: Entry, tokens: ExpectedTokens, cached: number, nowMs: number): number | null {
  const offering = offeringOf(entry.candidate);
  const price = offering && priceAt(offering, nowMs);
  if (price === undefined) return null;
  const usage: Usage = emptyUsage();
  usage.cacheReadTokens = Math.min(cached, tokens.prompt);
  usage.inputTokens = tokens.prompt - usage.cacheReadTokens;
  usage.outputTokens = tokens.output;
  return costNanos(price, usage);
}

/**
 * Best first. What an operator or caller said goes before what was measured: circuits that are open go last; then come
 * the preferred, who answered the session, who is good enough, and then the figures. What is unknown goes last; ties
 * are broken by cost, then by name, so that the order is reproducible.
 */
export function rank(scored: readonly Scored[], priority: Priority): Scored[] {
  const keyed = scored.map((one) => ({
    one,
    tier: tierOf(one),
    // Who is not good enough is taken for being the best of those.
    key: one.goodEnough ? KEYS[priority](one) : KEYS.quality(one),
    cost: one.costNanos ?? Number.MAX_SAFE_INTEGER,
  }));
  keyed.sort(
    (a, b) => a.tier - b.tier || a.key - b.key || a.cost - b.cost || (a.one.entry.label < b.one.entry.label ? -1 : 1),
  );
  return keyed.map(({ one }) => one);
}

/** Candidates of one tier are compared by figures, and only those. */
export function tierOf({ circuit, preferred, sticky, goodEnough }: Scored): number {
  return (circuit === "open" ? 8 : 0) + (preferred ? 0 : 4) + (sticky ? 0 : 2) + (goodEnough ? 0 : 1);
}

/** So that of two free candidates the one that answers more often goes first. */
const LEAST_NANOS = 1_000;

/**
 * Smaller is better. An attempt that fails costs time and has to be made again, so figures count by how often a
 * candidate answers: squared, as reliability must outweigh small differences.
 */
const KEYS: Readonly<Record<Priority, (scored: Scored) => number>> = {
  cost: ({ costNanos: cost, uptime }) =>
    cost === null ? Number.MAX_SAFE_INTEGER : (cost + LEAST_NANOS) / (uptime * uptime),
  latency: ({ latencyMs, uptime }) => (latencyMs === null ? Number.MAX_SAFE_INTEGER : latencyMs / (uptime * uptime)),
  quality: ({ quality, uptime }) => (quality === null ? 1 : -quality * uptime),
};
