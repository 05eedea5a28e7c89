import { GRAIN_MS, keptSince } from "../../store/rollups/kept-for.ts";
import type { RollupGrain } from "../../store/sql/tables/rollups.ts";

/** A part of a range that is read from buckets of one length: begin inclusive, end exclusive, milliseconds. */
export interface Segment {
  readonly grain: RollupGrain;
  readonly fromMs: number;
  readonly toMs: number;
}

const COARSE_TO_FINE = ["day", "hour", "minute"] as const satisfies readonly RollupGrain[];

/**
 * Covers a range with as few buckets as are exact: whole days from days, the rest from hours and minutes. Where finer
 * buckets are kept no longer, the range grows to whole coarser ones. In order, without gaps.
 */
export function segmentsOf(
  range: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
  coarsest: RollupGrain,
): readonly Segment[] {
  return cover(range.fromMs, range.toMs, COARSE_TO_FINE.slice(COARSE_TO_FINE.indexOf(coarsest)), nowMs);
}

/** The range that segments cover together. */
export function coveredBy(segments: readonly Segment[]): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: segments[0]?.fromMs ?? 0, toMs: segments.at(-1)?.toMs ?? 0 };
}

function cover(fromMs: number, toMs: number, grains: readonly RollupGrain[], nowMs: number): Segment[] {
  const [grain, ...finer] = grains;
  if (grain === undefined || fromMs >= toMs) return [];
  const step = GRAIN_MS[grain];
  const [next] = finer;
  const isFiner = (beginMs: number): boolean => next !== undefined && beginMs >= keptSince(next, nowMs);
  let first = Math.ceil(fromMs / step) * step;
  let last = Math.floor(toMs / step) * step;
  if (first >= last && isFiner(fromMs)) return cover(fromMs, toMs, finer, nowMs);
  const left = first > fromMs && isFiner(fromMs) ? cover(fromMs, first, finer, nowMs) : [];
  if (left.length === 0) first = Math.floor(fromMs / step) * step;
  const right = last < toMs && isFiner(last) ? cover(last, toMs, finer, nowMs) : [];
  if (right.length === 0) last = Math.ceil(toMs / step) * step;
  return [...left, { grain, fromMs: first, toMs: last }, ...right].filter((one) => one.fromMs < one.toMs);
}
