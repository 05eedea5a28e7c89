import type { Kysely } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { recordOf } from "./log-record.ts";
import type { Database } from "./sql/schema.ts";

/** Applied records, by the id of their request. */
export interface ReceiptReader {
  /**
   * The record of an organization's own request; null when there is none, when it is another's, or when the journal
   * has not been applied so far. Of several requests with one caller-chosen id, the latest.
   */
  findRecord(requestId: string, organizationId: string): Promise<RequestRecord | null>;
}

/** Makes a reader on the store. */
export function createReceiptReader(db: Kysely<Database>): ReceiptReader {
  return {
    async findRecord(requestId: string, organizationId: string): Promise<RequestRecord | null> {
      const row = await db
        .selectFrom("request_logs")
        .selectAll()
        .where("request_id", "=", requestId)
        .where("organization_id", "=", organizationId)
        .orderBy("timestamp", "desc")
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },
  };
}
