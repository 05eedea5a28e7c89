import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import type { CallerBudget } from "../caller-key.ts";
import type { Database } from "../sql/schema.ts";

const ORGANIZATIONS_MAX = 10_000;

/** Which budgets a key row means; version 0: the organization never had any. */
export interface BudgetsReference {
  readonly organization_id: string;
  readonly budgets_version: number;
}

/** Organizations' budgets, read once a version and shared by all of an organization's keys. */
export class BudgetsCache {
  readonly #db: Kysely<Database>;
  readonly #known = new LRUCache<string, { readonly version: number; readonly budgets: readonly CallerBudget[] }>({
    max: ORGANIZATIONS_MAX,
  });

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** The budgets by organization; fetches those that are not known in this version. Absent: none. */
  async of(references: readonly BudgetsReference[]): Promise<ReadonlyMap<string, readonly CallerBudget[]>> {
    const found = new Map<string, readonly CallerBudget[]>();
    const missing = new Map<string, number>();
    for (const { organization_id: id, budgets_version: version } of references) {
      const known = this.#known.get(id);
      if (known !== undefined && known.version === version) found.set(id, known.budgets);
      else if (version > 0) missing.set(id, version);
    }
    if (missing.size === 0) return found;
    for (const [id, budgets] of await this.#read([...missing.keys()])) {
      // What was read is of this version or a later one; a later one is read again.
      this.#known.set(id, { version: missing.get(id) ?? 0, budgets });
      found.set(id, budgets);
    }
    return found;
  }

  async #read(organizationIds: readonly string[]): Promise<ReadonlyMap<string, readonly CallerBudget[]>> {
    const rows = await this.#db
      .selectFrom("budgets")
      .where("organization_id", "in", [...organizationIds])
      .orderBy("id")
      .select(["organization_id", "id", "scope", "scope_id", "period", "limit_nanos", "hard", "allow_unpriced"])
      .execute();
    const budgets = new Map(organizationIds.map((id): [string, CallerBudget[]] => [id, []]));
    for (const row of rows) {
      const { id, scope, period, hard } = row;
      const of = { id, scope, scopeId: row.scope_id, period, hard };
      const budget = { ...of, limitNanos: row.limit_nanos, allowUnpriced: row.allow_unpriced };
      budgets.get(row.organization_id)?.push(Object.freeze(budget));
    }
    return budgets;
  }
}
