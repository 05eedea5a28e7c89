import type { CallerKey, CallerSettings } from "../caller.ts";
import { getOrMake } from "../routing/get-or-make.ts";
import type { RouteCaching, ServedRoute } from "./served-route.ts";

const known = new WeakMap<ServedRoute, WeakMap<CallerKey, CallerKey>>();

/**
 * A caller as a route has them: with its guardrails after their own, and its caching instead of the project's. The same
 * caller and route give the same object, so that what is compiled of it is kept.
 */
export function callerOfRoute(caller: CallerKey, route: ServedRoute): CallerKey {
  const { guardrails, caching } = route;
  if (guardrails.length === 0 && caching === undefined) return caller;
  const byCaller = getOrMake(known, route, () => new WeakMap<CallerKey, CallerKey>());
  return getOrMake(byCaller, caller, () => ({
    ...caller,
    guardrails: guardrails.length === 0 ? caller.guardrails : [...caller.guardrails, ...guardrails],
    ...(caching === undefined ? {} : cachingOf(caching, caller)),
  }));
}

type Caching = Pick<CallerKey, "cachingEnabled" | "cacheDurationSeconds" | "settings">;

function cachingOf(
  { kind, ttlSeconds, similarityThreshold, embeddingModel }: RouteCaching,
  caller: CallerKey,
): Caching {
  const enabled = kind === "semantic";
  const semanticCache: CallerSettings["semanticCache"] = {
    ...caller.settings.semanticCache,
    enabled,
    ...(enabled ? { similarityThreshold, ttlSeconds, embeddingModel, mode: "on", excludeModels: [] } : {}),
  };
  return {
    cachingEnabled: kind !== "off",
    cacheDurationSeconds: ttlSeconds,
    settings: { ...caller.settings, semanticCache },
  };
}
