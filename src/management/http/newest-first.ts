import { type RawBuilder, type SqlBool, sql } from "kysely";
import { decodeCursor, encodeCursor } from "../logs/cursor.ts";

/** A row of a list that is shown newest first. */
interface Dated {
  readonly id: string;
  readonly created_at: Date;
}

/** One page and where the next begins. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** The condition that a row comes after a cursor, for lists by `created_at desc, id desc`. */
export function afterCursor(
  cursor: string,
  columns: { readonly at: string; readonly id: string },
): RawBuilder<SqlBool> {
  const { timestamp, recordId } = decodeCursor(cursor);
  return sql<SqlBool>`(${sql.ref(columns.at)}, ${sql.ref(columns.id)}) < (${timestamp}, ${recordId})`;
}

/** The page of rows that were read with one more than it holds. */
export function pageOf<Row extends Dated>(found: readonly Row[], limit: number): Page<Row> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return { rows, nextCursor: more ? encodeCursor({ timestamp: last.created_at, recordId: last.id }) : null };
}
