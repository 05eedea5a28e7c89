import type { Metrics } from "./measure.ts";
import type { PeerName } from "./peer.ts";
import type { ScenarioName } from "./scenarios.ts";

export type MetricName = keyof Metrics;

/** All samples of a run; figures are taken over the rounds. */
export class Results {
  readonly samples: { scenario: ScenarioName; peer: PeerName; metrics: Metrics }[] = [];

  add(scenario: ScenarioName, peer: PeerName, metrics: Metrics): void {
    this.samples.push({ scenario, peer, metrics });
  }

  median(scenario: ScenarioName, peer: PeerName, metric: MetricName): number | undefined {
    return median(this.#values(scenario, peer, metric));
  }

  /** For counts of faults, where a good median would hide a bad round. */
  worst(scenario: ScenarioName, peer: PeerName, metric: MetricName): number | undefined {
    const values = this.#values(scenario, peer, metric);
    return values.length > 0 ? Math.max(...values) : undefined;
  }

  /** Median over the rounds of the difference to the direct path within the same round. */
  added(scenario: ScenarioName, peer: PeerName, metric: MetricName): number | undefined {
    const direct = this.#values(scenario, "direct", metric);
    const own = this.#values(scenario, peer, metric);
    if (peer === "direct" || direct.length !== own.length) return undefined;
    return median(own.map((value, round) => value - (direct[round] ?? Number.NaN)));
  }

  /** Median and highest share of the candidates' core that other processes used. */
  disturbance(): { medianPercent: number; highestPercent: number } {
    const shares = this.samples.map(({ metrics }) => metrics.foreignCpuPercent);
    return { medianPercent: median(shares) ?? 0, highestPercent: Math.max(0, ...shares) };
  }

  #values(scenario: ScenarioName, peer: PeerName, metric: MetricName): number[] {
    return this.samples
      .filter((sample) => sample.scenario === scenario && sample.peer === peer)
      .map((sample) => sample.metrics[metric])
      .filter((value) => value !== undefined);
  }
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
