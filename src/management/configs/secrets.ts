import type { Kysely, Selectable } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { sealProjectSecret } from "../../store/configs/project-secret.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ProjectSecretsTable } from "../../store/sql/tables/project-configs.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { ConfigDeps, ProjectPlace } from "./deps.ts";
import { lockProject, momentAfter } from "./in-project.ts";
import type { ConfigLanguage } from "./language.ts";
import { type ConfigRow, findServed } from "./queries.ts";
import type { SecretView, UsedSecretView } from "./schema.ts";

const SECRETS_MAX = 200;
/** Versions not yet served whose texts are read for the names in them; each may have a megabyte. */
const READ_MAX = 10;

type SecretRow = Omit<Selectable<ProjectSecretsTable>, "secret">;

const SHOWN = [
  "id",
  "organization_id",
  "project_id",
  "name",
  "hint",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof ProjectSecretsTable)[];

/** A project's secrets by name, with the versions that need them; their values stay where they are. */
export async function listSecrets(
  db: Kysely<Database>,
  language: ConfigLanguage,
  projectId: string,
): Promise<UsedSecretView[]> {
  const rows = await selectOf(db, projectId).orderBy("name").execute();
  const users = rows.length === 0 ? [] : await usersOf(db, language, projectId);
  return rows.map((row) => ({
    ...toSecret(row),
    usedBy: users.flatMap(({ named, secrets }) => (secrets.has(row.name) ? [named] : [])),
  }));
}

/** The served version, then the newest that were never served, with the names of secrets in their texts. */
async function usersOf(db: Kysely<Database>, language: ConfigLanguage, projectId: string) {
  const served = await findServed(db, projectId);
  const waiting = await db
    .selectFrom("project_configs")
    .where("project_id", "=", projectId)
    .where("state", "in", ["READY_TO_SERVE", "DRAFT"])
    .select(["id", "version", "state", "yaml"])
    .orderBy("version", "desc")
    .limit(READ_MAX)
    .execute();
  const texts: readonly Pick<ConfigRow, "id" | "version" | "state" | "yaml">[] =
    served === null ? waiting : [served, ...waiting];
  return texts.map(({ id, version, state, yaml }) => ({
    named: { id, version, state },
    secrets: new Set(language.read(yaml).secrets),
  }));
}

/** One secret. Throws `not_found`. */
export async function readSecret(db: Kysely<Database>, projectId: string, name: string): Promise<SecretView> {
  const row = await selectOf(db, projectId).where("name", "=", name).executeTakeFirst();
  if (row === undefined) throw noSuchSecret();
  return toSecret(row);
}

/** Makes a secret, or gives one another value; what is served has it within a second. */
export async function putSecret(
  deps: ConfigDeps,
  place: ProjectPlace,
  { name, value }: { readonly name: string; readonly value: string },
  facts: AuditFacts,
): Promise<SecretView> {
  const { db, clock, audit, masterKeys } = deps;
  const { organizationId, projectId } = place;
  return await db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    const before = await selectOf(tx, projectId).where("name", "=", name).executeTakeFirst();
    const now = before === undefined ? new Date(clock.now()) : momentAfter(before.updated_at, clock);
    if (before === undefined) await refuseTooMany(tx, projectId);
    const own = { id: before?.id ?? createId("psec"), organization_id: organizationId };
    const sealed = sealProjectSecret(masterKeys, value, own);
    const row = await tx
      .insertInto("project_secrets")
      .values({ ...own, project_id: projectId, name, ...sealed, created_at: now, updated_at: now })
      .onConflict((on) => on.columns(["project_id", "name"]).doUpdateSet({ ...sealed, updated_at: now }))
      .returning(SHOWN)
      .executeTakeFirstOrThrow();
    const action = before === undefined ? "project_secret.create" : "project_secret.update";
    const event = { ...facts, organizationId, action, outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), after: { projectId, name } }, tx);
    return toSecret(row);
  });
}

/** Removes a secret. Throws `not_found`, and `conflict` for one that the served configuration uses. */
export async function deleteSecret(
  deps: ConfigDeps,
  place: ProjectPlace,
  name: string,
  facts: AuditFacts,
): Promise<void> {
  const { db, audit, language } = deps;
  const { organizationId, projectId } = place;
  await db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    const row = await selectOf(tx, projectId).where("name", "=", name).executeTakeFirst();
    if (row === undefined) throw noSuchSecret();
    const served = await findServed(tx, projectId);
    if (served !== null && language.read(served.yaml).secrets.includes(name)) {
      throw fail("conflict", {
        message: `Version ${served.version}, which is served, uses this secret. Serve one without it first.`,
        details: { configId: served.id, version: served.version },
      });
    }
    await tx.deleteFrom("project_secrets").where("id", "=", row.id).execute();
    const event = { ...facts, organizationId, action: "project_secret.delete", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), before: { projectId, name } }, tx);
  });
}

function selectOf(db: Kysely<Database>, projectId: string) {
  return db.selectFrom("project_secrets").where("project_id", "=", projectId).select(SHOWN);
}

async function refuseTooMany(db: Kysely<Database>, projectId: string): Promise<void> {
  const { count } = await db
    .selectFrom("project_secrets")
    .where("project_id", "=", projectId)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) < SECRETS_MAX) return;
  throw fail("conflict", { message: `A project has ${SECRETS_MAX} secrets at most.`, details: { limit: SECRETS_MAX } });
}

function targetOf({ id, name }: SecretRow) {
  return { kind: "project_secret", id, label: name };
}

function toSecret({ name, hint, created_at, updated_at }: SecretRow): SecretView {
  return {
    name,
    hint: hint === null ? null : `…${hint}`,
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  };
}

function noSuchSecret(): Error {
  return fail("not_found", { message: "The project has no secret of this name." });
}
