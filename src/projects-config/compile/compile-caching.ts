import type { RouteCaching, ServedFrom } from "../../gateway/routes/served-route.ts";
import type { ConfigCaching } from "../schema/caching.ts";
import { innerLabel } from "./inner-label.ts";

/** Similarities that the gateway's cache knows: below the first, questions are not the same. */
const SIMILARITY_MIN = 0.9;
const SIMILARITY_MAX = 0.99;
const FOR_GOOD_SECONDS = 31_536_000;
const NONE = { ttlSeconds: FOR_GOOD_SECONDS, similarityThreshold: SIMILARITY_MAX, embeddingModel: null };

/** A route's caching. `for good` is a year. */
export function cachingOfRoute(caching: ConfigCaching | undefined, from: ServedFrom): RouteCaching | undefined {
  if (caching === undefined) return undefined;
  if (!caching.enabled) return { kind: "off", ...NONE };
  const ttlSeconds = caching.ttl ?? FOR_GOOD_SECONDS;
  if (caching.type === "exact") return { kind: "exact", ...NONE, ttlSeconds };
  return {
    kind: "semantic",
    ttlSeconds,
    similarityThreshold: Math.min(SIMILARITY_MAX, Math.max(SIMILARITY_MIN, caching.similarity_threshold)),
    embeddingModel: innerLabel(from, caching.embedding_model_id),
  };
}
