import type { Kysely, Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { apiKeyHint, createId, hashApiKey, mintApiKey } from "../../ids.ts";
import type { Clock } from "../../store/clock.ts";
import { jsonOrNull } from "../../store/sql/json-column.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { Audit, AuditEvent } from "../audit/audit.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { dropBudgetsOf } from "../budgets/drop-budgets-of.ts";
import { mergePart } from "../http/merge.ts";
import { type ApiKeyRow, findApiKey, toApiKey } from "./queries.ts";
import type { ApiKeyPatch, NewApiKey } from "./schema.ts";
import { statusAfter } from "./status-after.ts";

/** What changes of keys need. */
export interface ApiKeyDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** Which key, as far as the caller may see it. */
export interface ApiKeyPlace {
  readonly organizationId: string;
  readonly keyId: string;
}

/** A key and its secret, which is kept nowhere. */
export interface WithSecret {
  readonly row: ApiKeyRow;
  readonly key: string;
}

/** Makes a key in a project of the organization. Throws `not_found`, or `project_archived`. */
export async function createApiKey(
  { db, clock, audit }: ApiKeyDeps,
  { organizationId, createdBy }: { readonly organizationId: string; readonly createdBy: string | null },
  input: NewApiKey,
  facts: AuditFacts,
): Promise<WithSecret> {
  const now = new Date(clock.now());
  refusePast(input.expiresAt, now);
  const key = mintApiKey(input.environment);
  return await db.transaction().execute(async (tx) => {
    await holdProject(tx, organizationId, input.projectId);
    const id = createId("key");
    await tx
      .insertInto("api_keys")
      .values({
        id,
        organization_id: organizationId,
        project_id: input.projectId,
        description: input.description ?? "",
        environment: input.environment,
        hash: hashApiKey(key),
        ...apiKeyHint(key),
        expires_at: input.expiresAt ?? null,
        usage_limit_nanos: input.usageLimit ?? null,
        rate_limits: jsonOrNull(mergePart(null, input.rateLimits)),
        limits: jsonOrNull(mergePart(null, input.limits)),
        ip_allowlist: jsonOrNull(input.ipAllowlist ?? null),
        iam: jsonOrNull(input.iam ?? null),
        rotation_reminder_days: input.rotationReminderDays ?? null,
        created_by: createdBy,
        created_at: now,
        updated_at: now,
      })
      .execute();
    const row = await requireApiKey(tx, { organizationId, keyId: id });
    await record(audit, tx, facts, "api-key.create", row, { after: toApiKey(row) });
    return { row, key };
  });
}

/** Changes the fields that are given; nothing is written when they change nothing. */
export async function patchApiKey(
  { db, clock, audit }: ApiKeyDeps,
  place: ApiKeyPlace,
  patch: ApiKeyPatch,
  facts: AuditFacts,
): Promise<ApiKeyRow> {
  const now = new Date(clock.now());
  refusePast(patch.expiresAt, now);
  return await db.transaction().execute(async (tx) => {
    const before = await lockApiKey(tx, place);
    const fields = {
      description: patch.description ?? before.description,
      usage_limit_nanos: patch.usageLimit === undefined ? before.usage_limit_nanos : patch.usageLimit,
      expires_at: patch.expiresAt === undefined ? before.expires_at : patch.expiresAt,
      rate_limits: mergePart(before.rate_limits, patch.rateLimits),
      limits: mergePart(before.limits, patch.limits),
      ip_allowlist: patch.ipAllowlist === undefined ? before.ip_allowlist : patch.ipAllowlist,
      iam: (patch.iam === undefined ? before.iam : patch.iam) as ApiKeyRow["iam"],
      rotation_reminder_days:
        patch.rotationReminderDays === undefined ? before.rotation_reminder_days : patch.rotationReminderDays,
    };
    const after = { ...before, ...fields, ...statusAfter({ ...before, ...fields }, patch.status) };
    const changes = changesBetween(toApiKey(before), toApiKey(after));
    if (changes === null) return before;
    await tx
      .updateTable("api_keys")
      .set({
        ...fields,
        status: after.status,
        status_reason: after.status_reason,
        rate_limits: jsonOrNull(fields.rate_limits),
        limits: jsonOrNull(fields.limits),
        ip_allowlist: jsonOrNull(fields.ip_allowlist),
        iam: jsonOrNull(fields.iam),
        updated_at: now,
      })
      .where("id", "=", before.id)
      .execute();
    await record(audit, tx, facts, "api-key.update", before, changes);
    return { ...after, updated_at: now };
  });
}

/** Revokes a key for good; its usage and its logs stay. */
export async function deleteApiKey(
  { db, clock, audit }: ApiKeyDeps,
  place: ApiKeyPlace,
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await lockApiKey(tx, place);
    await tx
      .updateTable("api_keys")
      .set({ status: "deleted", status_reason: null, updated_at: new Date(clock.now()) })
      .where("id", "=", before.id)
      .execute();
    await dropBudgetsOf(tx, before.organization_id, { scope: "key", ids: [before.id] });
    await record(audit, tx, facts, "api-key.delete", before, { before: toApiKey(before) });
  });
}

/**
 * Gives a key a new secret. The one before works until the overlap ends, and none that was replaced earlier works
 * longer than that.
 */
export async function rotateApiKey(
  { db, clock, audit }: ApiKeyDeps,
  place: ApiKeyPlace,
  overlapSeconds: number,
  facts: AuditFacts,
): Promise<WithSecret & { readonly previousValidUntil: Date }> {
  const now = new Date(clock.now());
  const previousValidUntil = new Date(now.getTime() + overlapSeconds * 1_000);
  return await db.transaction().execute(async (tx) => {
    const before = await lockApiKey(tx, place);
    const key = mintApiKey(before.environment);
    await tx
      .updateTable("retired_secrets")
      .set({ valid_until: previousValidUntil })
      .where("api_key_id", "=", before.id)
      .where("valid_until", ">", previousValidUntil)
      .execute();
    await tx
      .insertInto("retired_secrets")
      .values({ hash: before.hash, api_key_id: before.id, valid_until: previousValidUntil, created_at: now })
      .execute();
    const changed = { hash: hashApiKey(key), ...apiKeyHint(key), rotated_at: now, updated_at: now };
    await tx.updateTable("api_keys").set(changed).where("id", "=", before.id).execute();
    const row = { ...before, ...changed };
    await record(audit, tx, facts, "api-key.rotate", before, {
      before: { last4: before.last4 },
      after: { last4: row.last4, previousValidUntil: previousValidUntil.toISOString() },
    });
    return { row, key, previousValidUntil };
  });
}

function refusePast(expiresAt: Date | null | undefined, now: Date): void {
  if (expiresAt == null || expiresAt > now) return;
  const message = "expiresAt: must be in the future. To stop a key now, set its status to inactive.";
  throw fail("invalid_parameters", { message, param: "expiresAt" });
}

/** Keeps the project from being deleted while a key is added to it. */
async function holdProject(tx: Transaction<Database>, organizationId: string, projectId: string): Promise<void> {
  const project = await tx
    .selectFrom("projects")
    .select("status")
    .where("id", "=", projectId)
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .forShare()
    .executeTakeFirst();
  if (project === undefined) throw fail("not_found", { message: "There is no such project." });
  if (project.status === "archived") throw fail("project_archived");
}

async function lockApiKey(tx: Transaction<Database>, place: ApiKeyPlace): Promise<ApiKeyRow> {
  await tx.selectFrom("api_keys").select("id").where("id", "=", place.keyId).forNoKeyUpdate().execute();
  return await requireApiKey(tx, place);
}

async function requireApiKey(db: Kysely<Database>, { organizationId, keyId }: ApiKeyPlace): Promise<ApiKeyRow> {
  const row = await findApiKey(db, [organizationId], keyId);
  if (row === null) throw fail("not_found", { message: "There is no such API key." });
  return row;
}

async function record(
  audit: Audit,
  tx: Transaction<Database>,
  facts: AuditFacts,
  action: string,
  row: ApiKeyRow,
  changes: Pick<AuditEvent, "before" | "after">,
): Promise<void> {
  const target = { kind: "api-key", id: row.id, label: row.description };
  const event = { ...facts, organizationId: row.organization_id, action, outcome: "success" as const };
  await audit.record({ ...event, target, ...changes }, tx);
}
