import type { Kysely } from "kysely";
import { forgetWindows } from "../../store/budgets/spend-window.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { SettingsDocument } from "../../store/sql/tables/organization-settings.ts";
import type { Audit } from "../audit/audit.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { mergePart } from "../http/merge.ts";
import { lockOrganization } from "../organizations/lock.ts";
import type { SettingsPatch } from "./schema.ts";

export interface SettingsServiceOptions {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** What an organization has set; empty when it set nothing. */
export async function readSettings(db: Kysely<Database>, organizationId: string): Promise<SettingsDocument> {
  const row = await db
    .selectFrom("organization_settings")
    .where("organization_id", "=", organizationId)
    .select("document")
    .executeTakeFirst();
  return row?.document ?? {};
}

/** Merges a change into an organization's settings. Simultaneous changes of different fields are all kept. */
export async function changeSettings(
  { db, clock, audit }: SettingsServiceOptions,
  organizationId: string,
  patch: SettingsPatch,
  facts: AuditFacts,
): Promise<SettingsDocument> {
  return await db.transaction().execute(async (tx) => {
    const now = new Date(clock.now());
    // Also taken where there are no settings yet: there is no row of theirs to lock.
    await lockOrganization(tx, organizationId);
    const before = await readSettings(tx, organizationId);
    const after = mergeSettings(before, patch);
    const changes = changesBetween(before, after);
    if (changes === null) return before;
    if (before.timeZone !== after.timeZone) await forgetWindows(tx, organizationId);
    const document = JSON.stringify(after);
    await tx
      .insertInto("organization_settings")
      .values({ organization_id: organizationId, document, version: 1, updated_at: now })
      .onConflict((on) =>
        on
          .column("organization_id")
          .doUpdateSet((row) => ({ document, version: row("organization_settings.version", "+", 1), updated_at: now })),
      )
      .execute();
    const target = { kind: "organization", id: organizationId };
    const event = { ...facts, organizationId, action: "settings.update", outcome: "success" as const };
    await audit.record({ ...event, target, ...changes }, tx);
    return after;
  });
}

/** Parts that are left without a field are left out. */
export function mergeSettings(before: SettingsDocument, patch: SettingsPatch): SettingsDocument {
  const { guardrails, ipAllowlist, timeZone } = patch;
  const parts = {
    routingPreferences: mergePart(before.routingPreferences ?? null, patch.routingPreferences),
    limits: mergePart(before.limits ?? null, patch.limits),
    rateLimits: mergeRateLimits(before.rateLimits ?? null, patch.rateLimits),
    timeZone: timeZone === undefined ? before.timeZone : timeZone,
    alerts: mergePart(before.alerts ?? null, patch.alerts),
    semanticCache: mergePart(before.semanticCache ?? null, patch.semanticCache),
    exactCache: mergePart(before.exactCache ?? null, patch.exactCache),
    pii: mergePart(before.pii ?? null, patch.pii),
    guardrails: guardrails === undefined ? before.guardrails : guardrails,
    ipAllowlist: ipAllowlist === undefined ? before.ipAllowlist : ipAllowlist,
    residency: mergePart(before.residency ?? null, patch.residency),
    retention: mergePart(before.retention ?? null, patch.retention),
    configs: mergePart(before.configs ?? null, patch.configs),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part != null));
}

type RateLimits = NonNullable<SettingsDocument["rateLimits"]>;

/** Those of addresses are a part of their own, of which fields that are absent stay too. */
function mergeRateLimits(before: RateLimits | null, patch: SettingsPatch["rateLimits"]): RateLimits | null {
  if (patch == null) return patch === null ? null : before;
  return mergePart(before, { ...patch, ip: mergePart(before?.ip ?? null, patch.ip) });
}
