import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import type { ConfigDeps } from "./deps.ts";
import { type ConfigRow, findServed } from "./queries.ts";
import type { diffAnswer } from "./schema.ts";
import { toChange } from "./semantic-diff.ts";

/**
 * What would be different if a version were served in place of another: of the one that is served, where none is named.
 * Throws `not_found` for another project's, `conflict` when one of the two is not understood any more.
 */
export async function diffConfig(
  { db, language }: Pick<ConfigDeps, "db" | "language">,
  config: ConfigRow,
  against: string | null,
): Promise<(typeof diffAnswer)["_output"]["diff"]> {
  const from = against === null ? await findServed(db, config.project_id) : await otherOf(db, config, against);
  const sameText = from?.yaml === config.yaml;
  const changes = sameText ? [] : language.diff(from?.yaml ?? null, config.yaml);
  if (changes === null) {
    throw fail("conflict", {
      message: "One of the two was written for another version of the gateway. Compare their texts.",
    });
  }
  return { from: from === null ? null : named(from), to: named(config), changes: changes.map(toChange), sameText };
}

async function otherOf(db: Kysely<Database>, { project_id }: ConfigRow, configId: string): Promise<ConfigRow> {
  const row = await db
    .selectFrom("project_configs")
    .where("id", "=", configId)
    .where("project_id", "=", project_id)
    .selectAll()
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw fail("not_found", { message: "The project has no configuration of this id.", param: "against" });
}

function named({ id, version, state }: ConfigRow) {
  return { id, version, state };
}
