import type { CachedAnswer, PurgeSelector } from "./answer-cache.ts";

/** What of an entry decides whether a removal means it. */
export type Removable = Pick<CachedAnswer, "projectId" | "requestId" | "model" | "label" | "storedAtMs">;

/** Whether an entry of the selector's organization is meant. */
export function isSelected(selector: PurgeSelector, key: string, entry: Removable): boolean {
  const { projectId, requestId, model, storedBeforeMs } = selector;
  if (selector.key !== undefined && selector.key !== key) return false;
  if (projectId !== undefined && projectId !== entry.projectId) return false;
  if (requestId !== undefined && requestId !== entry.requestId) return false;
  if (model !== undefined && model !== entry.model && model !== entry.label) return false;
  return storedBeforeMs === undefined || entry.storedAtMs < storedBeforeMs;
}
