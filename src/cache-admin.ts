import type { AnswerCache } from "./gateway/caching/answer-cache.ts";
import type { SemanticCache } from "./gateway/caching/semantic/semantic-cache.ts";
import type { CacheAdmin } from "./management/cache/cache-admin.ts";

/** Both caches as one: answers, and the questions that lead to them. */
export function cacheAdmin(answers: AnswerCache, semantic: SemanticCache): CacheAdmin {
  return {
    stats: (organizationId, nowMs) => answers.stats(organizationId, nowMs),
    purge: async (selector) => {
      const { organizationId: tenant, projectId, model, storedBeforeMs: beforeMs, key, requestId } = selector;
      const removed = await answers.purge(selector);
      // Questions whose answer is gone are forgotten when they are met; what is asked for by name is one answer.
      if (key === undefined && requestId === undefined) await semantic.purge({ tenant, projectId, model, beforeMs });
      return removed;
    },
  };
}
