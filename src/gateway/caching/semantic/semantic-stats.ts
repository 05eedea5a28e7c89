import type { Registry } from "prom-client";
import { registerSamples, Tally } from "../../metering/series.ts";

/** Lower ends of the ranges of similarity that are told apart. */
const RANGES = [0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99];

/** How would-be and checked hits of one range of similarity compared with the answers that came. */
export interface ShadowRange {
  readonly from: number;
  readonly trueHits: number;
  readonly falseHits: number;
}

/** What is known of hits that were compared with live answers. */
export interface ShadowReport {
  readonly compared: number;
  /** Of those compared; null before any was. */
  readonly falseHitRate: number | null;
  readonly ranges: readonly ShadowRange[];
}

/** Counts what the semantic cache did, in this process. Names of reasons and guards are the only labels. */
export class SemanticStats {
  readonly #outcomes = new Tally();
  readonly #compared = new Tally();

  /** `hit`, `shadow`, or why there was none. */
  note(outcome: string): void {
    this.#outcomes.add(outcome);
  }

  noteCompared(similarity: number, right: boolean): void {
    const from = RANGES.findLast((low) => similarity >= low) ?? 0;
    this.#compared.add(`${from}/${right ? "true" : "false"}`);
  }

  report(): ShadowReport {
    const counts = new Map(this.#compared.entries());
    const ranges = [0, ...RANGES].map((from) => ({
      from,
      trueHits: counts.get(`${from}/true`) ?? 0,
      falseHits: counts.get(`${from}/false`) ?? 0,
    }));
    const falseHits = ranges.reduce((sum, range) => sum + range.falseHits, 0);
    const compared = ranges.reduce((sum, range) => sum + range.trueHits, falseHits);
    return { compared, falseHitRate: compared === 0 ? null : falseHits / compared, ranges };
  }

  /** How often each outcome came about. */
  outcomes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#outcomes.entries());
  }

  register(registry: Registry): void {
    registerSamples(
      registry,
      {
        name: "llm_gateway_semantic_cache_lookups_total",
        help: "Questions looked up in the semantic cache, by outcome.",
        type: "counter",
      },
      () => [...this.#outcomes.entries()].map(([outcome, value]) => ({ labels: { outcome }, value })),
    );
    registerSamples(
      registry,
      {
        name: "llm_gateway_semantic_cache_compared_total",
        help: "Hits compared with live answers, by lower end of similarity and verdict.",
        type: "counter",
      },
      () =>
        [...this.#compared.entries()].map(([name, value]) => {
          const [from = "", verdict = ""] = name.split("/");
          return { labels: { from, verdict }, value };
        }),
    );
  }
}
