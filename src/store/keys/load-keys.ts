import type { Kysely } from "kysely";
import type { CallerKey } from "../caller-key.ts";
import type { Database } from "../sql/schema.ts";

/** A key with the hash under which it is looked up. */
export interface HashedKey {
  readonly hash: string;
  readonly key: CallerKey;
}

/** The keys of these hashes, in no order; unknown and deleted ones are left out. */
export async function loadKeys(db: Kysely<Database>, hashes: readonly string[]): Promise<readonly HashedKey[]> {
  if (hashes.length === 0) return [];
  const rows = await select(db).where("api_keys.hash", "in", hashes).execute();
  return rows.map(toHashedKey);
}

/** The keys that were used last. */
export async function loadRecentKeys(db: Kysely<Database>, countMax: number): Promise<readonly HashedKey[]> {
  const rows = await select(db)
    .orderBy("api_key_usage.last_used_at", (order) => order.desc().nullsLast())
    .limit(countMax)
    .execute();
  return rows.map(toHashedKey);
}

function select(db: Kysely<Database>) {
  return db
    .selectFrom("api_keys")
    .innerJoin("projects", "projects.id", "api_keys.project_id")
    .innerJoin("organizations", "organizations.id", "api_keys.organization_id")
    .leftJoin("api_key_usage", "api_key_usage.api_key_id", "api_keys.id")
    .where("api_keys.status", "<>", "deleted")
    .select([
      "api_keys.id",
      "api_keys.hash",
      "api_keys.status",
      "api_keys.environment",
      "api_keys.expires_at",
      "api_keys.usage_limit_nanos",
      "api_keys.rate_limits",
      "api_keys.ip_allowlist",
      "api_keys.iam",
      "api_keys.organization_id",
      "api_keys.project_id",
      "organizations.plan",
      "projects.slug as project_slug",
      "projects.status as project_status",
      "projects.mode as project_mode",
      "projects.caching_enabled",
      "projects.cache_duration_seconds",
      "projects.default_model",
      "api_key_usage.spent_nanos",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

function toHashedKey(row: Row): HashedKey {
  const key: CallerKey = {
    keyId: row.id,
    keyStatus: row.status,
    environment: row.environment,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    usageLimitNanos: row.usage_limit_nanos,
    spentNanos: row.spent_nanos ?? 0,
    rateLimits: row.rate_limits,
    ipAllowlist: row.ip_allowlist,
    iam: row.iam,
    organizationId: row.organization_id,
    plan: row.plan,
    projectId: row.project_id,
    projectSlug: row.project_slug,
    projectStatus: row.project_status,
    projectMode: row.project_mode,
    cachingEnabled: row.caching_enabled,
    cacheDurationSeconds: row.cache_duration_seconds,
    defaultModel: row.default_model,
  };
  return { hash: row.hash, key: Object.freeze(key) };
}
