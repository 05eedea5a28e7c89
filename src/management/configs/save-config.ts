import type { Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { requireGoodText } from "./check-text.ts";
import { checkConfigUrls } from "./check-urls.ts";
import type { ConfigDeps, ConfigPlace, ProjectPlace } from "./deps.ts";
import { actorText, checksumOf, lockProject, momentAfter, noteEvent, readInLocked } from "./in-project.ts";
import type { ConfigProblem } from "./language.ts";
import { type ConfigRow, findServed } from "./queries.ts";
import type { ConfigPatch, NewConfig } from "./schema.ts";
import { summaryOf } from "./semantic-diff.ts";
import { requireAction } from "./states.ts";

/** Configurations of a project that were never served; each may have a megabyte. */
const UNSERVED_MAX = 100;

/** A configuration as it was saved. */
export interface Saved {
  readonly row: ConfigRow;
  readonly warnings: readonly ConfigProblem[];
}

/** Makes the next version, a draft. Throws `invalid_parameters` with every error of a text that cannot be served. */
export async function createConfig(
  deps: ConfigDeps,
  place: ProjectPlace,
  { yaml, message = null }: NewConfig,
  facts: AuditFacts,
): Promise<Saved> {
  const { db, clock, audit, language } = deps;
  const { organizationId, projectId } = place;
  const warnings = await checked(deps, place, yaml);
  return await db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    await refuseTooMany(tx, projectId);
    const now = new Date(clock.now());
    const row = await tx
      .insertInto("project_configs")
      .values({
        id: createId("cfg"),
        organization_id: organizationId,
        project_id: projectId,
        version: await nextVersion(tx, projectId),
        state: "DRAFT",
        yaml,
        checksum: checksumOf(yaml),
        message,
        created_by: actorText(facts),
        created_at: now,
        updated_at: now,
        approved_by: null,
        approved_at: null,
        served_by: null,
        served_at: null,
        retired_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await noteEvent(tx, row.id, facts, { at: now, action: "create", from: null, to: "DRAFT", message });
    const served = await findServed(tx, projectId);
    const against = { comparedWith: served?.version ?? null, ...summaryOf(language, served?.yaml ?? null, yaml) };
    const event = { ...facts, organizationId, action: "config.create", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(row), after: { ...audited(row), ...against } }, tx);
    return { row, warnings };
  });
}

/** Changes a draft. Throws `conflict` in every other state, `invalid_parameters` for a text that cannot be served. */
export async function patchConfig(
  deps: ConfigDeps,
  place: ConfigPlace,
  patch: ConfigPatch,
  facts: AuditFacts,
): Promise<Saved> {
  const { db, clock, audit, language } = deps;
  const warnings = patch.yaml === undefined ? [] : await checked(deps, place, patch.yaml);
  return await db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    const before = await readInLocked(tx, place, patch.updatedAt);
    requireAction("update", before);
    const yaml = patch.yaml ?? before.yaml;
    const message = patch.message === undefined ? before.message : patch.message;
    if (yaml === before.yaml && message === before.message) return { row: before, warnings };
    const at = momentAfter(before.updated_at, clock);
    const row = await tx
      .updateTable("project_configs")
      .set({ yaml, checksum: checksumOf(yaml), message, updated_at: at })
      .where("id", "=", before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await noteEvent(tx, row.id, facts, { at, action: "update", from: "DRAFT", to: "DRAFT", message });
    const event = {
      ...facts,
      organizationId: row.organization_id,
      action: "config.update",
      outcome: "success" as const,
    };
    const after = { ...audited(row), ...summaryOf(language, before.yaml, yaml) };
    await audit.record({ ...event, target: targetOf(row), before: audited(before), after }, tx);
    return { row, warnings };
  });
}

/** Removes a draft for good; its number is not given again. Throws `conflict` in every other state. */
export async function deleteConfig({ db, audit }: ConfigDeps, place: ConfigPlace, facts: AuditFacts): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    const before = await readInLocked(tx, place, undefined);
    requireAction("delete", before);
    await tx.deleteFrom("project_configs").where("id", "=", before.id).execute();
    const { organizationId } = place;
    const event = { ...facts, organizationId, action: "config.delete", outcome: "success" as const };
    await audit.record({ ...event, target: targetOf(before), before: audited(before) }, tx);
  });
}

/** What an audit event is about. */
export function targetOf({ id, version }: ConfigRow) {
  return { kind: "config", id, label: `version ${version}` };
}

/** What an audit event holds of a configuration: not its text, of which the checksum is enough. */
export function audited({ project_id, version, state, checksum, message }: ConfigRow) {
  return { projectId: project_id, version, state, checksum, message };
}

/**
 * Before the transaction: name servers may be slow. What changes meanwhile, such as a secret that goes, is found when
 * the version is approved or served.
 */
async function checked({ db, language, checkUrl }: ConfigDeps, place: ProjectPlace, yaml: string) {
  const reading = await requireGoodText(db, language, place, yaml);
  await checkConfigUrls(reading, checkUrl);
  return reading.warnings;
}

async function nextVersion(tx: Transaction<Database>, projectId: string): Promise<number> {
  const { last_version } = await tx
    .insertInto("project_config_versions")
    .values({ project_id: projectId, last_version: 1 })
    .onConflict((on) =>
      on
        .column("project_id")
        .doUpdateSet((row) => ({ last_version: row("project_config_versions.last_version", "+", 1) })),
    )
    .returning("last_version")
    .executeTakeFirstOrThrow();
  return last_version;
}

async function refuseTooMany(tx: Transaction<Database>, projectId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("project_configs")
    .where("project_id", "=", projectId)
    .where("state", "in", ["DRAFT", "READY_TO_SERVE"])
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) < UNSERVED_MAX) return;
  throw fail("conflict", {
    message: `The project has ${UNSERVED_MAX} versions that were never served. Delete drafts that are not needed.`,
    details: { limit: UNSERVED_MAX },
  });
}
