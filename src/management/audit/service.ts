import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { decodeCursor, encodeCursor } from "../logs/cursor.ts";
import { type AuditLog, type AuditRow, toAuditLog } from "./chain.ts";
import type { AuditFilters } from "./schema.ts";

const EXPORT_BATCH_ROWS = 500;

export interface AuditPage {
  readonly auditLogs: AuditLog[];
  readonly nextCursor: string | null;
}

type Query = SelectQueryBuilder<Database, "audit_events", AuditRow>;

/** Events of these chains that match the filters, newest first. */
export async function listAudit(
  db: Kysely<Database>,
  chains: readonly string[],
  filters: AuditFilters & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<AuditPage> {
  let query = select(db, chains, filters);
  if (filters.cursor !== undefined) query = query.where(sql<boolean>`${PLACE} < ${placeOf(filters.cursor)}`);
  const found = await query
    .orderBy("at", "desc")
    .orderBy("seq", "desc")
    .orderBy("chain", "desc")
    .limit(filters.limit + 1)
    .execute();
  const rows = found.slice(0, filters.limit);
  const last = rows.at(-1);
  const more = found.length > filters.limit && last !== undefined;
  return { auditLogs: rows.map(toAuditLog), nextCursor: more ? cursorOf(last) : null };
}

/** The same events, oldest first and in batches, up to those of now: so an export ends while events are added. */
export async function* readAudit(
  db: Kysely<Database>,
  chains: readonly string[],
  filters: AuditFilters,
  now: Date,
): AsyncGenerator<readonly AuditLog[], void, undefined> {
  let last: AuditRow | undefined;
  do {
    let query = select(db, chains, filters).where("at", "<=", now);
    if (last !== undefined) query = query.where(sql<boolean>`${PLACE} > (${last.at}, ${last.seq}, ${last.chain})`);
    const rows = await query.orderBy("at").orderBy("seq").orderBy("chain").limit(EXPORT_BATCH_ROWS).execute();
    if (rows.length > 0) yield rows.map(toAuditLog);
    last = rows.length < EXPORT_BATCH_ROWS ? undefined : rows.at(-1);
  } while (last !== undefined);
}

/** Time alone does not order events: many are of one millisecond. */
const PLACE = sql`(at, seq, chain)`;

function cursorOf({ at, seq, chain }: AuditRow): string {
  return encodeCursor({ timestamp: at, recordId: `${seq}:${chain}` });
}

function placeOf(cursor: string) {
  const { timestamp, recordId } = decodeCursor(cursor);
  const [, seq, chain] = /^(\d{1,15}):(.+)$/s.exec(recordId) ?? [];
  if (seq === undefined) {
    throw fail("invalid_parameters", { message: "cursor: not a cursor of this list", param: "cursor" });
  }
  return sql`(${timestamp}, ${Number(seq)}, ${chain})`;
}

function select(db: Kysely<Database>, chains: readonly string[], filters: AuditFilters): Query {
  const { actor, action, target, outcome, from, to, text } = filters;
  let query: Query = db.selectFrom("audit_events").selectAll().where("chain", "in", chains);
  if (actor !== undefined) {
    query = query.where((row) => row.or([row("actor_id", "=", actor), row("actor_label", "=", actor)]));
  }
  if (action !== undefined) query = query.where(sql<boolean>`starts_with(action, ${action})`);
  if (target !== undefined) {
    query = query.where((row) =>
      row.or([row("target_id", "=", target), row("target_kind", "=", target), row("target_label", "=", target)]),
    );
  }
  if (outcome !== undefined) query = query.where("outcome", "=", outcome);
  if (from !== undefined) query = query.where("at", ">=", from);
  if (to !== undefined) query = query.where("at", "<", to);
  return text === undefined ? query : withText(query, text);
}

const SEARCHED = [
  "action",
  "actor_label",
  "target_id",
  "target_label",
  "before",
  "after",
  "client_ip",
  "user_agent",
  "request_id",
] as const;

function withText(query: Query, text: string): Query {
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return query.where((row) => row.or(SEARCHED.map((column) => row(column, "ilike", pattern))));
}
