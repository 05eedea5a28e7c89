/** A response that can be continued by its id, with all that led to it. */
export interface StoredResponsesTable {
  project_id: string;
  id: string;
  /** Compressed and sealed: see `responses-store.ts`. */
  content: Buffer;
  /** Ids of the output items. */
  item_ids: string[];
  created_at: Date;
  expires_at: Date;
}
