import type { Registry } from "prom-client";

/** One line of a metric's text. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Where it differs from the metric's, as a histogram's parts do. */
  readonly metricName?: string;
}

/**
 * Registers a metric whose samples are made when they are scraped. Counting then is adding to a number; prom-client's
 * own metrics look every label up with every request.
 */
export function registerSamples(
  registry: Registry,
  {
    name,
    help,
    type,
  }: { readonly name: string; readonly help: string; readonly type: "counter" | "gauge" | "histogram" },
  samples: () => Sample[],
): void {
  const metric = {
    name,
    help,
    type,
    get: () => Promise.resolve({ name, help, type, values: samples(), aggregator: "sum" }),
  };
  // The registry uses no more of a metric than this, but its types ask for one of its own classes.
  registry.registerMetric(metric as unknown as Parameters<Registry["registerMetric"]>[0]);
}

/** Counts of values by their size. */
export class AggregatedHistogram {
  readonly #bounds: readonly number[];
  /** One for each bound, and one for what is larger than all. */
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] as number)) i += 1;
    this.#counts[i] = (this.#counts[i] as number) + 1;
    this.#sum += value;
  }

  /** As Prometheus wants it: each bucket counts what is smaller too. None while nothing was seen. */
  samples(name: string, labels: Readonly<Record<string, string>>): Sample[] {
    const made: Sample[] = [];
    let count = 0;
    for (const [i, own] of this.#counts.entries()) {
      count += own;
      const le = i < this.#bounds.length ? String(this.#bounds[i]) : "+Inf";
      made.push({ metricName: `${name}_bucket`, labels: { le, ...labels }, value: count });
    }
    if (count === 0) return [];
    made.push({ metricName: `${name}_sum`, labels, value: this.#sum });
    made.push({ metricName: `${name}_count`, labels, value: count });
    return made;
  }
}

/** Numbers by name, made when first added to. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, amount = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  entries(): Iterable<[string, number]> {
    return this.#counts;
  }
}
