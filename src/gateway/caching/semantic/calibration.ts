/** A cosine and the similarity it means. */
type Knot = readonly [cosine: number, similarity: number];

/**
 * Cosines of models are not alike: where one gives paraphrases 0.97, another gives 0.88. A model named here has its
 * cosines mapped, piecewise linear, so that a threshold means the same for all. The figures come from the labelled pairs
 * of `test/semantic/`; a model that was not measured keeps its cosine.
 */
const MEASURED: readonly { readonly model: RegExp; readonly knots: readonly Knot[] }[] = [
  {
    model: /all-minilm-l6-v2/i,
    knots: [
      [-1, -1],
      [0, 0],
      [0.8, 0.9],
      [0.86, 0.95],
      [0.97, 0.99],
      [1, 1],
    ],
  },
];

/** The similarity that a cosine of an embedding model's vectors means. Rises with the cosine. */
export function similarityOf(cosine: number, embeddingModel: string): number {
  const knots = MEASURED.find(({ model }) => model.test(embeddingModel))?.knots;
  return knots === undefined ? Math.min(1, cosine) : along(cosine, knots, 0, 1);
}

/** The cosine that means a similarity: the reverse of `similarityOf`. */
export function cosineOf(similarity: number, embeddingModel: string): number {
  const knots = MEASURED.find(({ model }) => model.test(embeddingModel))?.knots;
  return knots === undefined ? similarity : along(similarity, knots, 1, 0);
}

function along(value: number, knots: readonly Knot[], from: 0 | 1, to: 0 | 1): number {
  for (let at = 1; at < knots.length; at += 1) {
    const [low, high] = [knots[at - 1] as Knot, knots[at] as Knot];
    if (value > high[from] && at < knots.length - 1) continue;
    const part = (value - low[from]) / (high[from] - low[from]);
    return Math.min(1, low[to] + part * (high[to] - low[to]));
  }
  return value;
}
