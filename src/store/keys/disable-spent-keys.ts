import { type Kysely, sql } from "kysely";
import type { Database } from "../sql/schema.ts";

/** A key that its usage limit has disabled. */
export interface SpentKey {
  readonly id: string;
  readonly organizationId: string;
  readonly description: string;
}

/**
 * Disables those of the keys whose usage limit is spent, and returns the ones that were active until now. For whoever
 * has just added to their usage, in the same transaction.
 */
export async function disableSpentKeys(db: Kysely<Database>, keyIds: readonly string[]): Promise<readonly SpentKey[]> {
  if (keyIds.length === 0) return [];
  // By id: two that do so at once then wait for each other in one direction only.
  const found = await sql<{ id: string; organization_id: string; description: string }>`
    with spent as (
      select api_keys.id
      from api_keys join api_key_usage on api_key_usage.api_key_id = api_keys.id
      where api_keys.id = any(${[...keyIds]})
        and api_keys.status = 'active'
        and api_key_usage.spent_nanos >= api_keys.usage_limit_nanos
      order by api_keys.id
      for no key update of api_keys
    )
    update api_keys set status = 'inactive', status_reason = 'usage_limit', updated_at = now()
    from spent where api_keys.id = spent.id
    returning api_keys.id, api_keys.organization_id, api_keys.description
  `.execute(db);
  return found.rows.map(({ id, organization_id, description }) => ({
    id,
    organizationId: organization_id,
    description,
  }));
}
