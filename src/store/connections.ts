import type { Kysely, Selectable } from "kysely";
import { openSecret, type SecretContext, SecretError, sealSecret } from "../secrets/envelope.ts";
import type { MasterKeys } from "../secrets/master-keys.ts";
import { Secret } from "../secrets/secret.ts";
import type { Database } from "./sql/schema.ts";
import type { KeyRateLimits } from "./sql/tables/api-keys.ts";
import type { CustomWire, ProviderKeysTable } from "./sql/tables/provider-keys.ts";

/** A field of a connection's credential: secrets are wrapped, so that no log or JSON shows them. */
export type ConnectionFields = Readonly<Record<string, string | Secret>>;

/** An organization's own key of a provider, as the data plane uses it. */
export interface Connection {
  readonly id: string;
  readonly organizationId: string;
  /** Null: every project of the organization may use it. */
  readonly projectId: string | null;
  /** A provider's id, or `custom`. */
  readonly providerId: string;
  /** Set for `custom` alone. */
  readonly custom: { readonly name: string; readonly wire: CustomWire } | null;
  readonly fields: ConnectionFields;
  /** Instead of the provider's own; always set for `custom`. */
  readonly baseUrl: string | null;
  /** Lower is used first. */
  readonly priority: number;
  /** Share of requests among those of the same priority. */
  readonly weight: number;
  /** What may be asked of the provider with it; null: whatever the provider lets. */
  readonly rateLimits: KeyRateLimits | null;
}

/** Every active connection that could be opened. */
export interface LoadedConnections {
  readonly connections: readonly Connection[];
  /** Those whose secrets could not be opened, with the reason for the log. */
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[];
}

/** Secrets that are open already, by connection; so that a reload opens only what has changed. */
export type OpenedSecrets = Map<string, { readonly sealed: string; readonly fields: ConnectionFields }>;

/** Columns that a secret's context is made of. */
type Place = Pick<ProviderKeysTable, "id" | "organization_id">;

/** Reads every active connection, all organizations', with its secrets opened. A broken one harms only itself. */
export async function loadConnections(
  db: Kysely<Database>,
  master: MasterKeys,
  opened: OpenedSecrets = new Map(),
): Promise<LoadedConnections> {
  const rows = await db
    .selectFrom("provider_keys")
    .where("status", "=", "active")
    .select(["id", "organization_id", "project_id", "provider", "custom_name", "wire", "fields", "secrets", "base_url"])
    .select(["priority", "weight", "rate_limits"])
    .orderBy("organization_id")
    .orderBy("priority")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const connections: Connection[] = [];
  const unreadable: LoadedConnections["unreadable"][number][] = [];
  for (const row of rows) {
    try {
      connections.push(toConnection(row, secretFields(row, master, opened)));
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      unreadable.push({ id: row.id, reason: error.message });
    }
  }
  const present = new Set(rows.map((row) => row.id));
  for (const id of opened.keys()) if (!present.has(id)) opened.delete(id);
  return { connections, unreadable };
}

/** Seals the secret fields of a connection; null where there are none. */
export function sealFields(master: MasterKeys, secrets: Readonly<Record<string, string>>, place: Place): string | null {
  if (Object.keys(secrets).length === 0) return null;
  return sealSecret(master, JSON.stringify(secrets), contextOf(place));
}

/** Opens the secret fields of a connection, in clear. Throws a {@link SecretError} when they are not as sealed. */
export function openFields(
  master: MasterKeys,
  row: Place & Pick<ProviderKeysTable, "secrets">,
): Readonly<Record<string, string>> {
  if (row.secrets === null) return {};
  return JSON.parse(openSecret(master, row.secrets, contextOf(row))) as Record<string, string>;
}

/** A connection's fields in clear, for the one place that makes headers of them. */
export function revealFields(fields: ConnectionFields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}

/** Changes in the same transaction as any change of a connection that {@link loadConnections} would show. */
export async function connectionsVersion(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom("connections_version").select("version").executeTakeFirstOrThrow();
  return row.version;
}

function contextOf({ id, organization_id }: Place): SecretContext {
  return { table: "provider_keys", id, organizationId: organization_id };
}

type Row = Pick<
  Selectable<ProviderKeysTable>,
  | "id"
  | "organization_id"
  | "project_id"
  | "provider"
  | "custom_name"
  | "wire"
  | "fields"
  | "secrets"
  | "base_url"
  | "priority"
  | "weight"
  | "rate_limits"
>;

function secretFields(row: Row, master: MasterKeys, opened: OpenedSecrets): ConnectionFields {
  if (row.secrets === null) return {};
  const known = opened.get(row.id);
  if (known?.sealed === row.secrets) return known.fields;
  const clear = Object.entries(openFields(master, row));
  const fields = Object.freeze(Object.fromEntries(clear.map(([name, value]) => [name, new Secret(value)])));
  opened.set(row.id, { sealed: row.secrets, fields });
  return fields;
}

function toConnection(row: Row, secrets: ConnectionFields): Connection {
  const { custom_name: name, wire } = row;
  return Object.freeze({
    id: row.id,
    organizationId: row.organization_id,
    projectId: row.project_id,
    providerId: row.provider,
    custom: name === null || wire === null ? null : Object.freeze({ name, wire }),
    fields: Object.freeze({ ...row.fields, ...secrets }),
    baseUrl: row.base_url,
    priority: row.priority,
    weight: row.weight,
    rateLimits: row.rate_limits,
  });
}
