import type { ServedRoute } from "./served-route.ts";

/**
 * Ids of the models that are asked when one is asked first: itself, its fallbacks in order, then theirs. Each once, so
 * that chains that meet again end.
 */
export function orderFrom({ fallbacks }: Pick<ServedRoute, "fallbacks">, first: string): readonly string[] {
  const order = new Set([first]);
  for (const id of order) {
    for (const chains of Object.values(fallbacks)) for (const { id: next } of chains.get(id) ?? []) order.add(next);
  }
  return [...order];
}
