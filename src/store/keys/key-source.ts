import type { Kysely } from "kysely";
import type { CallerKey } from "../caller-key.ts";
import type { Database } from "../sql/schema.ts";
import { BudgetsCache } from "./budgets-cache.ts";
import { type KeyRow, loadKeyRows, loadRecentKeyRows } from "./load-keys.ts";
import { SettingsCache } from "./settings-cache.ts";
import { toCallerKey } from "./to-caller-key.ts";

/** Reads keys with all that belongs to them. */
export class KeySource {
  readonly #db: Kysely<Database>;
  readonly #settings: SettingsCache;
  readonly #budgets: BudgetsCache;

  constructor(db: Kysely<Database>) {
    this.#db = db;
    this.#settings = new SettingsCache(db);
    this.#budgets = new BudgetsCache(db);
  }

  /** The keys of these hashes; unknown and deleted ones are absent. */
  async load(hashes: readonly string[]): Promise<ReadonlyMap<string, CallerKey>> {
    return this.#toKeys(await loadKeyRows(this.#db, hashes));
  }

  /** The keys that were used last, in that order. */
  async recent(nowMs: number, countMax: number): Promise<ReadonlyMap<string, CallerKey>> {
    return this.#toKeys(await loadRecentKeyRows(this.#db, new Date(nowMs), countMax));
  }

  async #toKeys(rows: readonly KeyRow[]): Promise<ReadonlyMap<string, CallerKey>> {
    const settings = await this.#settings.of(rows);
    const budgets = await this.#budgets.of(rows);
    const keys = new Map<string, CallerKey>();
    for (const row of rows) {
      const own = settings.get(row.organization_id);
      if (own !== undefined) keys.set(row.hash, toCallerKey(row, own, budgets.get(row.organization_id) ?? []));
    }
    return keys;
  }
}
