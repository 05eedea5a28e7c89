import type { RollupGrain } from "../sql/tables/rollups.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long buckets of each length are kept, in milliseconds; days for ever. */
export const KEPT_FOR_MS: Readonly<Record<RollupGrain, number>> = {
  minute: 48 * HOUR_MS,
  hour: 400 * DAY_MS,
  day: Number.POSITIVE_INFINITY,
};

/** Length of the buckets in milliseconds. Days are those of UTC. */
export const GRAIN_MS: Readonly<Record<RollupGrain, number>> = { minute: 60_000, hour: HOUR_MS, day: DAY_MS };

/** From which moment on all buckets of a length are there. Removal lags behind it, never ahead. */
export function keptSince(grain: RollupGrain, nowMs: number): number {
  const since = nowMs - KEPT_FOR_MS[grain];
  return Number.isFinite(since) ? Math.floor(since / GRAIN_MS[grain]) * GRAIN_MS[grain] : since;
}
