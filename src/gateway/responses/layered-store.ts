import type { ResponseStore } from "./stored-response.ts";

/**
 * A store in front of another: what this process has just answered is found at once and while the other cannot be
 * reached. `put` does not wait for the far one, because an answer must not; `onError` is told what it could not do.
 */
export function createLayeredStore(
  near: ResponseStore,
  far: ResponseStore,
  onError: (error: unknown) => void,
): ResponseStore {
  return {
    async put(scope, id, record, expiresAtMs) {
      await near.put(scope, id, record, expiresAtMs);
      far.put(scope, id, record, expiresAtMs).catch(onError);
    },
    async get(scope, id) {
      return (await near.get(scope, id)) ?? far.get(scope, id);
    },
    async delete(scope, id) {
      // The far one first: what is gone there must not be found here by another request meanwhile.
      const [wasFar, wasNear] = [await far.delete(scope, id), await near.delete(scope, id)];
      return wasFar || wasNear;
    },
    async findByItems(scope, itemIds) {
      const found = await near.findByItems(scope, itemIds);
      const held = new Set(found.flatMap((record) => record.itemIds));
      const rest = itemIds.filter((id) => !held.has(id));
      return rest.length === 0 ? found : [...found, ...(await far.findByItems(scope, rest))];
    },
  };
}
