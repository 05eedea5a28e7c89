import type { Kysely, Selectable } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ProjectConfigsTable } from "../../store/sql/tables/project-configs.ts";
import type { ConfigSummary, ConfigsQuery, ConfigView, HistoryView } from "./schema.ts";
import { actionsIn } from "./states.ts";

export type ConfigRow = Selectable<ProjectConfigsTable>;
type SummaryRow = Omit<ConfigRow, "yaml">;

const HISTORY_MAX = 200;

const SUMMARY = [
  "id",
  "organization_id",
  "project_id",
  "version",
  "state",
  "checksum",
  "message",
  "created_by",
  "created_at",
  "updated_at",
  "approved_by",
  "approved_at",
  "served_by",
  "served_at",
  "retired_at",
  "shadow_percent",
] as const satisfies readonly (keyof ProjectConfigsTable)[];

/** A configuration of a project that is not deleted, in one of these organizations; null when there is none. */
export async function findConfig(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  configId: string,
): Promise<ConfigRow | null> {
  const row = await db
    .selectFrom("project_configs")
    .innerJoin("projects", "projects.id", "project_configs.project_id")
    .where("project_configs.id", "=", configId)
    .where("project_configs.organization_id", "in", organizationIds)
    .where("projects.status", "<>", "deleted")
    .selectAll("project_configs")
    .executeTakeFirst();
  return row ?? null;
}

/** A project's configurations without their texts, newest first. */
export async function listConfigs(
  db: Kysely<Database>,
  projectId: string,
  { state, limit, cursor }: ConfigsQuery,
): Promise<{ readonly configs: ConfigSummary[]; readonly nextCursor: string | null }> {
  let query = db.selectFrom("project_configs").where("project_id", "=", projectId).select(SUMMARY);
  if (state !== undefined) query = query.where("state", "=", state);
  if (cursor !== undefined) query = query.where("version", "<", Number(cursor));
  const found = await query
    .orderBy("version", "desc")
    .limit(limit + 1)
    .execute();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    configs: rows.map(toSummary),
    nextCursor: found.length > limit && last !== undefined ? String(last.version) : null,
  };
}

/** The one that is served; null for none. */
export async function findServed(db: Kysely<Database>, projectId: string): Promise<ConfigRow | null> {
  const row = await db
    .selectFrom("project_configs")
    .where("project_id", "=", projectId)
    .where("state", "=", "SERVED")
    .selectAll()
    .executeTakeFirst();
  return row ?? null;
}

/** One version; without a number the served one, else the newest. Throws `not_found`. */
export async function readVersion(
  db: Kysely<Database>,
  projectId: string,
  version: number | undefined,
): Promise<ConfigRow> {
  const served = version === undefined ? await findServed(db, projectId) : null;
  if (served !== null) return served;
  let query = db.selectFrom("project_configs").where("project_id", "=", projectId).selectAll();
  if (version !== undefined) query = query.where("version", "=", version);
  const row = await query.orderBy("version", "desc").limit(1).executeTakeFirst();
  if (row !== undefined) return row;
  const message =
    version === undefined ? "The project has no configuration." : `The project has no version ${version}.`;
  throw fail("not_found", { message });
}

/** What happened to a configuration, newest first; the last 200. */
export async function readHistory(db: Kysely<Database>, configId: string): Promise<HistoryView> {
  const rows = await db
    .selectFrom("project_config_events")
    .where("config_id", "=", configId)
    .selectAll()
    .orderBy("id", "desc")
    .limit(HISTORY_MAX)
    .execute();
  return rows.map(({ at, actor, action, from_state, to_state, message }) => ({
    at: at.toISOString(),
    actor,
    action,
    fromState: from_state,
    toState: to_state,
    message,
  }));
}

/** A row as lists show it. */
export function toSummary(row: SummaryRow): ConfigSummary {
  const { approved_at, served_at, retired_at } = row;
  return {
    id: row.id,
    projectId: row.project_id,
    organizationId: row.organization_id,
    version: row.version,
    state: row.state,
    message: row.message,
    checksum: row.checksum,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    approvedBy: row.approved_by,
    approvedAt: approved_at?.toISOString() ?? null,
    servedBy: row.served_by,
    servedAt: served_at?.toISOString() ?? null,
    retiredAt: retired_at?.toISOString() ?? null,
    shadowPercent: row.shadow_percent,
    allowed: [...actionsIn(row.state)],
  };
}

/** A row with its text. */
export function toConfig(row: ConfigRow): ConfigView {
  return { ...toSummary(row), yaml: row.yaml };
}
