import type { Kysely, Transaction } from "kysely";
import { fail, type GatewayError } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import { forgetUnboundedTags } from "../../store/budgets/spend-window.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { errorCodeOf } from "../../store/store-start-error.ts";
import type { Audit, AuditEvent } from "../audit/audit.ts";
import { changesBetween } from "../audit/changes.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { lockOrganization } from "../organizations/lock.ts";
import { type BudgetRow, findBudget, settled } from "./queries.ts";
import type { BudgetPatch, NewBudget } from "./schema.ts";
import { scopeIdOf } from "./scope-id.ts";

const UNIQUE_VIOLATION = "23505";
/** Every request of the organization is held against all that are about it. */
const BUDGETS_MAX = 100;

/** What changes of budgets need. */
export interface BudgetDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** Which budget, as far as the caller may see it. */
export interface BudgetPlace {
  readonly organizationId: string;
  readonly budgetId: string;
}

/** Makes a budget. Throws `invalid_parameters` or `not_found` for its scope id, `conflict` where there is one already. */
export async function createBudget(
  { db, clock, audit }: BudgetDeps,
  given: { readonly organizationId: string; readonly createdBy: string | null },
  input: NewBudget,
  facts: AuditFacts,
): Promise<BudgetRow> {
  const { organizationId, createdBy } = given;
  const now = new Date(clock.now());
  return await refusingTwins(() =>
    db.transaction().execute(async (tx) => {
      // Of several at once, each counts what the one before made.
      await lockOrganization(tx, organizationId);
      await refuseTooMany(tx, organizationId);
      const row = await tx
        .insertInto("budgets")
        .values({
          id: createId("bud"),
          organization_id: organizationId,
          scope: input.scope,
          scope_id: await scopeIdOf(tx, organizationId, input),
          period: input.period,
          limit_nanos: input.limitUsd,
          hard: input.hard,
          allow_unpriced: input.allowUnpriced,
          thresholds: input.thresholds,
          name: input.name,
          created_by: createdBy,
          created_at: now,
          updated_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await record(audit, tx, facts, "budget.create", row, { after: settled(row) });
      return row;
    }),
  );
}

/** Changes the fields that are given; nothing is written when they change nothing. */
export async function patchBudget(
  { db, clock, audit }: BudgetDeps,
  place: BudgetPlace,
  patch: BudgetPatch,
  facts: AuditFacts,
): Promise<BudgetRow> {
  return await refusingTwins(() =>
    db.transaction().execute(async (tx) => {
      const before = await lockBudget(tx, place);
      const fields = {
        name: patch.name ?? before.name,
        limit_nanos: patch.limitUsd ?? before.limit_nanos,
        hard: patch.hard ?? before.hard,
        allow_unpriced: patch.allowUnpriced ?? before.allow_unpriced,
        thresholds: patch.thresholds ?? before.thresholds,
      };
      const changes = changesBetween(settled(before), settled({ ...before, ...fields }));
      if (changes === null) return before;
      const row = await tx
        .updateTable("budgets")
        .set({ ...fields, updated_at: new Date(clock.now()) })
        .where("id", "=", before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await record(audit, tx, facts, "budget.update", row, changes);
      return row;
    }),
  );
}

/** Removes a budget; what was spent stays in the log. */
export async function deleteBudget({ db, audit }: BudgetDeps, place: BudgetPlace, facts: AuditFacts): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await lockBudget(tx, place);
    await tx.deleteFrom("budgets").where("id", "=", before.id).execute();
    if (before.scope === "tag") await forgetUnboundedTags(tx, place.organizationId);
    await record(audit, tx, facts, "budget.delete", before, { before: settled(before) });
  });
}

async function refusingTwins<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  try {
    return await change();
  } catch (error) {
    if (errorCodeOf(error) === UNIQUE_VIOLATION) throw twin();
    throw error;
  }
}

function twin(): GatewayError {
  return fail("conflict", {
    message: "There is such a budget already: of the same scope, period and hardness. Change that one.",
  });
}

async function refuseTooMany(tx: Transaction<Database>, organizationId: string): Promise<void> {
  const { count } = await tx
    .selectFrom("budgets")
    .where("organization_id", "=", organizationId)
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) < BUDGETS_MAX) return;
  throw fail("permission_denied", {
    message: `An organization has ${BUDGETS_MAX} budgets at most. Delete one, or bound many tag values with one of name=*.`,
  });
}

async function lockBudget(tx: Transaction<Database>, { organizationId, budgetId }: BudgetPlace): Promise<BudgetRow> {
  // First the organization, as whoever makes one: two changes then wait for each other in one direction only.
  await lockOrganization(tx, organizationId);
  const row = await findBudget(tx, [organizationId], budgetId);
  if (row === null) throw noSuchBudget();
  return row;
}

/** The error for a budget that is not there, or that is another organization's. */
export function noSuchBudget(): GatewayError {
  return fail("not_found", { message: "There is no such budget." });
}

async function record(
  audit: Audit,
  tx: Transaction<Database>,
  facts: AuditFacts,
  action: string,
  row: BudgetRow,
  changes: Pick<AuditEvent, "before" | "after">,
): Promise<void> {
  const target = { kind: "budget", id: row.id, label: row.name };
  const event = { ...facts, organizationId: row.organization_id, action, outcome: "success" as const };
  await audit.record({ ...event, target, ...changes }, tx);
}
