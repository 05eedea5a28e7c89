import { type Kysely, type Selectable, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import { createId } from "../../ids.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { SavedViewsTable } from "../../store/sql/tables/saved-views.ts";
import { errorCodeOf } from "../../store/store-start-error.ts";
import type { Audit } from "../audit/audit.ts";
import type { AuditFacts } from "../audit/facts.ts";
import type { NewSavedView, SavedViewPatch, SavedViewsQuery, SavedViewView } from "./schema.ts";

const VIEWS_MAX = 100;
const UNIQUE_VIOLATION = "23505";

export interface SavedViewDeps {
  readonly db: Kysely<Database>;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** Whose views: a user's own, in organizations they belong to. Nobody sees those of others. */
export interface Holder {
  readonly userId: string;
  readonly organizationIds: readonly string[];
}

type Row = Selectable<SavedViewsTable>;

/** A user's views by name: all of them, for their number is bounded. */
export async function listSavedViews(
  db: Kysely<Database>,
  holder: Holder,
  { page }: SavedViewsQuery,
): Promise<SavedViewView[]> {
  let query = own(db, holder).selectAll();
  if (page !== undefined) query = query.where("page", "=", page);
  const rows = await query.orderBy(sql`lower(name)`).orderBy("id").execute();
  return rows.map(toView);
}

/** One view of the user's; throws `not_found` for any other. */
export async function requireSavedView(db: Kysely<Database>, holder: Holder, id: string): Promise<Row> {
  const row = await own(db, holder).where("id", "=", id).selectAll().executeTakeFirst();
  if (row === undefined) throw fail("not_found", { message: "There is no such saved view." });
  return row;
}

/** Keeps a page's filters under a name; throws `conflict` when the name is taken or there are too many. */
export async function createSavedView(
  { db, audit, clock }: SavedViewDeps,
  place: { readonly organizationId: string; readonly userId: string },
  { page, name, query }: NewSavedView,
  facts: AuditFacts,
): Promise<SavedViewView> {
  const { organizationId, userId } = place;
  const now = new Date(clock.now());
  const row = await refusingTwins(() =>
    db.transaction().execute(async (tx) => {
      await refuseTooMany(tx, place);
      const made = await tx
        .insertInto("saved_views")
        .values({
          id: createId("view"),
          organization_id: organizationId,
          user_id: userId,
          page,
          name,
          query,
          created_at: now,
          updated_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await audit.record({ ...eventOf(facts, made, "create"), after: settled(made) }, tx);
      return made;
    }),
  );
  return toView(row);
}

/** Renames a view or replaces its filters. */
export async function patchSavedView(
  { db, audit, clock }: SavedViewDeps,
  holder: Holder,
  id: string,
  patch: SavedViewPatch,
  facts: AuditFacts,
): Promise<SavedViewView> {
  const row = await refusingTwins(() =>
    db.transaction().execute(async (tx) => {
      const before = await requireSavedView(tx, holder, id);
      const { name = before.name, query = before.query } = patch;
      if (name === before.name && query === before.query) return before;
      const after = await tx
        .updateTable("saved_views")
        .set({ name, query, updated_at: new Date(clock.now()) })
        .where("id", "=", id)
        .returningAll()
        .executeTakeFirstOrThrow();
      const event = eventOf(facts, after, "update");
      await audit.record({ ...event, before: settled(before), after: settled(after) }, tx);
      return after;
    }),
  );
  return toView(row);
}

/** Forgets a view. */
export async function deleteSavedView(
  { db, audit }: SavedViewDeps,
  holder: Holder,
  id: string,
  facts: AuditFacts,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await requireSavedView(tx, holder, id);
    await tx.deleteFrom("saved_views").where("id", "=", id).execute();
    await audit.record({ ...eventOf(facts, before, "delete"), before: settled(before) }, tx);
  });
}

function own(db: Kysely<Database>, { userId, organizationIds }: Holder) {
  return db.selectFrom("saved_views").where("user_id", "=", userId).where("organization_id", "in", organizationIds);
}

async function refuseTooMany(
  tx: Kysely<Database>,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
): Promise<void> {
  const { count } = await own(tx, { userId, organizationIds: [organizationId] })
    .select(sql<number>`count(*)`.as("count"))
    .executeTakeFirstOrThrow();
  if (Number(count) < VIEWS_MAX) return;
  throw fail("conflict", { message: `You have ${VIEWS_MAX} saved views, which is the most. Delete one first.` });
}

async function refusingTwins<Answer>(change: () => Promise<Answer>): Promise<Answer> {
  try {
    return await change();
  } catch (error) {
    if (errorCodeOf(error) !== UNIQUE_VIOLATION) throw error;
    throw fail("conflict", {
      message: "You have a saved view of that name on this page. Choose another.",
      param: "name",
    });
  }
}

function eventOf(facts: AuditFacts, row: Row, verb: "create" | "update" | "delete") {
  const target = { kind: "saved_view", id: row.id, label: row.name };
  return {
    ...facts,
    organizationId: row.organization_id,
    action: `saved_view.${verb}`,
    outcome: "success" as const,
    target,
  };
}

function settled({ page, name, query }: Row): object {
  return { page, name, query };
}

function toView(row: Row): SavedViewView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    page: row.page,
    name: row.name,
    query: row.query,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
