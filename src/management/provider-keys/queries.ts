import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import type { ProviderKeysTable } from "../../store/sql/tables/provider-keys.ts";
import { decodeCursor, encodeCursor } from "../logs/cursor.ts";
import type { ProviderKeysQuery, ProviderKeyView } from "./schema.ts";

export type ProviderKeyRow = Selectable<ProviderKeysTable>;

const MASK = "••••";

/** A connection of these organizations; null when there is none. */
export async function findProviderKey(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  id: string,
): Promise<ProviderKeyRow | null> {
  if (organizationIds.length === 0) return null;
  const row = await db
    .selectFrom("provider_keys")
    .selectAll()
    .where("organization_id", "in", organizationIds)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}

/** Connections of these organizations, newest first. */
export async function listProviderKeys(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { projectId, provider, status, limit, cursor }: ProviderKeysQuery,
): Promise<{ readonly providerKeys: ProviderKeyView[]; readonly nextCursor: string | null }> {
  let query = db.selectFrom("provider_keys").selectAll().where("organization_id", "in", organizationIds);
  if (projectId !== undefined) query = query.where("project_id", "=", projectId);
  if (provider !== undefined) {
    query = query.where((row) => row.or([row("provider", "=", provider), row("custom_name", "=", provider)]));
  }
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
    providerKeys: rows.map(toProviderKey),
    nextCursor: more ? encodeCursor({ timestamp: last.created_at, recordId: last.id }) : null,
  };
}

/** A row as the API shows it. Secrets are not opened for it: it shows what was noted when they came. */
export function toProviderKey(row: ProviderKeyRow): ProviderKeyView {
  const masked = Object.entries(row.hints).map(([name, last4]) => [name, MASK + (last4 ?? "")]);
  return {
    id: row.id,
    organizationId: row.organization_id,
    projectId: row.project_id,
    provider: row.provider,
    customName: row.custom_name,
    wire: row.wire,
    name: row.name,
    credential: { ...row.fields, ...(Object.fromEntries(masked) as Record<string, string>) },
    baseUrl: row.base_url,
    priority: row.priority,
    weight: row.weight,
    rateLimits: row.rate_limits,
    status: row.status,
    lastTestedAt: row.last_tested_at?.toISOString() ?? null,
    lastTestVerdict: row.last_test_verdict,
    lastTestMessage: row.last_test_message,
    lastTestLatencyMs: row.last_test_latency_ms,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
