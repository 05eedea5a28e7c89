import type { ColumnType } from "kysely";

/** A JSON column: read as a value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>;

/** A JSON column that may be empty. */
export type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;

/** The JSON text to write into a column that may be empty. */
export function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
