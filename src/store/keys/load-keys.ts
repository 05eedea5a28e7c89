import { type Kysely, type SqlBool, sql } from "kysely";
import type { Database } from "../sql/schema.ts";

/**
 * The rows of these hashes, of present and of rotated secrets, in no order; unknown ones are left out, and those that
 * were deleted, be it with their organization. A rotated secret stays a row when its time is up: its caller then hears
 * that it expired, not that it never was.
 */
export async function loadKeyRows(db: Kysely<Database>, hashes: readonly string[]): Promise<readonly KeyRow[]> {
  if (hashes.length === 0) return [];
  return await select(
    db,
    sql<SqlBool>`api_keys.hash = any(${[...hashes]})`,
    sql<SqlBool>`retired_secrets.hash = any(${[...hashes]})`,
  ).execute();
}

/** The rows of the keys that were used last; of rotated secrets those that can still be used. */
export async function loadRecentKeyRows(db: Kysely<Database>, now: Date, countMax: number): Promise<readonly KeyRow[]> {
  return await select(db, sql<SqlBool>`true`, sql<SqlBool>`retired_secrets.valid_until > ${now}`)
    .orderBy("api_key_usage.last_used_at", (order) => order.desc().nullsLast())
    .limit(countMax)
    .execute();
}

type Condition = ReturnType<typeof sql<SqlBool>>;

function select(db: Kysely<Database>, ofPresent: Condition, ofRetired: Condition) {
  return db
    .with("secrets", (cte) =>
      cte
        .selectFrom("api_keys")
        .where(ofPresent)
        .select(["api_keys.hash", "api_keys.id as api_key_id", sql<Date | null>`null::timestamptz`.as("valid_until")])
        .unionAll(
          cte
            .selectFrom("retired_secrets")
            .where(ofRetired)
            .select(["retired_secrets.hash", "retired_secrets.api_key_id", "retired_secrets.valid_until"]),
        ),
    )
    .selectFrom("secrets")
    .innerJoin("api_keys", "api_keys.id", "secrets.api_key_id")
    .innerJoin("projects", "projects.id", "api_keys.project_id")
    .innerJoin("organizations", "organizations.id", "api_keys.organization_id")
    .leftJoin("organization_settings", "organization_settings.organization_id", "api_keys.organization_id")
    .leftJoin("credit_balances", "credit_balances.organization_id", "api_keys.organization_id")
    .leftJoin("api_key_usage", "api_key_usage.api_key_id", "api_keys.id")
    .where("api_keys.status", "<>", "deleted")
    .where("organizations.status", "=", "active")
    .select([
      "secrets.hash",
      "secrets.valid_until",
      "api_keys.id",
      "api_keys.status",
      "api_keys.environment",
      "api_keys.expires_at",
      "api_keys.usage_limit_nanos",
      "api_keys.rate_limits",
      "api_keys.limits",
      "api_keys.ip_allowlist",
      "api_keys.iam",
      "api_keys.organization_id",
      "api_keys.project_id",
      "organizations.plan",
      "organizations.budgets_version",
      "organization_settings.version as settings_version",
      "projects.slug as project_slug",
      "projects.status as project_status",
      "projects.mode as project_mode",
      "projects.caching_enabled",
      "projects.cache_duration_seconds",
      "projects.default_model",
      "projects.routing_preferences",
      "projects.rate_limits as project_rate_limits",
      "projects.limits as project_limits",
      "projects.guardrails as project_guardrails",
      "api_key_usage.spent_nanos",
      "credit_balances.credited_nanos",
      "credit_balances.line_nanos",
      // Apart from a line without bound, which is null too.
      sql<boolean>`credit_balances.organization_id is not null`.as("has_balance"),
    ]);
}

/** A key with what belongs to it, by the secret under which it is looked up. */
export type KeyRow = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];
