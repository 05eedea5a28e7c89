import { BoundedMap } from "../../bounded-map.ts";

const WEIGHT = 0.2;
const MAX_LABELS = 5_000;

/** Recent latency of each `provider/model`: an average in which old answers fade. */
export class LatencyStats {
  readonly #averageMs = new BoundedMap<string, number>(MAX_LABELS);

  observe(label: string, latencyMs: number): void {
    const known = this.#averageMs.get(label);
    this.#averageMs.set(label, known === undefined ? latencyMs : known + WEIGHT * (latencyMs - known));
  }

  /** Null before the first answer. */
  expectedMs(label: string): number | null {
    return this.#averageMs.get(label) ?? null;
  }
}
