/** What was asked and answered, of organizations that keep it. One row a record of the log at most. */
export interface RequestContentsTable {
  record_id: string;
  request_id: string;
  organization_id: string;
  project_id: string | null;
  /** The row's own key, sealed by the master key; so a change of that need not touch the content. */
  sealed_key: string;
  /** Nonce, ciphertext and tag of the compressed JSON. */
  body: Buffer;
  created_at: Date;
  expires_at: Date;
}
