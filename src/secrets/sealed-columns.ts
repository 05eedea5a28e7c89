/** A column whose values are sealed, so that a change of the master key reaches it. */
export interface SealedColumn {
  readonly table: string;
  /** The primary key: text. */
  readonly idColumn: string;
  readonly column: string;
}

/** Every sealed column of the product. A new one is listed here and nowhere else. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "provider_keys", idColumn: "id", column: "secrets" },
  { table: "user_totp", idColumn: "user_id", column: "secret" },
  { table: "sso_connections", idColumn: "organization_id", column: "client_secret" },
  { table: "request_contents", idColumn: "record_id", column: "sealed_key" },
  { table: "alert_channels", idColumn: "id", column: "secret" },
  { table: "project_secrets", idColumn: "id", column: "secret" },
];
