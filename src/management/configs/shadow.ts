import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { AuditFacts } from "../audit/facts.ts";
import { requireServable } from "./check-text.ts";
import type { ConfigDeps, ConfigPlace } from "./deps.ts";
import { lockProject, momentAfter, noteEvent, readInLocked } from "./in-project.ts";
import { audited, targetOf } from "./save-config.ts";
import type { ShadowBody, ShadowView } from "./schema.ts";

const OUTCOMES_MAX = 200;

/**
 * Plans a share of the project's requests for routes also with this version, and answers them with the one that is
 * served; 0 ends it. What was counted before is forgotten when it begins anew. Throws `conflict` for drafts and for what
 * is served, `invalid_parameters` where the version cannot be served as it is.
 */
export async function setShadow(
  deps: ConfigDeps,
  place: ConfigPlace,
  { percent, message = null }: ShadowBody,
  facts: AuditFacts,
): Promise<ShadowView> {
  return await deps.db.transaction().execute(async (tx) => {
    await lockProject(tx, place);
    const before = await readInLocked(tx, place, undefined);
    if (before.state !== "READY_TO_SERVE" && before.state !== "RETIRED") {
      throw fail("conflict", {
        message: `Version ${before.version} is ${before.state}. Only a reviewed version that is not served can be tried in the shadow.`,
        details: { state: before.state },
      });
    }
    if (percent > 0) await requireServable(deps, tx, place);
    const at = momentAfter(before.updated_at, deps.clock);
    if (percent > 0) {
      await tx
        .updateTable("project_configs")
        .set({ shadow_percent: null })
        .where("project_id", "=", place.projectId)
        .where("id", "<>", place.configId)
        .where("shadow_percent", "is not", null)
        .execute();
      if (before.shadow_percent === null) {
        await tx.deleteFrom("config_shadow_counts").where("config_id", "=", place.configId).execute();
      }
    }
    const row = await tx
      .updateTable("project_configs")
      .set({ shadow_percent: percent === 0 ? null : percent, updated_at: at })
      .where("id", "=", place.configId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await noteEvent(tx, row.id, facts, { at, action: "shadow", from: before.state, to: row.state, message });
    const event = {
      ...facts,
      organizationId: row.organization_id,
      action: "config.shadow",
      outcome: "success" as const,
    };
    const change = { before: audited(before), after: { ...audited(row), shadowPercent: percent, reason: message } };
    await deps.audit.record({ ...event, target: targetOf(row), ...change }, tx);
    return await readShadow(tx, place);
  });
}

/** What was planned in the shadow so far: the kinds of outcomes that came most often. */
export async function readShadow(db: Kysely<Database>, { configId }: ConfigPlace): Promise<ShadowView> {
  const { shadow_percent: percent } = await db
    .selectFrom("project_configs")
    .where("id", "=", configId)
    .select("shadow_percent")
    .executeTakeFirstOrThrow();
  const { requests, same } = await db
    .selectFrom("config_shadow_counts")
    .where("config_id", "=", configId)
    .select((on) => [
      on.fn.coalesce(on.fn.sum<number>("requests"), on.lit(0)).as("requests"),
      on.fn.coalesce(on.fn.sum<number>("requests").filterWhereRef("served", "=", "shadow"), on.lit(0)).as("same"),
    ])
    .executeTakeFirstOrThrow();
  const outcomes = await db
    .selectFrom("config_shadow_counts")
    .where("config_id", "=", configId)
    .select(["route", "served", "shadow", "requests", "last_at"])
    .orderBy("requests", "desc")
    .orderBy("route")
    .orderBy("shadow")
    .limit(OUTCOMES_MAX)
    .execute();
  return {
    percent: percent ?? 0,
    requests: Number(requests),
    same: Number(same),
    outcomes: outcomes.map(({ last_at: lastAt, ...one }) => ({ ...one, lastAt: lastAt.toISOString() })),
  };
}
