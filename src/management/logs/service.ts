import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { LogRow } from "../../store/log-record.ts";
import type { Database } from "../../store/sql/schema.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { LogsQuery } from "./schema.ts";

/** A page of log rows, newest first. */
export interface LogPage {
  readonly rows: readonly LogRow[];
  readonly nextCursor: string | null;
}

type Query = SelectQueryBuilder<Database, "request_logs", LogRow>;

/** A deleted project takes its logs out of sight. */
const NOT_OF_DELETED_PROJECT = sql<boolean>`not exists (
  select 1 from projects where projects.id = request_logs.project_id and projects.status = 'deleted'
)`;

/** Rows of these organizations that match the filters. */
export async function listLogs(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  filters: LogsQuery,
): Promise<LogPage> {
  let query: Query = db
    .selectFrom("request_logs")
    .selectAll()
    .where("organization_id", "in", organizationIds)
    .where(NOT_OF_DELETED_PROJECT);
  query = withFilters(query, filters);
  if (filters.cursor !== undefined) {
    const { timestamp, recordId } = decodeCursor(filters.cursor);
    query = query.where(sql<boolean>`(timestamp, record_id) < (${timestamp}, ${recordId})`);
  }
  const found = await query
    .orderBy("timestamp", "desc")
    .orderBy("record_id", "desc")
    .limit(filters.limit + 1)
    .execute();
  const rows = found.slice(0, filters.limit);
  const last = rows.at(-1);
  const more = found.length > filters.limit && last !== undefined;
  return { rows, nextCursor: more ? encodeCursor({ timestamp: last.timestamp, recordId: last.record_id }) : null };
}

/** The row of a request in these organizations; of several with one caller-chosen id, the latest. */
export async function findLog(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  requestId: string,
): Promise<LogRow | null> {
  const row = await db
    .selectFrom("request_logs")
    .selectAll()
    .where("request_id", "=", requestId)
    .where("organization_id", "in", organizationIds)
    .where(NOT_OF_DELETED_PROJECT)
    .orderBy("timestamp", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

const EQUALITY = {
  projectId: "project_id",
  apiKeyId: "api_key_id",
  provider: "provider",
  requestId: "request_id",
  sessionId: "session_id",
  source: "source",
  cached: "cached",
} as const;

function withFilters(start: Query, filters: LogsQuery): Query {
  let query = start;
  for (const [name, column] of Object.entries(EQUALITY)) {
    const value = filters[name as keyof typeof EQUALITY];
    if (value !== undefined) query = query.where(column, "=", value);
  }
  const { model, status, from, to, tag } = filters;
  if (model !== undefined) {
    query = query.where((where) =>
      where.or([
        where("model", "=", model),
        where("native_model", "=", model),
        where("requested_model", "=", model),
        where(sql<string>`provider || '/' || model`, "=", model),
      ]),
    );
  }
  if (status !== undefined) query = withStatus(query, status);
  if (from !== undefined) query = query.where("timestamp", ">=", from);
  if (to !== undefined) query = query.where("timestamp", "<", to);
  if (tag !== undefined) query = query.where(sql<boolean>`tags @> ${JSON.stringify(tag)}::jsonb`);
  return query;
}

function withStatus(query: Query, status: string): Query {
  if (status === "error") return query.where("status", ">=", 400);
  if (!status.endsWith("xx")) return query.where("status", "=", Number(status));
  const from = Number(status[0]) * 100;
  return query.where("status", ">=", from).where("status", "<", from + 100);
}
