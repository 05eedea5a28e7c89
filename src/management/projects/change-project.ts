import type { Kysely, Transaction } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Clock } from "../../store/clock.ts";
import { jsonOrNull } from "../../store/sql/json-column.ts";
import type { Database } from "../../store/sql/schema.ts";
import { errorCodeOf } from "../../store/store-start-error.ts";
import type { Audit } from "../audit/audit.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { dropBudgetsOf } from "../budgets/drop-budgets-of.ts";
import { mergePart } from "../http/merge.ts";
import { type ProjectRow, toProject } from "./queries.ts";
import type { ProjectPatch } from "./schema.ts";
import { slugTaken } from "./slug.ts";

const UNIQUE_VIOLATION = "23505";

/** What changes of projects need. */
export interface ProjectDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Projects an organization may have that are not deleted. */
  readonly projectsMax: number;
}

/** Which project, as far as the caller may see it. */
export interface ProjectPlace {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Changes the fields that are given. Throws `conflict` for a slug that is taken. */
export async function patchProject(
  deps: ProjectDeps,
  place: ProjectPlace,
  patch: ProjectPatch,
  facts: AuditFacts,
): Promise<ProjectRow> {
  try {
    return await change(deps, place, { ...facts, action: "project.update" }, (before) => ({
      name: patch.name ?? before.name,
      slug: patch.slug ?? before.slug,
      mode: patch.mode ?? before.mode,
      caching_enabled: patch.cachingEnabled ?? before.caching_enabled,
      cache_duration_seconds: patch.cacheDurationSeconds ?? before.cache_duration_seconds,
      default_model: patch.defaultModel === undefined ? before.default_model : patch.defaultModel,
      routing_preferences: mergePart(before.routing_preferences, patch.routingPreferences),
      rate_limits: mergePart(before.rate_limits, patch.rateLimits),
      limits: mergePart(before.limits, patch.limits),
      guardrails: patch.guardrails === undefined ? before.guardrails : patch.guardrails,
    }));
  } catch (error) {
    if (errorCodeOf(error) === UNIQUE_VIOLATION && patch.slug !== undefined) throw slugTaken(patch.slug);
    throw error;
  }
}

/** Archives or restores; what is so already stays so. The requests of an archived project are answered with 410. */
export async function archiveProject(
  deps: ProjectDeps,
  place: ProjectPlace,
  status: "active" | "archived",
  facts: AuditFacts,
): Promise<ProjectRow> {
  const action = status === "archived" ? "project.archive" : "project.unarchive";
  return await change(deps, place, { ...facts, action }, () => ({ status }));
}

/** Marks a project as deleted, and all of its keys with it: none of them is answered from then on. */
export async function deleteProject(
  { db, clock, audit }: ProjectDeps,
  place: ProjectPlace,
  facts: AuditFacts,
): Promise<void> {
  const { organizationId } = place;
  await db.transaction().execute(async (tx) => {
    const before = await lockProject(tx, place);
    const updated_at = new Date(clock.now());
    await tx.updateTable("projects").set({ status: "deleted", updated_at }).where("id", "=", before.id).execute();
    const revoked = await tx
      .updateTable("api_keys")
      .set({ status: "deleted", status_reason: null, updated_at })
      .where("project_id", "=", before.id)
      .where("status", "<>", "deleted")
      .returning("id")
      .execute();
    await dropBudgetsOf(tx, organizationId, { scope: "project", ids: [before.id] });
    await dropBudgetsOf(tx, organizationId, { scope: "key", ids: revoked.map(({ id }) => id) });
    const target = { kind: "project", id: before.id, label: before.name };
    const event = { ...facts, organizationId, action: "project.delete", outcome: "success" as const };
    const after = { status: "deleted", revokedKeys: revoked.length };
    await audit.record({ ...event, target, before: toProject(before), after }, tx);
  });
}

/** Writes what differs from before, and nothing at all when nothing does. */
async function change(
  { db, clock, audit }: ProjectDeps,
  place: ProjectPlace,
  facts: AuditFacts & { readonly action: string },
  fieldsOf: (before: ProjectRow) => Partial<ProjectRow>,
): Promise<ProjectRow> {
  return await db.transaction().execute(async (tx) => {
    const before = await lockProject(tx, place);
    const after = { ...before, ...fieldsOf(before) };
    const changes = changesBetween(toProject(before), toProject(after));
    if (changes === null) return before;
    const { id, organization_id, created_at: _, ...columns } = after;
    const row = await tx
      .updateTable("projects")
      .set({
        ...columns,
        routing_preferences: jsonOrNull(columns.routing_preferences),
        rate_limits: jsonOrNull(columns.rate_limits),
        limits: jsonOrNull(columns.limits),
        guardrails: jsonOrNull(columns.guardrails),
        updated_at: new Date(clock.now()),
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const event = { ...facts, organizationId: organization_id, outcome: "success" as const };
    await audit.record({ ...event, target: { kind: "project", id, label: row.name }, ...changes }, tx);
    return row;
  });
}

async function lockProject(
  tx: Transaction<Database>,
  { organizationId, projectId }: ProjectPlace,
): Promise<ProjectRow> {
  const row = await tx
    .selectFrom("projects")
    .selectAll()
    .where("id", "=", projectId)
    .where("organization_id", "=", organizationId)
    .where("status", "<>", "deleted")
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw fail("not_found", { message: "There is no such project." });
  return row;
}
