/** One prompt: what a weak and a strong model made of it, and how much a router would give for the strong one. */
export interface Outcome {
  readonly weak: number;
  readonly strong: number;
}

/** How a router trades calls of the strong model for quality. */
export interface Curve {
  /** Share of the quality gap that is recovered, at 10, 20 … 90 % of calls to the strong model. */
  readonly recovered: readonly number[];
  /** Share of calls to the strong model at which 50 and 80 % are recovered. */
  readonly cpt50: number;
  readonly cpt80: number;
  /** Area under it; chance has 0.5. */
  readonly apgr: number;
}

/**
 * The curve of a router that sends the prompts with the highest scores to the strong model. Prompts of one score count
 * as sent in a random order: the curve is straight between the groups.
 */
export function curveOf(outcomes: readonly Outcome[], scores: ArrayLike<number>): Curve {
  const order = outcomes.map((_each, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const gap = outcomes.reduce((sum, { weak, strong }) => sum + strong - weak, 0);
  const points: { readonly share: number; readonly recovered: number }[] = [{ share: 0, recovered: 0 }];
  let gained = 0;
  for (const [at, i] of order.entries()) {
    const { weak, strong } = outcomes[i] as Outcome;
    gained += strong - weak;
    const next = order[at + 1];
    if (next !== undefined && scores[next] === scores[i]) continue;
    points.push({ share: (at + 1) / outcomes.length, recovered: gained / gap });
  }
  let area = 0;
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    if (before !== undefined) area += ((point.recovered + before.recovered) / 2) * (point.share - before.share);
  }
  const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  return {
    recovered: shares.map((share) => recoveredAt(points, share)),
    cpt50: shareFor(points, 0.5),
    cpt80: shareFor(points, 0.8),
    apgr: area,
  };
}

type Point = { readonly share: number; readonly recovered: number };

function recoveredAt(points: readonly Point[], share: number): number {
  const at = points.findIndex((point) => point.share >= share);
  const [before, after] = [points[at - 1], points[at]];
  if (before === undefined || after === undefined) return after?.recovered ?? 1;
  return (
    before.recovered + ((after.recovered - before.recovered) * (share - before.share)) / (after.share - before.share)
  );
}

function shareFor(points: readonly Point[], wanted: number): number {
  const at = points.findIndex((point) => point.recovered >= wanted);
  const [before, after] = [points[at - 1], points[at]];
  if (before === undefined || after === undefined) return 1;
  return (
    before.share + ((after.share - before.share) * (wanted - before.recovered)) / (after.recovered - before.recovered)
  );
}
