import type { z } from "@hono/zod-openapi";
import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { dollars } from "../../gateway/metering/cost.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit } from "../audit/audit.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { findProject } from "../projects/queries.ts";
import type { CacheAdmin } from "./cache-admin.ts";
import type { CachePurge, cacheStats } from "./schema.ts";

export interface CacheServiceOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Undefined: this process cannot reach the data plane's cache. */
  readonly cache: CacheAdmin | undefined;
}

/** What an organization's cache holds and what it saved. Throws `unhealthy` when that cannot be known. */
export async function readCache(
  { cache, clock }: CacheServiceOptions,
  organizationId: string,
): Promise<z.output<typeof cacheStats>> {
  const { hits, misses, savedNanos, countedSinceMs, entries, bytes } = await reached(() =>
    cache?.stats(organizationId, clock.now()),
  );
  const lookups = hits + misses;
  return {
    organizationId,
    entries,
    bytes,
    hits,
    misses,
    hitRate: lookups === 0 ? null : hits / lookups,
    savedUsd: dollars(savedNanos),
    countedSince: countedSinceMs === null ? null : new Date(countedSinceMs).toISOString(),
  };
}

/**
 * Removes answers and gives how many. A project that the organization does not have is `not_found`; what was removed is
 * written down afterwards, since there is no transaction that both could be in.
 */
export async function purgeCache(
  { db, cache, clock, audit }: CacheServiceOptions,
  organizationId: string,
  purge: Omit<CachePurge, "organizationId">,
  facts: AuditFacts,
): Promise<number> {
  const { projectId, key, ...rest } = purge;
  if (projectId !== undefined && (await findProject(db, [organizationId], projectId)) === null) throw fail("not_found");
  const { olderThanSeconds, ...which } = rest;
  const storedBeforeMs = olderThanSeconds === undefined ? undefined : clock.now() - olderThanSeconds * 1_000;
  const selector = { ...which, key, organizationId, projectId, storedBeforeMs };
  // Under a name that is not taken for a secret's and masked.
  const asked = key === undefined ? rest : { ...rest, entry: key };
  const target =
    projectId === undefined ? { kind: "organization", id: organizationId } : { kind: "project", id: projectId };
  const event = { ...facts, organizationId, action: "cache.purge", target };
  let purged: number;
  try {
    purged = await reached(() => cache?.purge(selector));
  } catch (error) {
    await audit.record({ ...event, outcome: "failure", after: asked });
    throw error;
  }
  await audit.record({ ...event, outcome: "success", after: { ...asked, purged } });
  return purged;
}

async function reached<T>(ask: () => Promise<T> | undefined): Promise<T> {
  const asked = ask();
  if (asked === undefined) {
    throw fail("unhealthy", {
      message: "No cache of answers can be reached from here: set REDIS_URL in every process.",
    });
  }
  try {
    return await asked;
  } catch (error) {
    throw fail("unhealthy", { message: "The cache of answers cannot be reached. Try again.", cause: error });
  }
}
