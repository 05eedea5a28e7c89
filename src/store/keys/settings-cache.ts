import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import { type OrganizationSettings, readOrganizationSettings } from "../organization-settings.ts";
import type { Database } from "../sql/schema.ts";

const ORGANIZATIONS_MAX = 10_000;
const NOTHING_SET = readOrganizationSettings(null);

/** Which settings a key row means; a null version: the organization set nothing. */
export interface SettingsReference {
  readonly organization_id: string;
  readonly settings_version: number | null;
}

/** Organizations' settings, read once a version and shared by all of an organization's keys. */
export class SettingsCache {
  readonly #db: Kysely<Database>;
  readonly #known = new LRUCache<string, { readonly version: number; readonly settings: OrganizationSettings }>({
    max: ORGANIZATIONS_MAX,
  });

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** The settings that these rows mean, by organization; fetches those that are not known in this version. */
  async of(references: readonly SettingsReference[]): Promise<ReadonlyMap<string, OrganizationSettings>> {
    const found = new Map<string, OrganizationSettings>();
    const missing = new Set<string>();
    for (const { organization_id: id, settings_version: version } of references) {
      const known = this.#known.get(id);
      if (version === null) found.set(id, NOTHING_SET);
      else if (known !== undefined && known.version === version) found.set(id, known.settings);
      else missing.add(id);
    }
    if (missing.size === 0) return found;
    // Gone meanwhile: with its organization, or never committed.
    for (const id of missing) found.set(id, NOTHING_SET);
    const rows = await this.#db
      .selectFrom("organization_settings")
      .where("organization_id", "in", [...missing])
      .select(["organization_id", "version", "document"])
      .execute();
    for (const { organization_id: id, version, document } of rows) {
      const settings = readOrganizationSettings(document);
      this.#known.set(id, { version, settings });
      found.set(id, settings);
    }
    return found;
  }
}
