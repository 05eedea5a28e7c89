import type { Kysely } from "kysely";
import { createId } from "../../ids.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../sql/schema.ts";

const CACHE_SECONDS = 60;

/** The project of a slug in the installation's first organization; made, as `default` is, when there is none. */
export async function projectOfSlug(
  db: Kysely<Database>,
  clock: Clock,
  slug: string,
): Promise<{ readonly organizationId: string; readonly projectId: string }> {
  const { organization_id: organizationId } = await db
    .selectFrom("installation")
    .select("organization_id")
    .executeTakeFirstOrThrow();
  const find = () =>
    db
      .selectFrom("projects")
      .where("organization_id", "=", organizationId)
      .where("slug", "=", slug)
      .where("status", "!=", "deleted")
      .select("id")
      .executeTakeFirst();
  let found = await find();
  if (found === undefined) {
    const now = new Date(clock.now());
    const row = {
      id: createId("proj"),
      organization_id: organizationId,
      name: slug,
      slug,
      mode: "hybrid" as const,
      caching_enabled: false,
      cache_duration_seconds: CACHE_SECONDS,
      default_model: null,
      status: "active" as const,
      created_at: now,
      updated_at: now,
    };
    // Another replica may have been faster.
    await db
      .insertInto("projects")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    found = await find();
  }
  if (found === undefined) throw new Error(`the project '${slug}' could not be made`);
  return { organizationId, projectId: found.id };
}
