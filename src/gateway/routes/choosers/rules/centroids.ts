import { BoundedMap } from "../../../../bounded-map.ts";
import { unitVector } from "../../../caching/semantic/semantic-index.ts";
import type { Choosing } from "../chooser.ts";
import { embedTexts } from "./embed-texts.ts";

/** A model and the middle of what is said to it. */
export interface Centroid {
  readonly modelId: string;
  readonly vector: Float32Array;
}

interface Known {
  readonly centroids: Promise<readonly Centroid[]>;
  failures: number;
  /** Not tried again before; undefined: it has not failed. */
  retryAtMs: number | undefined;
}

const EXAMPLES_TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** A route belongs to one organization; more than this are never there. */
const ORGANIZATIONS_MAX = 64;

/**
 * The centroids of a routing's examples. Made when they are first needed, once for each organization, which pays for
 * them; requests that come meanwhile wait for the same. After a failure it is tried again, later each time.
 */
export class Centroids {
  readonly #model: string;
  readonly #examples: ReadonlyMap<string, readonly string[]>;
  readonly #known = new BoundedMap<string, Known>(ORGANIZATIONS_MAX);

  /** `model`: the model string to embed with; `examples`: by the id of the model that they are for. */
  constructor(model: string, examples: ReadonlyMap<string, readonly string[]>) {
    this.#model = model;
    this.#examples = examples;
  }

  /** The centroids; undefined while a failure is too fresh to try again. */
  of({ gateway, caller }: Choosing): Promise<readonly Centroid[]> | undefined {
    const { organizationId } = caller;
    const known = this.#known.get(organizationId);
    if (known !== undefined && known.retryAtMs === undefined) return known.centroids;
    if (known?.retryAtMs !== undefined && gateway.clock.now() < known.retryAtMs) return undefined;
    const made: Known = {
      centroids: this.#make({ gateway, caller }),
      failures: known?.failures ?? 0,
      retryAtMs: undefined,
    };
    made.centroids.catch(() => {
      made.retryAtMs = gateway.clock.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** made.failures);
      made.failures += 1;
    });
    this.#known.set(organizationId, made);
    return made.centroids;
  }

  async #make({ gateway, caller }: Pick<Choosing, "gateway" | "caller">): Promise<readonly Centroid[]> {
    const texts = [...new Set([...this.#examples.values()].flat())];
    const how = { gateway, caller, model: this.#model, timeoutMs: EXAMPLES_TIMEOUT_MS };
    const vectors = await embedTexts(how, texts);
    const byText = new Map(texts.map((text, i) => [text, vectors[i] as Float32Array]));
    return [...this.#examples].flatMap(([modelId, examples]) => {
      const vector = middleOf(examples.map((text) => byText.get(text) as Float32Array));
      return vector === undefined ? [] : [{ modelId, vector }];
    });
  }
}

/** The mean of vectors, of unit length; undefined where they cancel each other out. */
export function middleOf(vectors: readonly Float32Array[]): Float32Array | undefined {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    if (vector.length !== sum.length) throw new Error("the embedding model gave vectors of several lengths");
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] as number) + (vector[at] as number);
  }
  return unitVector(sum);
}
