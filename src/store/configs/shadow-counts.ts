import { type Kysely, sql } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { ConfigShadowCountsTable } from "../sql/tables/project-configs.ts";

type Row = Omit<ConfigShadowCountsTable, "config_id" | "last_at"> & { readonly configId: string };

/** Adds counts to those that there are. Versions that are gone meanwhile are passed over. */
export async function addShadowCounts(db: Kysely<Database>, counts: readonly Row[], at: Date): Promise<void> {
  if (counts.length === 0) return;
  const ids = [...new Set(counts.map(({ configId }) => configId))];
  const present = await db.selectFrom("project_configs").where("id", "in", ids).select("id").execute();
  const known = new Set(present.map(({ id }) => id));
  const rows = counts
    .filter(({ configId }) => known.has(configId))
    .map(({ configId, ...rest }) => ({ ...rest, config_id: configId, last_at: at }));
  if (rows.length === 0) return;
  await db
    .insertInto("config_shadow_counts")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["config_id", "route", "served", "shadow"]).doUpdateSet((on) => ({
        requests: sql<number>`config_shadow_counts.requests + ${on.ref("excluded.requests")}`,
        last_at: on.ref("excluded.last_at"),
      })),
    )
    .execute();
}
