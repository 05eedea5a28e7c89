import type { LogWithReceipt } from "../../../src/client/api.ts";
import { duration } from "../../ui/format.ts";
import type { Candidate } from "./receipt.ts";

export interface Comparison {
  /** Who answered, else who was first. */
  readonly chosen: Candidate | undefined;
  /** The quality that was wanted, 0 to 1. */
  readonly threshold: number | null | undefined;
  readonly attempts: LogWithReceipt["attempts"];
}

/** As much as figures differ without anybody noticing. */
const SAME = 0.005;

/**
 * In which ways a candidate is worse than the chosen one, by the receipt's own figures. The receipt has no reason for
 * each; the order in which these count is told in docs/guide/routing.md.
 */
export function besideChosen(candidate: Candidate, { chosen, threshold, attempts }: Comparison): readonly string[] {
  const failed = attempts.filter((one) => `${one.provider}/${one.model}` === candidate.model && one.errorCode !== null);
  const last = failed.at(-1);
  if (last !== undefined)
    return [`asked ${failed.length === 1 ? "once" : `${failed.length} times`}: ${last.errorCode}`];
  if (chosen === undefined || candidate.model === chosen.model) return [];
  const found: string[] = [];
  if (candidate.circuit === "open") found.push("failed lately");
  if (typeof candidate.quality === "number" && typeof threshold === "number" && candidate.quality < threshold)
    found.push("below the wanted quality");
  const cost = ratio(candidate.expected_cost_usd, chosen.expected_cost_usd);
  if (cost !== null && cost > 1 + SAME) found.push(`costs ${times(cost)}`);
  const latency = difference(candidate.expected_latency_ms, chosen.expected_latency_ms);
  if (latency !== null && latency >= 1) found.push(`${duration(latency)} slower`);
  else if (candidate.expected_latency_ms == null && chosen.expected_latency_ms != null) found.push("speed not known");
  const quality = difference(chosen.quality, candidate.quality);
  if (quality !== null && quality > SAME) found.push("lower quality");
  const uptime = difference(chosen.uptime, candidate.uptime);
  if (uptime !== null && uptime > SAME) found.push("fails more often");
  return found;
}

function ratio(one: number | null | undefined, other: number | null | undefined): number | null {
  return typeof one === "number" && typeof other === "number" && other > 0 ? one / other : null;
}

function difference(one: number | null | undefined, other: number | null | undefined): number | null {
  return typeof one === "number" && typeof other === "number" ? one - other : null;
}

function times(factor: number): string {
  return factor < 1.1 ? `${((factor - 1) * 100).toFixed(1)} % more` : `${Number(factor.toPrecision(2))} × as much`;
}
