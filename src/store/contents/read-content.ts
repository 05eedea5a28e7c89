import type { Kysely } from "kysely";
import type { MasterKeys } from "../../secrets/master-keys.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../sql/schema.ts";
import { type Content, type ContentPlace, openContent } from "./sealed-content.ts";

/** Kept content with its end. */
export interface StoredContent extends Content {
  readonly storedAt: Date;
  readonly expiresAt: Date;
}

/** The content of a record; null where none was kept, or its time has ended. */
export async function readContent(
  { db, masterKeys, clock }: { readonly db: Kysely<Database>; readonly masterKeys: MasterKeys; readonly clock: Clock },
  place: ContentPlace,
): Promise<StoredContent | null> {
  const row = await db
    .selectFrom("request_contents")
    .select(["sealed_key", "body", "created_at", "expires_at"])
    .where("record_id", "=", place.recordId)
    .where("organization_id", "=", place.organizationId)
    .where("expires_at", ">", new Date(clock.now()))
    .executeTakeFirst();
  if (row === undefined) return null;
  const content = await openContent(masterKeys, { sealedKey: row.sealed_key, body: row.body }, place);
  return { ...content, storedAt: row.created_at, expiresAt: row.expires_at };
}
