import type { Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AlertKind } from "../../store/sql/tables/alerts.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { lockOrganization } from "../organizations/lock.ts";
import type { AlertDeps, AlertPlace } from "./deps.ts";
import { checkScope } from "./rule-scope.ts";
import type { AlertRulePatch, NewAlertRule } from "./schema.ts";
import { type RuleRow, toRule } from "./views.ts";

const RULES_MAX = 100;

const BUDGETS = { scope: ["projectId", "apiKeyId", "budgetId"] };
const KEYS = { scope: ["projectId", "apiKeyId"] };
const ALL: readonly string[] = [];

/** What a rule of each kind can tell apart; anything else would never hold, or never matter. */
const FIELDS: Readonly<
  Record<AlertKind, { readonly scope: readonly string[]; readonly thresholds: readonly string[] }>
> = {
  budget_threshold: { ...BUDGETS, thresholds: ["percents"] },
  budget_exceeded: { ...BUDGETS, thresholds: ALL },
  low_balance: { scope: ALL, thresholds: ALL },
  auto_top_up_failed: { scope: ALL, thresholds: ALL },
  spend_anomaly: { scope: ALL, thresholds: ["deviations"] },
  error_rate_anomaly: { scope: ALL, thresholds: ["deviations"] },
  key_rotation_due: { ...KEYS, thresholds: ["days"] },
  key_expiring: { ...KEYS, thresholds: ["days"] },
  key_disabled: { ...KEYS, thresholds: ALL },
  circuit_opened: { scope: ["provider"], thresholds: ALL },
  circuit_closed: { scope: ["provider"], thresholds: ALL },
  test: { scope: ALL, thresholds: ALL },
};

/** Makes a rule. Throws `invalid_parameters` for fields that its kind does not have and what it names and is not there. */
export async function createRule(
  { db, clock, audit }: AlertDeps,
  organizationId: string,
  input: NewAlertRule,
  facts: AuditFacts,
): Promise<RuleRow> {
  const { kind, name, scope = {}, thresholds = {}, channels = null, enabled = true, mutedUntil = null } = input;
  checkFields(kind, { scope, thresholds });
  const now = new Date(clock.now());
  return await db.transaction().execute(async (tx) => {
    await lockOrganization(tx, organizationId);
    await refuseTooMany(tx, organizationId);
    await checkScope(tx, organizationId, scope);
    await checkChannels(tx, organizationId, channels);
    const row = await tx
      .insertInto("alert_rules")
      .values({
        id: createId("alr"),
        organization_id: organizationId,
        name,
        kind,
        scope: JSON.stringify(scope),
        thresholds: JSON.stringify(thresholds),
        channels: channels === null ? null : JSON.stringify(channels),
        enabled,
        muted_until: mutedUntil,
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const event = { ...facts, organizationId, action: "alert_rule.create", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), after: toRule(row) }, tx);
    return row;
  });
}

/** Changes the fields that are given. */
export async function patchRule(
  { db, clock, audit }: AlertDeps,
  { organizationId, id }: AlertPlace,
  patch: AlertRulePatch,
  facts: AuditFacts,
): Promise<RuleRow> {
  return await db.transaction().execute(async (tx) => {
    const own = tx.selectFrom("alert_rules").selectAll().where("organization_id", "=", organizationId);
    const before = await own.where("id", "=", id).forUpdate().executeTakeFirst();
    if (before === undefined) throw noSuchRule();
    const { scope = before.scope, thresholds = before.thresholds, channels = before.channels } = patch;
    checkFields(before.kind, { scope, thresholds });
    if (patch.scope !== undefined) await checkScope(tx, organizationId, patch.scope);
    if (patch.channels !== undefined) await checkChannels(tx, organizationId, patch.channels);
    const after = await tx
      .updateTable("alert_rules")
      .set({
        name: patch.name ?? before.name,
        scope: JSON.stringify(scope),
        thresholds: JSON.stringify(thresholds),
        channels: channels === null ? null : JSON.stringify(channels),
        enabled: patch.enabled ?? before.enabled,
        muted_until: patch.mutedUntil === undefined ? before.muted_until : patch.mutedUntil,
        updated_at: new Date(clock.now()),
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const changes = changesBetween(shown(before), shown(after));
    if (changes === null) return after;
    const event = { ...facts, organizationId, action: "alert_rule.update", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(after), ...changes }, tx);
    return after;
  });
}

export async function deleteRule(
  { db, audit }: AlertDeps,
  { organizationId, id }: AlertPlace,
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const own = tx.deleteFrom("alert_rules").where("organization_id", "=", organizationId);
    const row = await own.where("id", "=", id).returningAll().executeTakeFirst();
    if (row === undefined) throw noSuchRule();
    const event = { ...facts, organizationId, action: "alert_rule.delete", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), before: toRule(row) }, tx);
  });
}

export function noSuchRule() {
  return fail("not_found", { message: "There is no such alert rule." });
}

function targetOf(row: RuleRow) {
  return { kind: "alert_rule", id: row.id, label: row.name };
}

function shown(row: RuleRow): object {
  const { updatedAt: _, ...rest } = toRule(row);
  return rest;
}

function checkFields(kind: AlertKind, given: { readonly scope: object; readonly thresholds: object }): void {
  for (const part of ["scope", "thresholds"] as const) {
    const known = FIELDS[kind][part];
    const unknown = Object.keys(given[part]).find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    const param = `${part}.${unknown}`;
    const help = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
    throw fail("invalid_parameters", { message: `${param}: is not for rules of ${kind}; ${help}`, param });
  }
}

async function checkChannels(
  tx: Transaction<Database>,
  organizationId: string,
  channels: readonly string[] | null,
): Promise<void> {
  if (channels === null) return;
  const own = tx.selectFrom("alert_channels").select("id").where("organization_id", "=", organizationId);
  const found = new Set((await own.where("id", "in", channels).execute()).map(({ id }) => id));
  const index = channels.findIndex((id) => !found.has(id));
  if (index === -1) return;
  const param = `channels[${index}]`;
  throw fail("invalid_parameters", { message: `${param}: the organization has no such channel`, param });
}

async function refuseTooMany(tx: Transaction<Database>, organizationId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("alert_rules")
    .where("organization_id", "=", organizationId)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count < RULES_MAX) return;
  throw fail("permission_denied", {
    message: `An organization has ${RULES_MAX} alert rules at most. Delete one first.`,
  });
}
