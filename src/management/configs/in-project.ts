import { createHash } from "node:crypto";
import type { Kysely, Selectable, Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ConfigActor, ConfigState } from "../../store/sql/tables/project-configs.ts";
import type { ProjectsTable } from "../../store/sql/tables/projects.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { ConfigPlace, ProjectPlace } from "./deps.ts";
import type { ConfigRow } from "./queries.ts";

export type ProjectHead = Pick<Selectable<ProjectsTable>, "id" | "slug" | "name" | "status">;

/**
 * Holds a project until the transaction ends: changes of its configurations and secrets happen one after the other.
 * Throws `not_found` when it is deleted.
 */
export async function lockProject(
  tx: Transaction<Database>,
  { organizationId, projectId }: ProjectPlace,
): Promise<ProjectHead> {
  const row = await tx
    .selectFrom("projects")
    .select(["id", "slug", "name", "status"])
    .where("id", "=", projectId)
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw fail("not_found", { message: "There is no such project." });
  return row;
}

/** A configuration of a project that is locked. Throws `conflict` when it is another than the caller has read. */
export async function readInLocked(
  tx: Transaction<Database>,
  { organizationId, projectId, configId }: ConfigPlace,
  readAt: string | undefined,
): Promise<ConfigRow> {
  const row = await tx
    .selectFrom("project_configs")
    .where("id", "=", configId)
    .where("project_id", "=", projectId)
    .where("organization_id", "=", organizationId)
    .selectAll()
    .executeTakeFirst();
  if (row === undefined) throw noSuchConfig();
  if (readAt !== undefined && new Date(readAt).getTime() !== row.updated_at.getTime()) {
    throw fail("conflict", {
      message: `Version ${row.version} was changed since you read it. Read it again and decide anew.`,
      param: "updatedAt",
      details: { state: row.state, updatedAt: row.updated_at.toISOString() },
    });
  }
  return row;
}

export function noSuchConfig(): Error {
  return fail("not_found", { message: "There is no such configuration." });
}

/** The time of a change: later than the one before by a millisecond at least, so that no two have the same. */
export function momentAfter(before: Date, clock: Clock): Date {
  return new Date(Math.max(clock.now(), before.getTime() + 1));
}

export function checksumOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Who acts, as columns take it. */
export function actorText({ actor }: AuditFacts): string {
  const { kind, id, label } = actor;
  return JSON.stringify({ kind, id, label } satisfies ConfigActor);
}

interface Happening {
  readonly at: Date;
  readonly action: string;
  readonly from: ConfigState | null;
  readonly to: ConfigState;
  readonly message: string | null;
}

/** Adds to a configuration's history. */
export async function noteEvent(
  tx: Kysely<Database>,
  configId: string,
  facts: AuditFacts,
  { at, action, from, to, message }: Happening,
): Promise<void> {
  await tx
    .insertInto("project_config_events")
    .values({ config_id: configId, at, actor: actorText(facts), action, from_state: from, to_state: to, message })
    .execute();
}
