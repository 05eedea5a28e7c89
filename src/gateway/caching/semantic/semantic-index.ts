/** One question whose answer is kept. The answer itself lives with the exact cache's, under `answerKey`. */
export interface SemanticEntry {
  readonly id: string;
  /** The organization. */
  readonly tenant: string;
  /** Everything that must be the same; see `scopeOf`. */
  readonly scope: string;
  readonly projectId: string;
  /** As the caller named it. */
  readonly model: string;
  /** The last turn, for the guards. */
  readonly text: string;
  readonly answerKey: string;
  /** Of unit length. */
  readonly vector: Float32Array;
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
  /** Similarity below which its answer is not taken again; 0 until it was wrong once. */
  readonly floor: number;
  readonly falseHits: number;
}

/** Where an entry is looked for: never across tenants, never across scopes. */
export interface Space {
  readonly tenant: string;
  readonly scope: string;
}

export interface Candidate {
  readonly entry: SemanticEntry;
  readonly cosine: number;
}

export interface NearestOptions {
  readonly nowMs: number;
  /** Cosine. */
  readonly atLeast: number;
  readonly limit: number;
}

/** What was learned of an entry. */
export interface Judgement {
  readonly floor: number;
  readonly falseHits: number;
}

export interface PurgeSelector {
  readonly tenant: string;
  readonly projectId?: string | undefined;
  readonly model?: string | undefined;
  /** Only what was stored before this moment. */
  readonly beforeMs?: number | undefined;
}

/**
 * Finds entries near a vector. Several are returned, the nearest first, because the nearest may be vetoed ("…in London")
 * where the next is right. Engines that are shared return nothing when they cannot be reached, and never throw.
 */
export interface SemanticIndex {
  nearest(
    space: Space,
    vector: Float32Array,
    options: NearestOptions,
  ): readonly Candidate[] | Promise<readonly Candidate[]>;
  add(entry: SemanticEntry): void | Promise<void>;
  /** Keeps what was learned of an entry; no effect when it is gone. */
  judge(space: Space, id: string, judgement: Judgement): void | Promise<void>;
  remove(space: Space, id: string): void | Promise<void>;
  /** How many went, as far as this process knows. */
  purge(selector: PurgeSelector): number | Promise<number>;
}

/** A vector of unit length, or undefined for one that has no direction or is not of finite numbers. */
export function unitVector(numbers: ArrayLike<number>): Float32Array | undefined {
  let square = 0;
  for (let at = 0; at < numbers.length; at += 1) square += (numbers[at] as number) ** 2;
  if (!(square > 0) || !Number.isFinite(square)) return undefined;
  const length = Math.sqrt(square);
  return Float32Array.from(numbers, (one) => one / length);
}

/** The cosine of two vectors of unit length; -1 when their lengths differ, which makes them of two models. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1;
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
