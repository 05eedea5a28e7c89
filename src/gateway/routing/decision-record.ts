import type { DecisionRecord } from "../metering/record.ts";
import type { Decision } from "./planner.ts";
import { countByCode } from "./rejection.ts";

const MAX_SHOWN = 5;

/** What a receipt tells of a decision; undefined where there was no choice. */
export function decisionRecord(decision: Decision): DecisionRecord | undefined {
  const { ranking, rejected, analysis, threshold, evaluated } = decision;
  if (evaluated < 2 && rejected.length === 0) return undefined;
  return {
    candidates: ranking.slice(0, MAX_SHOWN).map(({ entry, costNanos, quality, latencyMs, uptime, circuit }) => ({
      model: entry.label.slice(0, 200),
      costNanos,
      latencyMs: latencyMs === null ? null : Math.round(latencyMs),
      quality: quality === null ? null : round(quality),
      uptime: round(uptime),
      circuit,
    })),
    rejected: countByCode(rejected),
    category: analysis?.category ?? null,
    difficulty: analysis === undefined ? null : round(analysis.difficulty),
    threshold: threshold ?? null,
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
