import type { CacheMark } from "../../canonical/blocks.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { Markable } from "./wire.ts";

/** Most cache marks in a request. (Anthropic documentation, prompt caching.) */
const MOST = 4;

/** A mark as a member to spread into what bears it. */
export function cacheMember(cache: CacheMark | undefined): Markable {
  if (cache === undefined) return {};
  return { cache_control: cache.ttl === undefined ? { type: "ephemeral" } : { type: "ephemeral", ttl: cache.ttl } };
}

/** Takes off the first marks when there are too many: later ones cover more of the prompt. */
export function capCacheMarks(inOrder: readonly Markable[], warnings: Warnings): void {
  const marked = inOrder.filter((item) => item.cache_control !== undefined);
  const extra = marked.length - MOST;
  if (extra <= 0) return;
  for (const item of marked.slice(0, extra)) delete item.cache_control;
  warnings.add("cache_control", `At most ${MOST} cache marks are allowed; the first ${extra} were left out.`);
}
