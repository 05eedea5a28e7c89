import { cosine } from "../../../caching/semantic/semantic-index.ts";
import { type Decider, type Decision, NOTHING_FITS } from "../decider.ts";
import { lastUserText } from "../last-user-text.ts";
import type { SemanticRule } from "../routing-rule.ts";
import { type Centroid, Centroids } from "./centroids.ts";
import { embedTexts } from "./embed-texts.ts";
import { within } from "./within.ts";

/** No request waits longer for a decision. */
const TIMEOUT_MS = 5_000;

/** By the examples that the last user message is most like. `model`: the model string to embed with. */
export function semanticDecider(rule: SemanticRule, model: string): Decider {
  const examples = new Map<string, string[]>();
  for (const { model_id: modelId, conditions } of rule.output_mapping) {
    examples.set(modelId, [...(examples.get(modelId) ?? []), ...conditions]);
  }
  const centroids = new Centroids(model, examples);
  return {
    when: "admitted",
    decide: async (choosing) => {
      const { exchange, request, gateway, caller } = choosing;
      const text = lastUserText(exchange.endpoint.dialect.id, request.body);
      if (text === "") return NOTHING_FITS;
      const all = centroids.of(choosing);
      if (all === undefined) return { undecided: "its examples could not be embedded" };
      const embedding = embedTexts({ gateway, caller, model, timeoutMs: TIMEOUT_MS }, [text]);
      return await decideBy(all, embedding, rule);
    },
  };
}

async function decideBy(
  centroids: Promise<readonly Centroid[]>,
  embedding: Promise<readonly Float32Array[]>,
  { similarity_threshold: threshold }: SemanticRule,
): Promise<Decision> {
  let all: readonly Centroid[];
  let vector: Float32Array | undefined;
  try {
    [all, [vector]] = await within(Promise.all([centroids, embedding]), TIMEOUT_MS);
  } catch {
    return { undecided: "nothing could be embedded in time" };
  }
  if (vector === undefined) return NOTHING_FITS;
  let best: { readonly modelId: string; readonly near: number } | undefined;
  for (const one of all) {
    const near = cosine(vector, one.vector);
    if (near >= threshold && (best === undefined || near > best.near)) best = { modelId: one.modelId, near };
  }
  return best === undefined ? NOTHING_FITS : { modelId: best.modelId, reason: `similarity ${best.near.toFixed(2)}` };
}
