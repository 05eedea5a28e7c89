import type { Features } from "../features.ts";

/** Vetoes a hit when two texts, however near their embeddings, differ in something an answer hangs of. */
export interface Guard {
  readonly name: string;
  conflicts(a: Features, b: Features): boolean;
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

export function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}
