import { isDeepStrictEqual } from "node:util";
import { limitsOfPlan } from "../../plans.ts";
import type { CallerBudget, CallerKey } from "../caller-key.ts";
import { type OrganizationSettings, readGuardrails, readRoutingPreferences } from "../organization-settings.ts";
import { budgetsOfKey } from "./budgets-of-key.ts";
import type { KeyRow } from "./load-keys.ts";

/** A row as the data plane's record. */
export function toCallerKey(row: KeyRow, settings: OrganizationSettings, budgets: readonly CallerBudget[]): CallerKey {
  return Object.freeze({
    keyId: row.id,
    keyStatus: row.status,
    environment: row.environment,
    expiresAtMs: earlier(row.expires_at, row.valid_until),
    usageLimitNanos: row.usage_limit_nanos,
    spentNanos: row.spent_nanos ?? 0,
    rateLimits: row.rate_limits,
    ipAllowlist: row.ip_allowlist,
    iam: row.iam,
    organizationId: row.organization_id,
    plan: row.plan,
    settings,
    projectId: row.project_id,
    projectSlug: row.project_slug,
    projectStatus: row.project_status,
    projectMode: row.project_mode,
    cachingEnabled: row.caching_enabled,
    cacheDurationSeconds: row.cache_duration_seconds,
    defaultModel: row.default_model,
    routingPreferences: row.routing_preferences === null ? null : readRoutingPreferences(row.routing_preferences),
    organizationRateLimits: limitsOfPlan(row.plan, settings.rateLimits),
    projectRateLimits: row.project_rate_limits,
    ipRateLimits: settings.ipRateLimits,
    guardrails: guardrailsOf(settings, row.project_guardrails),
    timeZone: settings.timeZone,
    budgets: budgetsOfKey(row, settings, budgets),
    credits: { creditedNanos: row.credited_nanos ?? 0, lineNanos: row.has_balance ? row.line_nanos : 0 },
  });
}

/** One object for all keys of the organization where the project has none of its own. */
function guardrailsOf(
  settings: OrganizationSettings,
  ofProject: KeyRow["project_guardrails"],
): CallerKey["guardrails"] {
  const own = readGuardrails(ofProject);
  if (own.length === 0) return settings.guardrails;
  return Object.freeze([...settings.guardrails, ...own]);
}

function earlier(a: Date | null, b: Date | null): number | null {
  if (a === null || b === null) return (a ?? b)?.getTime() ?? null;
  return Math.min(a.getTime(), b.getTime());
}

/** The record that is already there when the new one says the same; else the new one, with every part that is the same. */
export function keepingIdentity(before: CallerKey, fresh: CallerKey): CallerKey {
  const old: Readonly<Record<string, unknown>> = { ...before };
  const merged: Record<string, unknown> = { ...fresh };
  let same = true;
  for (const [name, value] of Object.entries(merged)) {
    if (value === old[name]) continue;
    if (typeof value === "object" && isDeepStrictEqual(value, old[name])) merged[name] = old[name];
    else same = false;
  }
  return same ? before : (Object.freeze(merged) as unknown as CallerKey);
}
