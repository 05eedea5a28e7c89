import type { DayUsage } from "./usage-of-export.ts";

const MEASURES = ["requests", "inputTokens", "outputTokens"] as const;

/** One measure of a model on a day, in both books. */
export interface Difference {
  readonly day: string;
  readonly model: string;
  readonly measure: (typeof MEASURES)[number];
  readonly metered: number;
  readonly exported: number;
  /** Metered less exported. */
  readonly difference: number;
  /** Of the larger of both. */
  readonly percent: number;
}

/**
 * Where two books of usage differ by more than a percentage, largest days first by name. Names of models that differ in
 * a date at their end mean the same: providers tell the version that answered. What the export does not tell at all is
 * not compared.
 */
export function compareUsage(
  metered: readonly DayUsage[],
  exported: readonly DayUsage[],
  tolerancePercent: number,
): readonly Difference[] {
  const told = MEASURES.filter((measure) => exported.length === 0 || exported.some((one) => one[measure] !== null));
  const own = sumsOf(metered);
  const theirs = sumsOf(exported);
  return [...new Set([...own.keys(), ...theirs.keys()])].sort().flatMap((name) => {
    const [day = "", model = ""] = name.split("\n");
    return told.flatMap((measure): Difference[] => {
      const mine = own.get(name)?.[measure] ?? 0;
      const other = theirs.get(name)?.[measure] ?? 0;
      const difference = mine - other;
      const percent = difference === 0 ? 0 : (Math.abs(difference) / Math.max(mine, other)) * 100;
      if (percent <= tolerancePercent) return [];
      const rounded = Math.round(percent * 100) / 100;
      return [{ day, model, measure, metered: mine, exported: other, difference, percent: rounded }];
    });
  });
}

type Sums = Record<(typeof MEASURES)[number], number>;

function sumsOf(usage: readonly DayUsage[]): ReadonlyMap<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const one of usage) {
    const name = `${one.day}\n${withoutDate(one.model)}`;
    const sum = sums.get(name) ?? { requests: 0, inputTokens: 0, outputTokens: 0 };
    for (const measure of MEASURES) sum[measure] += one[measure] ?? 0;
    sums.set(name, sum);
  }
  return sums;
}

/** `gpt-4o-2024-08-06` and `claude-3-haiku-20240307` without their dates. */
function withoutDate(model: string): string {
  return model.replace(/-(20\d\d-\d\d-\d\d|20\d{6})$/, "");
}
