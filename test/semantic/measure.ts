import { readFileSync } from "node:fs";
import { similarityOf } from "../../src/gateway/caching/semantic/calibration.ts";
import { featuresOf } from "../../src/gateway/caching/semantic/features.ts";
import { vetoOf } from "../../src/gateway/caching/semantic/guards.ts";
import { cosine, unitVector } from "../../src/gateway/caching/semantic/semantic-index.ts";
import type { Embedder } from "./embedder/start.ts";

export const MODEL = "all-minilm-l6-v2";
export const THRESHOLDS = [0.9, 0.92, 0.95, 0.97, 0.99] as const;

type Pairs = Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** A labelled pair: `same` when the answer to one is an answer to the other. */
export interface Measured {
  readonly kind: string;
  readonly same: boolean;
  readonly a: string;
  readonly b: string;
  readonly cosine: number;
  readonly similarity: number;
  /** The guard that vetoes in either order. */
  readonly veto: string | undefined;
}

export const PARAPHRASES = read("paraphrases.json");
export const NEAR_MISSES = read("near-misses.json");

function read(name: string): Pairs {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as Pairs;
}

const all = (pairs: Pairs, same: boolean) =>
  Object.entries(pairs).flatMap(([kind, list]) => list.map(([a, b]) => ({ kind, same, a, b })));

/** Embeds and compares every labelled pair as the cache does. */
export async function measure(embedder: Embedder): Promise<Measured[]> {
  const pairs = [...all(PARAPHRASES, true), ...all(NEAR_MISSES, false)];
  const texts = [...new Set(pairs.flatMap(({ a, b }) => [featuresOf(a).plain, featuresOf(b).plain]))];
  const vectors = new Map<string, Float32Array>();
  for (let at = 0; at < texts.length; at += 64) {
    const some = texts.slice(at, at + 64);
    for (const [i, vector] of (await embedder.embed(some)).entries()) {
      vectors.set(some[i] ?? "", unitVector(vector) ?? new Float32Array());
    }
  }
  return pairs.map((pair) => {
    const [a, b] = [featuresOf(pair.a), featuresOf(pair.b)];
    const near = cosine(vectors.get(a.plain) ?? new Float32Array(), vectors.get(b.plain) ?? new Float32Array());
    return { ...pair, cosine: near, similarity: similarityOf(near, MODEL), veto: vetoOf(a, b) ?? vetoOf(b, a) };
  });
}

/** Whether the cache would answer one by the other. */
export const isHit = ({ similarity, veto }: Measured, threshold: number): boolean =>
  similarity >= threshold && veto === undefined;

const percent = (part: readonly unknown[], of: readonly unknown[]): string =>
  `${((100 * part.length) / of.length).toFixed(0)} %`;

/** The figures as they stand in the guide. */
export function tables(measured: readonly Measured[]): string {
  const same = measured.filter((pair) => pair.same);
  const other = measured.filter((pair) => !pair.same);
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const rate = (pairs: readonly Measured[], chosen: (pair: Measured) => boolean): string =>
    percent(pairs.filter(chosen), pairs);
  return [
    row(["Threshold", "hits", "false hits", "hits by plain cosine", "false hits by plain cosine"]),
    row(["---", "---", "---", "---", "---"]),
    ...THRESHOLDS.map((threshold) =>
      row([
        threshold.toFixed(2),
        rate(same, (pair) => isHit(pair, threshold)),
        other.filter((pair) => isHit(pair, threshold)).length,
        rate(same, (pair) => pair.cosine >= threshold),
        rate(other, (pair) => pair.cosine >= threshold),
      ]),
    ),
    "",
    row(["Near misses", "pairs", "as near as 0.95", "false hits at 0.90"]),
    row(["---", "---", "---", "---"]),
    ...Object.keys(NEAR_MISSES).map((kind) => {
      const pairs = other.filter((pair) => pair.kind === kind);
      const near = pairs.filter((pair) => pair.similarity >= 0.95).length;
      return row([kind, pairs.length, near, pairs.filter((pair) => isHit(pair, 0.9)).length]);
    }),
  ].join("\n");
}
