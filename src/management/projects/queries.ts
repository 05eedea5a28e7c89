import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { ProjectsTable } from "../../store/sql/tables/projects.ts";
import { toGuardrails } from "../guardrails/schema.ts";
import { decodeCursor, encodeCursor } from "../logs/cursor.ts";
import { toRoutingPreferences } from "../settings/routing-preferences.ts";
import { toSpendLimits } from "../settings/spend-limits.ts";
import type { ProjectsQuery, ProjectView } from "./schema.ts";

export type ProjectRow = Selectable<ProjectsTable>;

/** A project in these organizations that is not deleted; null when there is none. */
export async function findProject(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  projectId: string,
): Promise<ProjectRow | null> {
  const row = await selectIn(db, organizationIds).where("id", "=", projectId).executeTakeFirst();
  return row ?? null;
}

/** Projects of these organizations, newest first. */
export async function listProjects(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { status, limit, cursor }: ProjectsQuery,
): Promise<{ readonly projects: ProjectView[]; readonly nextCursor: string | null }> {
  let query = selectIn(db, organizationIds);
  if (status !== undefined) query = query.where("status", "=", status);
  if (cursor !== undefined) {
    const { timestamp, recordId } = decodeCursor(cursor);
    query = query.where(sql<boolean>`(created_at, id) < (${timestamp}, ${recordId})`);
  }
  const found = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    projects: rows.map(toProject),
    nextCursor: more ? encodeCursor({ timestamp: last.created_at, recordId: last.id }) : null,
  };
}

function selectIn(db: Kysely<Database>, organizationIds: readonly string[]) {
  return db
    .selectFrom("projects")
    .selectAll()
    .where("organization_id", "in", organizationIds)
    .where("status", "<>", "deleted");
}

/** A row as the API shows it. */
export function toProject(row: ProjectRow): ProjectView {
  return {
    id: row.id,
    name: row.name,
    organizationId: row.organization_id,
    slug: row.slug,
    mode: row.mode,
    cachingEnabled: row.caching_enabled,
    cacheDurationSeconds: row.cache_duration_seconds,
    defaultModel: row.default_model,
    routingPreferences: toRoutingPreferences(row.routing_preferences ?? {}),
    rateLimits: row.rate_limits,
    limits: toSpendLimits(row.limits),
    guardrails: toGuardrails(row.guardrails),
    status: row.status === "archived" ? "archived" : "active",
    projectStatus: row.served_config_id === null ? "DEV" : "PROD",
    servedConfigId: row.served_config_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
