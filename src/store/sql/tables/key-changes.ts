import type { Generated } from "kysely";

/** What a change was made to. */
export type KeyChangeKind = "key" | "project" | "organization" | "settings";

/** Written by triggers, one row for each change that the data plane must know of; kept for an hour. */
export interface KeyChangesTable {
  id: Generated<number>;
  /** Of the transaction that made it, in decimal: ids are given before commits, so their order alone misses some. */
  xid: Generated<string>;
  at: Generated<Date>;
  kind: KeyChangeKind;
  organization_id: string;
  project_id: string | null;
  api_key_id: string | null;
  /** The new status; null when it is the old one. */
  status: string | null;
}
