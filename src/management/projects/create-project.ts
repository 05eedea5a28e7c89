import type { Insertable, Kysely, Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { jsonOrNull } from "../../store/sql/json-column.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ProjectsTable } from "../../store/sql/tables/projects.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { mergePart } from "../http/merge.ts";
import { lockOrganization } from "../organizations/lock.ts";
import type { ProjectDeps } from "./change-project.ts";
import { type ProjectRow, toProject } from "./queries.ts";
import type { NewProject } from "./schema.ts";
import { freeSlug, slugOf, slugTaken } from "./slug.ts";

/** A slug that is taken by a change at the same moment is tried with the next number. */
const ATTEMPTS_MAX = 5;

/** Makes a project. Throws `permission_denied` at the organization's limit, `conflict` for a slug that is taken. */
export async function createProject(
  { db, clock, audit, projectsMax }: ProjectDeps,
  organizationId: string,
  input: NewProject,
  facts: AuditFacts,
): Promise<ProjectRow> {
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    // Of several at once, each counts what the one before made.
    await lockOrganization(tx, organizationId);
    await refuseTooMany(tx, organizationId, projectsMax);
    const preferences = mergePart(null, input.routingPreferences);
    const row = await insertProject(tx, input.slug, {
      id: createId("proj"),
      organization_id: organizationId,
      name: input.name,
      slug: input.slug ?? slugOf(input.name),
      mode: input.mode,
      caching_enabled: input.cachingEnabled,
      cache_duration_seconds: input.cacheDurationSeconds,
      default_model: input.defaultModel,
      routing_preferences: jsonOrNull(preferences),
      rate_limits: jsonOrNull(mergePart(null, input.rateLimits)),
      limits: jsonOrNull(mergePart(null, input.limits)),
      guardrails: jsonOrNull(input.guardrails ?? null),
      status: "active",
      created_at: now,
      updated_at: now,
    });
    const target = { kind: "project", id: row.id, label: row.name };
    const event = { ...facts, organizationId, action: "project.create", outcome: "success" as const };
    await audit.record({ ...event, target, after: toProject(row) }, tx);
    return row;
  });
}

async function refuseTooMany(db: Kysely<Database>, organizationId: string, projectsMax: number): Promise<void> {
  const { count } = await db
    .selectFrom("projects")
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count < projectsMax) return;
  throw fail("permission_denied", {
    message: `An organization has ${projectsMax} projects at most, archived ones included. Delete one, or ask the operator to raise MAX_PROJECTS_PER_ORGANIZATION.`,
    details: { limit: projectsMax, projects: count },
  });
}

async function insertProject(
  tx: Transaction<Database>,
  chosenSlug: string | undefined,
  values: Insertable<ProjectsTable>,
): Promise<ProjectRow> {
  let slug = values.slug;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (chosenSlug === undefined) slug = freeSlug(values.slug, await slugsLike(tx, values));
    const row = await tx
      .insertInto("projects")
      .values({ ...values, slug })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return row;
    if (chosenSlug !== undefined) break;
  }
  throw slugTaken(slug);
}

/** Slugs that are derived ones have no characters that mean something in a pattern. */
async function slugsLike(db: Kysely<Database>, { organization_id, slug }: Insertable<ProjectsTable>) {
  const rows = await db
    .selectFrom("projects")
    .select("slug")
    .where("organization_id", "=", organization_id)
    .where("status", "<>", "deleted")
    .where("slug", "like", `${slug}%`)
    .execute();
  return new Set(rows.map((row) => row.slug));
}
