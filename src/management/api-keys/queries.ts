import { type Kysely, sql } from "kysely";
import { dollars } from "../../gateway/metering/cost.ts";
import type { Database } from "../../store/sql/schema.ts";
import { decodeCursor, encodeCursor } from "../logs/cursor.ts";
import { toSpendLimits } from "../settings/spend-limits.ts";
import type { ApiKeysQuery, ApiKeyView } from "./schema.ts";

const DAY_MS = 86_400_000;

/** A key that is not deleted, with what it has used. */
export type ApiKeyRow = NonNullable<Awaited<ReturnType<typeof findApiKey>>>;

/** A key in these organizations that is not deleted; null when there is none. */
export async function findApiKey(db: Kysely<Database>, organizationIds: readonly string[], keyId: string) {
  return (await selectIn(db, organizationIds).where("api_keys.id", "=", keyId).executeTakeFirst()) ?? null;
}

/** Keys of these organizations, newest first. */
export async function listApiKeys(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  { projectId, environment, status, limit, cursor }: ApiKeysQuery,
): Promise<{ readonly apiKeys: ApiKeyView[]; readonly nextCursor: string | null }> {
  let query = selectIn(db, organizationIds);
  if (projectId !== undefined) query = query.where("api_keys.project_id", "=", projectId);
  if (environment !== undefined) query = query.where("api_keys.environment", "=", environment);
  if (status !== undefined) query = query.where("api_keys.status", "=", status);
  if (cursor !== undefined) {
    const { timestamp, recordId } = decodeCursor(cursor);
    query = query.where(sql<boolean>`(api_keys.created_at, api_keys.id) < (${timestamp}, ${recordId})`);
  }
  const found = await query
    .orderBy("api_keys.created_at", "desc")
    .orderBy("api_keys.id", "desc")
    .limit(limit + 1)
    .execute();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    apiKeys: rows.map(toApiKey),
    nextCursor: more ? encodeCursor({ timestamp: last.created_at, recordId: last.id }) : null,
  };
}

function selectIn(db: Kysely<Database>, organizationIds: readonly string[]) {
  return db
    .selectFrom("api_keys")
    .leftJoin("api_key_usage", "api_key_usage.api_key_id", "api_keys.id")
    .where("api_keys.organization_id", "in", organizationIds)
    .where("api_keys.status", "<>", "deleted")
    .selectAll("api_keys")
    .select(["api_key_usage.spent_nanos", "api_key_usage.requests", "api_key_usage.last_used_at"]);
}

/** A row as the API shows it; the secret is not in it, nor its hash. */
export function toApiKey(row: ApiKeyRow): ApiKeyView {
  const { rotation_reminder_days: days } = row;
  const since = row.rotated_at ?? row.created_at;
  return {
    id: row.id,
    organizationId: row.organization_id,
    projectId: row.project_id,
    description: row.description,
    environment: row.environment,
    prefix: row.prefix,
    last4: row.last4,
    status: row.status === "inactive" ? "inactive" : "active",
    statusReason: row.status_reason,
    usageLimit: row.usage_limit_nanos === null ? null : dollars(row.usage_limit_nanos),
    spent: dollars(row.spent_nanos ?? 0),
    requests: row.requests ?? 0,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    rateLimits: row.rate_limits,
    limits: toSpendLimits(row.limits),
    ipAllowlist: row.ip_allowlist === null ? null : [...row.ip_allowlist],
    iam: row.iam as ApiKeyView["iam"],
    rotationReminderDays: days,
    rotatedAt: row.rotated_at?.toISOString() ?? null,
    rotationDueAt: days === null ? null : new Date(since.getTime() + days * DAY_MS).toISOString(),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
