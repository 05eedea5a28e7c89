import { createId } from "../../../ids.ts";
import { addKey, addProject } from "../../keys/testing/rows.ts";
import type { Store } from "../../sql/open-store.ts";
import type { BudgetPeriod, BudgetScope } from "../../sql/schema.ts";

const DATES = { created_at: new Date(0), updated_at: new Date(0) };

/** What a record of a new organization names. */
export interface Place {
  readonly organizationId: string;
  readonly projectId: string;
  readonly apiKeyId: string;
}

/** A new organization with a project and a key of its own. */
export async function addOrganization(store: Store): Promise<Place> {
  const organizationId = createId("org");
  await store.db
    .insertInto("organizations")
    .values({ id: organizationId, name: "x", plan: "free", ...DATES })
    .execute();
  const first = { organizationId, projectId: "", email: "", password: null, apiKey: "" };
  const projectId = await addProject(store, first);
  const { id: apiKeyId } = await addKey(store, first, projectId);
  return { organizationId, projectId, apiKeyId };
}

/** A hard budget of one nano-dollar; returns its id. */
export async function addBudget(
  { db }: Store,
  organizationId: string,
  budget: { readonly scope: BudgetScope; readonly scope_id: string; readonly period: BudgetPeriod },
): Promise<string> {
  const id = createId("bud");
  const rest = { limit_nanos: 1, hard: true, allow_unpriced: false, name: "", created_by: null, ...DATES };
  await db
    .insertInto("budgets")
    .values({ id, organization_id: organizationId, ...budget, ...rest })
    .execute();
  return id;
}
