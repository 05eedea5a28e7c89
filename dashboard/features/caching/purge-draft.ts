import type { CachePurge } from "../../../src/client/api.ts";

/** What narrows a purge, as it is typed. */
export const NO_SELECTORS = { projectId: "", model: "", olderThanSeconds: "", requestId: "", key: "" };

export type PurgeDraft = typeof NO_SELECTORS;

/** What is given; an empty object means everything. */
export function purgeOf(typed: PurgeDraft): Omit<CachePurge, "organizationId"> {
  const { olderThanSeconds, ...texts } = Object.fromEntries(
    Object.entries(typed).flatMap(([name, text]) => (text.trim() === "" ? [] : [[name, text.trim()]])),
  ) as Partial<PurgeDraft>;
  return { ...texts, ...(olderThanSeconds !== undefined && { olderThanSeconds: Number(olderThanSeconds) }) };
}
