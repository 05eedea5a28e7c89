import { hash } from "node:crypto";
import type { Selectable } from "kysely";
import { type AuditEventsTable, PLATFORM_CHAIN } from "../../store/sql/tables/audit.ts";
import type { AuditEvent } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

export type AuditRow = Selectable<AuditEventsTable>;

/** An event as the API shows it, exports hold it, and its hash is made of it. */
export interface AuditLog {
  readonly id: string;
  readonly organizationId: string | null;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly actor: {
    readonly kind: AuditEvent["actor"]["kind"];
    readonly id: string | null;
    readonly label: string | null;
  };
  readonly action: string;
  readonly outcome: AuditEvent["outcome"];
  readonly target: { readonly kind: string; readonly id: string; readonly label: string | null } | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly prevHash: string;
  readonly hash: string;
}

/**
 * SHA-256 in hex of the canonical JSON of an event without its own `hash`. As `prevHash` is part of it, a hash stands
 * for the whole chain up to its event. Whoever holds an export can compute it.
 */
export function hashOf({ hash: _own, ...event }: AuditLog): string {
  return hash("sha256", canonicalJson(event), "hex");
}

/** A row as the API shows it. */
export function toAuditLog(row: Omit<AuditRow, "hash"> & { readonly hash?: string }): AuditLog {
  return {
    id: row.id,
    organizationId: row.chain === PLATFORM_CHAIN ? null : row.chain,
    seq: row.seq,
    timestamp: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
    action: row.action,
    outcome: row.outcome,
    target:
      row.target_kind === null ? null : { kind: row.target_kind, id: row.target_id ?? "", label: row.target_label },
    before: parsed(row.before),
    after: parsed(row.after),
    clientIp: row.client_ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    prevHash: row.prev_hash,
    hash: row.hash ?? "",
  };
}

/** Who has tampered with a row may have left something that is no JSON: then its hash differs, and nothing breaks. */
function parsed(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
