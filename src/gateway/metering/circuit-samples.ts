import type { CircuitView } from "../health/breaker.ts";
import { splitKey, splitLabel } from "../health/health-of.ts";
import type { Sample } from "./series.ts";

const VALUE: Readonly<Record<CircuitView["state"], number>> = { closed: 0, "half-open": 1, open: 2 };
/** Names of models come from callers, so the series are bounded; what is worst is shown first. */
const MAX_SAMPLES = 500;

/** One sample a provider and model: the state of the worst of its circuits. */
export function circuitSamples(circuits: readonly CircuitView[]): Sample[] {
  const worst = new Map<string, number>();
  for (const { key, state } of circuits) {
    const { label } = splitKey(key);
    worst.set(label, Math.max(worst.get(label) ?? 0, VALUE[state]));
  }
  return [...worst]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_SAMPLES)
    .map(([label, value]) => {
      const [provider, model] = splitLabel(label);
      return { labels: { provider, model }, value };
    });
}
