import type { Transaction, Updateable } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ConfigState, ProjectConfigsTable } from "../../store/sql/tables/project-configs.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { requireGoodText, requireServable } from "./check-text.ts";
import type { ConfigDeps, ConfigPlace } from "./deps.ts";
import { actorText, lockProject, momentAfter, noteEvent, readInLocked } from "./in-project.ts";
import { type ConfigRow, findServed } from "./queries.ts";
import { audited, targetOf } from "./save-config.ts";
import type { Transition } from "./schema.ts";
import { summaryOf } from "./semantic-diff.ts";
import { requireOtherPerson } from "./separation.ts";
import { type ConfigAction, requireAction } from "./states.ts";

type Columns = Omit<Updateable<ProjectConfigsTable>, "state" | "updated_at">;

/** A transition that is under way. */
interface Step {
  readonly tx: Transaction<Database>;
  readonly deps: ConfigDeps;
  readonly facts: AuditFacts;
  readonly message: string | null;
}

/** Marks a draft as reviewed. Its text is checked again: a secret may have gone since it was saved. */
export function approveConfig(
  deps: ConfigDeps,
  place: ConfigPlace,
  asked: Transition,
  facts: AuditFacts,
): Promise<ConfigRow> {
  return transition(deps, place, asked, facts, async (step, before) => {
    requireAction("approve", before);
    await requireGoodText(step.tx, deps.language, place, before.yaml);
    const at = momentAfter(before.updated_at, deps.clock);
    const columns = { approved_by: actorText(facts), approved_at: at };
    return await move(step, before, { action: "approve", to: "READY_TO_SERVE", at, columns });
  });
}

/** Takes an approval back: the version is a draft again. */
export function cancelApproval(
  deps: ConfigDeps,
  place: ConfigPlace,
  asked: Transition,
  facts: AuditFacts,
): Promise<ConfigRow> {
  return transition(deps, place, asked, facts, async (step, before) => {
    requireAction("cancel-approval", before);
    const at = momentAfter(before.updated_at, deps.clock);
    const columns = { approved_by: null, approved_at: null };
    return await move(step, before, { action: "cancel-approval", to: "DRAFT", at, columns });
  });
}

/**
 * Makes a version the one that is live, in one transaction with the retirement of the one before. `rollback` is the
 * same, for those that were served once. Throws `conflict` in other states, `permission_denied` where somebody else has
 * to serve what the caller approved, `invalid_parameters` when the text is not good any more.
 */
export function serveConfig(
  deps: ConfigDeps,
  place: ConfigPlace,
  asked: Transition & { readonly action: "serve" | "rollback" },
  facts: AuditFacts,
): Promise<ConfigRow> {
  return transition(deps, place, asked, facts, async (step, before, projectStatus) => {
    const { tx } = step;
    requireAction(asked.action, before);
    if (projectStatus === "archived") throw fail("conflict", { message: "The project is archived. Restore it first." });
    await requireOtherPerson(tx, place.organizationId, before, facts);
    await requireGoodText(tx, deps.language, place, before.yaml);
    await requireServable(deps, tx, place);
    const old = await findServed(tx, place.projectId);
    if (old !== null) {
      const at = momentAfter(old.updated_at, deps.clock);
      const message = `Version ${before.version} is served instead.`;
      // Not of its own in the audit log: the event of the new one names the old.
      await write({ ...step, message }, old, { action: "retire", to: "RETIRED", at, columns: { retired_at: at } });
    }
    const at = momentAfter(before.updated_at, deps.clock);
    const columns = { served_by: actorText(facts), served_at: at, retired_at: null };
    const replaced = {
      replacedVersion: old?.version ?? null,
      ...summaryOf(deps.language, old?.yaml ?? null, before.yaml),
    };
    return await move(step, before, { action: asked.action, to: "SERVED", at, columns }, replaced);
  });
}

/** Takes a version down: nothing is served then, and it can be served again. */
export function unserveConfig(
  deps: ConfigDeps,
  place: ConfigPlace,
  asked: Transition,
  facts: AuditFacts,
): Promise<ConfigRow> {
  return transition(deps, place, asked, facts, async (step, before) => {
    requireAction("unserve", before);
    const at = momentAfter(before.updated_at, deps.clock);
    return await move(step, before, { action: "unserve", to: "RETIRED", at, columns: { retired_at: at } });
  });
}

async function transition(
  deps: ConfigDeps,
  place: ConfigPlace,
  { message = null, updatedAt }: Transition,
  facts: AuditFacts,
  take: (step: Step, before: ConfigRow, projectStatus: string) => Promise<ConfigRow>,
): Promise<ConfigRow> {
  return await deps.db.transaction().execute(async (tx) => {
    const { status } = await lockProject(tx, place);
    const before = await readInLocked(tx, place, updatedAt);
    return await take({ tx, deps, facts, message }, before, status);
  });
}

interface Move {
  readonly action: ConfigAction | "retire";
  readonly to: ConfigState;
  readonly at: Date;
  readonly columns: Columns;
}

/** Writes a transition with its history and audit event. */
async function move(step: Step, before: ConfigRow, made: Move, details: object = {}): Promise<ConfigRow> {
  const { tx, deps, facts, message } = step;
  const row = await write(step, before, made);
  const action = `config.${made.action.replaceAll("-", "_")}`;
  const event = { ...facts, organizationId: row.organization_id, action, outcome: "success" as const };
  const after = { ...audited(row), reason: message, ...details };
  await deps.audit.record({ ...event, target: targetOf(row), before: audited(before), after }, tx);
  return row;
}

async function write({ tx, facts, message }: Step, before: ConfigRow, made: Move): Promise<ConfigRow> {
  const { action, to, at, columns } = made;
  const row = await tx
    .updateTable("project_configs")
    .set({ ...columns, state: to, shadow_percent: null, updated_at: at })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteEvent(tx, row.id, facts, { at, action, from: before.state, to, message });
  return row;
}
