import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { LogRow } from "../../store/log-record.ts";
import type { Database } from "../../store/sql/schema.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { LogFilters, LogsQuery } from "./schema.ts";

/** A page of log rows, newest first. */
export interface LogPage {
  readonly rows: readonly LogRow[];
  readonly nextCursor: string | null;
}

const EXPORT_BATCH_ROWS = 1_000;
const TEXT_RANGE_MS = 31 * 86_400_000;
const SEARCHED = ["request_id", "model", "native_model", "requested_model", "error_code"] as const;

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
  nowMs: number,
): Promise<LogPage> {
  const isWholeId = filters.text !== undefined && (await findLog(db, organizationIds, filters.text)) !== null;
  const searched = isWholeId ? { ...filters, text: undefined, requestId: filters.text } : boundText(filters, nowMs);
  let query = select(db, organizationIds, searched);
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

/** The same rows, oldest first and in batches. Rows that are added meanwhile are in it if they are in the range. */
export async function* readLogs(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  filters: LogFilters,
): AsyncGenerator<readonly LogRow[], void, undefined> {
  let last: LogRow | undefined;
  do {
    let query = select(db, organizationIds, filters);
    if (last !== undefined) {
      query = query.where(sql<boolean>`(timestamp, record_id) > (${last.timestamp}, ${last.record_id})`);
    }
    const rows = await query.orderBy("timestamp").orderBy("record_id").limit(EXPORT_BATCH_ROWS).execute();
    if (rows.length > 0) yield rows;
    last = rows.length < EXPORT_BATCH_ROWS ? undefined : rows.at(-1);
  } while (last !== undefined);
}

function select(db: Kysely<Database>, organizationIds: readonly string[], filters: LogFilters): Query {
  const query: Query = db
    .selectFrom("request_logs")
    .selectAll()
    .where("organization_id", "in", organizationIds)
    .where(NOT_OF_DELETED_PROJECT);
  return withFilters(query, filters);
}

/** No index finds a part of a word, so a search for one looks at a bounded time. */
function boundText(filters: LogsQuery, nowMs: number): LogsQuery {
  if (filters.text === undefined) return filters;
  const since = new Date((filters.to?.getTime() ?? nowMs) - TEXT_RANGE_MS);
  return { ...filters, from: filters.from !== undefined && filters.from > since ? filters.from : since };
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
  errorCode: "error_code",
  endpoint: "endpoint",
  paidBy: "paid_by",
  requestId: "request_id",
  sessionId: "session_id",
  source: "source",
  cached: "cached",
} as const;

function withFilters(start: Query, filters: LogFilters): Query {
  let query = start;
  for (const [name, column] of Object.entries(EQUALITY)) {
    const value = filters[name as keyof typeof EQUALITY];
    if (value !== undefined) query = query.where(column, "=", value);
  }
  const { model, route, status, from, to, tag, guardrail, text } = filters;
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
  if (route !== undefined) query = withRoute(query, route);
  if (status !== undefined) query = withStatus(query, status);
  if (from !== undefined) query = query.where("timestamp", ">=", from);
  if (to !== undefined) query = query.where("timestamp", "<", to);
  if (tag !== undefined) query = query.where(sql<boolean>`tags @> ${JSON.stringify(tag)}::jsonb`);
  if (guardrail !== undefined) query = withGuardrail(query, guardrail);
  if (text === undefined) return query;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  // Compared byte by byte: twice as fast as by the rules of a language, and names are hardly ever outside of ASCII.
  return query.where((where) =>
    where.or(SEARCHED.map((column) => sql<boolean>`${sql.ref(column)} collate "C" ilike ${pattern}`)),
  );
}

/** `name`, or `project-slug/name` with the slug that the project had then. */
function withRoute(query: Query, route: string): Query {
  const slash = route.indexOf("/");
  const named = query.where(sql<string>`route ->> 'route'`, "=", route.slice(slash + 1)).where("route", "is not", null);
  return slash < 0 ? named : named.where(sql<string>`route ->> 'project'`, "=", route.slice(0, slash));
}

function withGuardrail(start: Query, name: string): Query {
  // Said also where a name is asked for: the index of such requests is for this condition.
  const query = start.where("guardrails", "is not", null);
  return name === "*"
    ? query
    : query.where(sql<boolean>`guardrails @> ${JSON.stringify([{ guardrail: name }])}::jsonb`);
}

function withStatus(query: Query, status: string): Query {
  if (status === "error") return query.where("status", ">=", 400);
  if (!status.endsWith("xx")) return query.where("status", "=", Number(status));
  const from = Number(status[0]) * 100;
  return query.where("status", ">=", from).where("status", "<", from + 100);
}
