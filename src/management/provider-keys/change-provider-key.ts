import type { Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Provider } from "../../providers/provider.ts";
import { jsonOrNull } from "../../store/sql/json-column.ts";
import type { Database } from "../../store/sql/schema.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { mergeFields, mergePart } from "../http/merge.ts";
import { checkBaseUrl, requireProject, trimmed } from "./create-provider-key.ts";
import {
  checkedFields,
  chosenProvider,
  findProvider,
  invalid,
  openCredential,
  originFor,
  type StoredCredential,
  storedCredential,
} from "./credential.ts";
import type { ProviderKeyDeps, ProviderKeyPlace } from "./deps.ts";
import { type ProviderKeyRow, toProviderKey } from "./queries.ts";
import type { ProviderKeyPatch } from "./schema.ts";

/** Changes the fields that are given. */
export async function patchProviderKey(
  deps: ProviderKeyDeps,
  place: ProviderKeyPlace,
  patch: ProviderKeyPatch,
  facts: AuditFacts,
): Promise<ProviderKeyRow> {
  const { organizationId } = place;
  // Before the transaction: name servers may be slow, and nobody should wait for them with a lock in hand.
  if (typeof patch.baseUrl === "string") await checkBaseUrl(deps, patch.baseUrl);
  return await deps.db.transaction().execute(async (tx) => {
    const before = await lockProviderKey(tx, place);
    if (patch.projectId !== undefined) await requireProject(tx, organizationId, patch.projectId);
    const after = await tx
      .updateTable("provider_keys")
      .set({
        ...credentialAfter(deps, before, patch),
        name: patch.name ?? before.name,
        base_url: baseUrlAfter(before, patch),
        priority: patch.priority ?? before.priority,
        weight: patch.weight ?? before.weight,
        rate_limits: jsonOrNull(mergePart(before.rate_limits, patch.rateLimits)),
        project_id: patch.projectId === undefined ? before.project_id : patch.projectId,
        status: patch.status ?? before.status,
        updated_at: new Date(deps.clock.now()),
      })
      .where("id", "=", before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const changes = changesBetween(shown(before), shown(after));
    const replaced = Object.keys(patch.credential ?? {});
    if (changes === null && replaced.length === 0) return after;
    const event = { ...facts, organizationId, action: "provider_key.update", outcome: "success" as const };
    const details = { before: changes?.before ?? {}, after: { ...changes?.after, replaced } };
    await deps.audit.record({ ...event, target: targetOf(after), ...details }, tx);
    return after;
  });
}

/** Removes a connection, its secrets with it. */
export async function deleteProviderKey(
  { db, audit }: ProviderKeyDeps,
  { organizationId, id }: ProviderKeyPlace,
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .deleteFrom("provider_keys")
      .where("organization_id", "=", organizationId)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw noSuchKey();
    const event = { ...facts, organizationId, action: "provider_key.delete", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), before: toProviderKey(row) }, tx);
  });
}

export function noSuchKey() {
  return fail("not_found", { message: "There is no such connection." });
}

/** A connection as the audit log names it. */
export function targetOf(row: ProviderKeyRow) {
  return { kind: "provider_key", id: row.id, label: row.name };
}

/** What a change is told by; when it was changed goes without saying. */
function shown(row: ProviderKeyRow): object {
  const { updatedAt: _, ...rest } = toProviderKey(row);
  return rest;
}

async function lockProviderKey(tx: Transaction<Database>, place: ProviderKeyPlace): Promise<ProviderKeyRow> {
  const row = await tx
    .selectFrom("provider_keys")
    .selectAll()
    .where("organization_id", "=", place.organizationId)
    .where("id", "=", place.id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw noSuchKey();
  return row;
}

function baseUrlAfter(before: ProviderKeyRow, { baseUrl }: ProviderKeyPatch): string | null {
  if (baseUrl === undefined) return before.base_url;
  if (baseUrl === null && before.custom_name !== null) throw invalid("baseUrl", "is needed for a custom provider");
  return baseUrl === null ? null : trimmed(baseUrl);
}

/** The credential's columns; none when nothing of it changes. */
function credentialAfter(
  { masterKeys }: ProviderKeyDeps,
  before: ProviderKeyRow,
  patch: ProviderKeyPatch,
): Partial<StoredCredential> {
  if (patch.credential === undefined && patch.baseUrl === undefined) return {};
  const baseUrl = baseUrlAfter(before, patch);
  const provider = chosenProvider({ ...choiceOf(before), baseUrl });
  const old = openCredential(masterKeys, before);
  const fields = checkedFields(provider, mergeFields(old, patch.credential ?? {}), baseUrl);
  refuseOtherHost({ provider, before, old, fields, baseUrl, given: patch.credential ?? {} });
  return patch.credential === undefined ? {} : storedCredential(masterKeys, provider, fields, before);
}

interface Move {
  readonly provider: Provider;
  readonly before: ProviderKeyRow;
  readonly old: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly baseUrl: string | null;
  readonly given: Readonly<Record<string, string | null>>;
}

/**
 * Who may change a connection may not see its secrets, and so may not have them sent to a host of their choice: with
 * another host all secrets must be given again.
 */
function refuseOtherHost({ provider, before, old, fields, baseUrl, given }: Move): void {
  const was = findProvider(choiceOf(before));
  const oldOrigin = was === undefined ? null : originFor(was, old, before.base_url);
  if (oldOrigin === originFor(provider, fields, baseUrl)) return;
  const kept = Object.keys(before.hints).find((name) => given[name] === undefined && fields[name] !== undefined);
  if (kept === undefined) return;
  throw invalid(`credential.${kept}`, "must be sent again, because the connection now leads to another host");
}

function choiceOf(row: ProviderKeyRow) {
  return { provider: row.provider, customName: row.custom_name, wire: row.wire, baseUrl: row.base_url };
}
