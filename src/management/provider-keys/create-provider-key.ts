import type { Insertable, Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { jsonOrNull } from "../../store/sql/json-column.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ProviderKeysTable } from "../../store/sql/tables/provider-keys.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { mergePart } from "../http/merge.ts";
import { checkKeptUrl } from "../settings/check-url.ts";
import { checkedFields, chosenProvider, storedCredential } from "./credential.ts";
import type { ProviderKeyDeps } from "./deps.ts";
import { type ProviderKeyRow, toProviderKey } from "./queries.ts";
import type { NewProviderKey } from "./schema.ts";

const KEYS_MAX = 500;

/** Makes a connection. Throws `invalid_parameters`, `not_found` for a project, `conflict` for a name that is taken. */
export async function createProviderKey(
  deps: ProviderKeyDeps,
  organizationId: string,
  input: NewProviderKey,
  who: { readonly facts: AuditFacts; readonly userId: string | null },
): Promise<ProviderKeyRow> {
  const { db, clock, audit, masterKeys } = deps;
  const { customName = null, wire = null, baseUrl = null, projectId = null } = input;
  const provider = chosenProvider({ provider: input.provider, customName, wire, baseUrl });
  const fields = checkedFields(provider, input.credential, baseUrl);
  if (baseUrl !== null) await checkBaseUrl(deps, baseUrl);
  const now = new Date(clock.now());
  const place = { id: createId("pk"), organization_id: organizationId };
  const values: Insertable<ProviderKeysTable> = {
    ...place,
    ...storedCredential(masterKeys, provider, fields, place),
    project_id: projectId,
    provider: input.provider,
    custom_name: customName,
    wire,
    name: input.name ?? provider.name,
    base_url: baseUrl === null ? null : trimmed(baseUrl),
    priority: input.priority,
    weight: input.weight,
    rate_limits: jsonOrNull(mergePart(null, input.rateLimits)),
    status: input.status,
    created_by: who.userId,
    created_at: now,
    updated_at: now,
  };
  return await db.transaction().execute(async (tx) => {
    const row = await insertProviderKey(tx, values, projectId, customName);
    const target = { kind: "provider_key", id: row.id, label: row.name };
    const event = { ...who.facts, organizationId, action: "provider_key.create", outcome: "success" as const };
    await audit.record({ ...event, target, after: toProviderKey(row) }, tx);
    return row;
  });
}

/** A base URL that may be called later; whoever calls it checks again. */
export async function checkBaseUrl({ allowPrivateUrls, resolve }: ProviderKeyDeps, baseUrl: string): Promise<void> {
  const guard = { param: "baseUrl", allowPrivate: allowPrivateUrls, ...(resolve === undefined ? {} : { resolve }) };
  await checkKeptUrl(baseUrl, guard);
  if (/[?#]/.test(baseUrl)) {
    const message = "baseUrl: A base URL has no query and no fragment: paths are appended to it.";
    throw fail("invalid_parameters", { message, param: "baseUrl" });
  }
}

/** As it is stored: without slashes at its end. */
export function trimmed(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, "");
}

/** Throws `not_found` unless the project is one of the organization's that has not been deleted. */
export async function requireProject(
  tx: Transaction<Database>,
  organizationId: string,
  projectId: string | null,
): Promise<void> {
  if (projectId === null) return;
  const project = await tx
    .selectFrom("projects")
    .select("id")
    .where("id", "=", projectId)
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .forKeyShare()
    .executeTakeFirst();
  if (project === undefined) throw fail("not_found", { message: "There is no such project.", param: "projectId" });
}

async function insertProviderKey(
  tx: Transaction<Database>,
  values: Insertable<ProviderKeysTable>,
  projectId: string | null,
  customName: string | null,
): Promise<ProviderKeyRow> {
  const { organization_id: organizationId } = values;
  // Projects are made under the same lock, so that a slug and a name given at the same moment cannot both be new.
  const organization = tx.selectFrom("organizations").select("id").where("id", "=", organizationId);
  if ((await organization.forNoKeyUpdate().executeTakeFirst()) === undefined) throw fail("not_found");
  await requireProject(tx, organizationId, projectId);
  await refuseTooMany(tx, organizationId);
  if (customName !== null) await refuseSlug(tx, organizationId, customName);
  const row = await tx
    .insertInto("provider_keys")
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw nameTaken(`Another custom provider of this organization is named '${customName}'.`);
  return row;
}

/** In `<name>/<model>` a project's slug goes first, so the provider could never be called. */
async function refuseSlug(tx: Transaction<Database>, organizationId: string, customName: string): Promise<void> {
  const project = await tx
    .selectFrom("projects")
    .select("id")
    .where("organization_id", "=", organizationId)
    .where("slug", "=", customName)
    .where("status", "<>", "deleted")
    .executeTakeFirst();
  if (project !== undefined) throw nameTaken(`A project of this organization has the slug '${customName}'.`);
}

async function refuseTooMany(tx: Transaction<Database>, organizationId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("provider_keys")
    .where("organization_id", "=", organizationId)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count < KEYS_MAX) return;
  throw fail("permission_denied", {
    message: `An organization has ${KEYS_MAX} connections at most. Delete one first.`,
  });
}

function nameTaken(message: string) {
  return fail("conflict", { message, param: "customName" });
}
