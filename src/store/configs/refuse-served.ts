import type { Kysely, Transaction } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { ConfigState } from "../sql/tables/project-configs.ts";

/** A configuration that was served before is not the one at fault: something around it has changed. */
const FRESH_MS = 60_000;

/** A configuration that a process cannot serve. */
export interface RefusedConfig {
  readonly configId: string;
  readonly projectId: string;
  /** What is wrong, in a sentence without secrets. */
  readonly reason: string;
  readonly at: Date;
}

/**
 * Takes a configuration back that has just been served, because a process cannot serve it: the version that it replaced
 * is served again, everywhere. Gives that version's number, null where nothing was served before, and undefined where
 * nothing was done: it is not served any more, or has been for longer than a minute.
 */
export async function refuseServed(db: Kysely<Database>, refused: RefusedConfig): Promise<number | null | undefined> {
  return await db.transaction().execute(async (tx) => {
    // As every change of a project's configurations does: one after the other.
    await tx.selectFrom("projects").select("id").where("id", "=", refused.projectId).forNoKeyUpdate().execute();
    const { configId, projectId, at } = refused;
    const row = await tx
      .selectFrom("project_configs")
      .where("id", "=", configId)
      .where("state", "=", "SERVED")
      .select(["version", "served_at", "updated_at"])
      .executeTakeFirst();
    const servedAt = row?.served_at?.getTime();
    if (row === undefined || servedAt === undefined || at.getTime() - servedAt > FRESH_MS) return undefined;
    const before = await tx
      .selectFrom("project_configs")
      .where("project_id", "=", projectId)
      .where("state", "=", "RETIRED")
      .select(["id", "version", "updated_at", "retired_at"])
      .orderBy("retired_at", "desc")
      .limit(1)
      .executeTakeFirst();
    await move(tx, refused, configId, { from: "SERVED", to: "RETIRED", action: "refuse", updatedAt: row.updated_at });
    // Retired by this one, or long ago by something else.
    const replaced =
      before?.retired_at && Math.abs(servedAt - before.retired_at.getTime()) < FRESH_MS ? before : undefined;
    if (replaced === undefined) return null;
    const again = { from: "RETIRED", to: "SERVED", action: "rollback", updatedAt: replaced.updated_at } as const;
    await move(tx, refused, replaced.id, again);
    return replaced.version;
  });
}

interface Move {
  readonly from: ConfigState;
  readonly to: ConfigState;
  readonly action: string;
  readonly updatedAt: Date;
}

async function move(tx: Transaction<Database>, refused: RefusedConfig, id: string, made: Move): Promise<void> {
  const { from, to, action, updatedAt } = made;
  const at = new Date(Math.max(refused.at.getTime(), updatedAt.getTime() + 1));
  await tx
    .updateTable("project_configs")
    .set({ state: to, updated_at: at, retired_at: to === "RETIRED" ? at : null, shadow_percent: null })
    .where("id", "=", id)
    .execute();
  const actor = JSON.stringify({ kind: "system", id: null, label: "a process that serves requests" });
  await tx
    .insertInto("project_config_events")
    .values({ config_id: id, at, actor, action, from_state: from, to_state: to, message: refused.reason })
    .execute();
}
