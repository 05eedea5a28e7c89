import { BoundedMap } from "../../bounded-map.ts";
import type { Learned } from "./predict/predictor.ts";
import type { Category } from "./prompt/categories.ts";

/** Half of what was learned is forgotten after so long. */
export const PRIOR_HALF_LIFE_MS = 14 * 86_400_000;
/** Organization × category × model; what is over is forgotten, oldest first. */
const MAX_PRIORS = 50_000;
/** Opinions that stand against the first real ones, so that one voice changes little. */
const SHRINKAGE = 8;
/** Most that learning moves a model's score. */
const MAX_SHIFT = 0.25;
/** What is not told by category counts half for each. */
const ANY = "any";
const ANY_SHARE = 0.5;

export type PriorCategory = Category | typeof ANY;

/** What was learned of one model in one kind of task: opinions of -1..1, fading. */
export interface Prior {
  readonly sum: number;
  readonly weight: number;
  readonly atMs: number;
}

export interface PriorKey {
  readonly organizationId: string;
  /** A {@link PriorCategory}; what older versions stored may be another. */
  readonly category: string;
  readonly modelId: string;
}

/** A change that is not stored so far. */
export interface PriorChange extends PriorKey, Prior {}

/**
 * What feedback and outcomes taught, for each organization apart: nobody's opinion moves another's requests. Bounded in
 * number and in effect, and fading.
 */
export class Priors {
  readonly #known = new BoundedMap<string, Prior>(MAX_PRIORS);
  #changes = new Map<string, PriorChange>();

  /** Adds an opinion of -1..1; a negative weight takes one back. */
  add(key: PriorKey, score: number, weight: number, nowMs: number): void {
    const name = nameOf(key);
    const before = this.#known.get(name);
    this.#known.set(name, plus(before, score * weight, weight, nowMs));
    const change = this.#changes.get(name);
    if (change === undefined && this.#changes.size >= MAX_PRIORS) return;
    this.#changes.set(name, { ...key, ...plus(change, score * weight, weight, nowMs) });
  }

  /** What is added to a model's score for an organization's requests of a kind, -0.25..0.25. */
  learnedBy(organizationId: string, category: Category, nowMs: number): Learned {
    return (modelId) => {
      const own = this.#opinion({ organizationId, category, modelId }, nowMs);
      const any = this.#opinion({ organizationId, category: ANY, modelId }, nowMs);
      const shift = MAX_SHIFT * (own + ANY_SHARE * any);
      return Math.max(-MAX_SHIFT, Math.min(MAX_SHIFT, shift));
    };
  }

  /** True while an organization has nothing to look up. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** What was added since the last time, for storing. */
  takeChanges(): PriorChange[] {
    const taken = [...this.#changes.values()];
    this.#changes = new Map();
    return taken;
  }

  /** Puts back what could not be stored. */
  giveBack(changes: readonly PriorChange[]): void {
    for (const change of changes) {
      const name = nameOf(change);
      const newer = this.#changes.get(name);
      this.#changes.set(
        name,
        newer === undefined ? change : { ...change, ...plus(change, newer.sum, newer.weight, newer.atMs) },
      );
    }
  }

  /** Takes over what is stored; what was not stored so far is added to it. */
  restore(stored: readonly PriorChange[]): void {
    for (const { sum, weight, atMs, ...key } of stored) {
      const name = nameOf(key);
      const own = this.#changes.get(name);
      const base: Prior = { sum, weight, atMs };
      this.#known.set(name, own === undefined ? base : plus(base, own.sum, own.weight, own.atMs));
    }
  }

  #opinion(key: PriorKey, nowMs: number): number {
    const prior = this.#known.get(nameOf(key));
    if (prior === undefined) return 0;
    const fade = fadeOf(nowMs - prior.atMs);
    const mean = (prior.sum * fade) / (Math.max(0, prior.weight) * fade + SHRINKAGE);
    return Math.max(-1, Math.min(1, mean));
  }
}

function nameOf({ organizationId, category, modelId }: PriorKey): string {
  return `${organizationId} ${category} ${modelId}`;
}

function plus(before: Prior | undefined, sum: number, weight: number, nowMs: number): Prior {
  if (before === undefined) return { sum, weight, atMs: nowMs };
  const atMs = Math.max(before.atMs, nowMs);
  const old = fadeOf(atMs - before.atMs);
  const fresh = fadeOf(atMs - nowMs);
  return { sum: before.sum * old + sum * fresh, weight: before.weight * old + weight * fresh, atMs };
}

function fadeOf(ageMs: number): number {
  return ageMs <= 0 ? 1 : 2 ** (-ageMs / PRIOR_HALF_LIFE_MS);
}
