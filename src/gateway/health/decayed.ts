/** Weight of an observation after one half-life: 0.5. */
const LN2 = Math.LN2;

/**
 * A mean in which old observations fade by time: adding is a few multiplications, whatever was seen before. `weight` is
 * the number of observations, each counted by its age.
 */
export class DecayedMean {
  readonly #halfLifeMs: number;
  #sum: number;
  #weight: number;
  #atMs: number;

  constructor(halfLifeMs: number, saved: SavedMean = NOTHING) {
    this.#halfLifeMs = halfLifeMs;
    this.#sum = saved.sum;
    this.#weight = saved.weight;
    this.#atMs = saved.atMs;
  }

  add(value: number, nowMs: number): void {
    const fade = this.#fade(nowMs);
    this.#sum = this.#sum * fade + value;
    this.#weight = this.#weight * fade + 1;
    if (nowMs > this.#atMs) this.#atMs = nowMs;
  }

  /** Null before the first observation. Both sides fade alike, so the mean does not depend on the time. */
  get mean(): number | null {
    return this.#weight > 0 ? this.#sum / this.#weight : null;
  }

  weight(nowMs: number): number {
    return this.#weight * this.#fade(nowMs);
  }

  /** When it was last added to. */
  get atMs(): number {
    return this.#atMs;
  }

  save(): SavedMean {
    return { sum: this.#sum, weight: this.#weight, atMs: this.#atMs };
  }

  #fade(nowMs: number): number {
    const age = nowMs - this.#atMs;
    return age <= 0 || this.#weight === 0 ? 1 : Math.exp((-LN2 * age) / this.#halfLifeMs);
  }
}

/** What a mean is made of, for storing. */
export interface SavedMean {
  readonly sum: number;
  readonly weight: number;
  readonly atMs: number;
}

const NOTHING: SavedMean = { sum: 0, weight: 0, atMs: 0 };
