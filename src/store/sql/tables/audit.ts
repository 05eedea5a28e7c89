/** Events that concern no organization form a chain of their own. */
export const PLATFORM_CHAIN = "platform";

/** What the first event of a chain is linked to. */
export const GENESIS_HASH = "0".repeat(64);

/** One event, linked to the one before it in its organization's chain. Rows are never updated; see the migration. */
export interface AuditEventsTable {
  /** The organization's id, or {@link PLATFORM_CHAIN}. */
  chain: string;
  /** From 1, without gaps. */
  seq: number;
  id: string;
  /** Never earlier than the event before it. */
  at: Date;
  actor_kind: "user" | "token" | "system" | "anonymous";
  actor_id: string | null;
  actor_label: string | null;
  action: string;
  outcome: "success" | "denied" | "failure";
  target_kind: string | null;
  target_id: string | null;
  target_label: string | null;
  /** Canonical JSON as text: a JSON column would refuse some texts and rewrite some numbers, and break the hash. */
  before: string | null;
  after: string | null;
  client_ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** SHA-256 in hex of the event before; of nothing, 64 zeros. */
  prev_hash: string;
  /** SHA-256 in hex of this event, `prev_hash` included. */
  hash: string;
}

/** The end of a chain, which the next event is linked to, and how far its beginning has been purged. */
export interface AuditChainsTable {
  chain: string;
  /** Of the newest event; 0 before the first. */
  seq: number;
  hash: string;
  at: Date;
  /** Of the newest event that was purged; 0 while none was. */
  purged_seq: number;
  purged_hash: string;
  /** Days that events are kept, 7 to 365; null: as the platform does. */
  retention_days: number | null;
}
