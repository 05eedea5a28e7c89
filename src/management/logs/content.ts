import type { Kysely } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../../store/clock.ts";
import { readContent } from "../../store/contents/read-content.ts";
import type { LogRow } from "../../store/log-record.ts";
import { readOrganizationSettings } from "../../store/organization-settings.ts";
import type { Database } from "../../store/sql/schema.ts";

export interface ContentDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  /** What kept content is sealed with. */
  readonly masterKeys: MasterKeys;
}

/** The kept content of a request; `not_found` that says why where there is none. */
export async function contentOf(deps: ContentDeps, row: LogRow) {
  const organizationId = row.organization_id ?? "";
  const settings = await deps.db
    .selectFrom("organization_settings")
    .select("document")
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  if (!readOrganizationSettings(settings?.document).retention.storeContent) {
    throw fail("not_found", {
      message: "This organization keeps no content. Its setting retention.store_content turns that on.",
    });
  }
  const content = await readContent(deps, { recordId: row.record_id, organizationId });
  if (content === null) {
    throw fail("not_found", { message: "No content was kept of this request, or its time has ended." });
  }
  const { storedAt, expiresAt, ...texts } = content;
  const times = { storedAt: storedAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { requestId: row.request_id, ...texts, ...times };
}
