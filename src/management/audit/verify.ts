import type { Kysely } from "kysely";
import type { Database } from "../../store/sql/schema.ts";
import { GENESIS_HASH } from "../../store/sql/tables/audit.ts";
import { type AuditRow, hashOf, toAuditLog } from "./chain.ts";

const BATCH_ROWS = 1_000;

/** What a check of a chain found. */
export interface ChainReport {
  readonly valid: boolean;
  /** Events whose hash was computed anew. */
  readonly checked: number;
  /** Of the oldest event that is kept; null when there is none. */
  readonly firstSeq: number | null;
  /** Of the newest event; 0 before the first. */
  readonly lastSeq: number;
  /** Hash of the newest event. Noted down elsewhere, it later proves that this beginning of the chain still stands. */
  readonly lastHash: string;
  /** Events up to this one were purged when their retention ended. */
  readonly purgedSeq: number;
  /** The first event that is not as it was written; null when all are. */
  readonly brokenSeq: number | null;
  readonly reason: "changed" | "missing" | "unlinked" | "end_differs" | null;
}

/** Computes a chain's hashes anew, up to the event that is its newest when the check begins. */
export async function verifyChain(db: Kysely<Database>, chain: string): Promise<ChainReport> {
  const head = await readHead(db, chain);
  let at: Place = { seq: head.purgedSeq, hash: head.purgedHash };
  let checked = 0;
  const report = (reason: ChainReport["reason"], brokenSeq: number | null): ChainReport => ({
    valid: reason === null,
    checked,
    firstSeq: head.seq > head.purgedSeq ? head.purgedSeq + 1 : null,
    lastSeq: head.seq,
    lastHash: head.hash,
    purgedSeq: head.purgedSeq,
    brokenSeq,
    reason,
  });
  while (at.seq < head.seq) {
    const rows = await readBatch(db, chain, at.seq, head.seq);
    const { place, fault } = follow(at, rows);
    checked += place.seq - at.seq;
    at = place;
    if (fault === "missing") {
      // A purge may have moved past us meanwhile: then there is a newer checkpoint to begin from.
      const now = await readHead(db, chain);
      if (now.purgedSeq <= at.seq) return report("missing", at.seq + 1);
      at = { seq: now.purgedSeq, hash: now.purgedHash };
    } else if (fault !== null) return report(fault, at.seq + 1);
  }
  return at.seq > head.seq || at.hash === head.hash ? report(null, null) : report("end_differs", head.seq);
}

/** A place in a chain: the last event that is right, and its hash. */
interface Place {
  readonly seq: number;
  readonly hash: string;
}

/** Goes along rows while each follows the one before and is as it was written. */
function follow(
  start: Place,
  rows: readonly AuditRow[],
): { place: Place; fault: "changed" | "missing" | "unlinked" | null } {
  let place = start;
  for (const row of rows) {
    if (row.seq !== place.seq + 1) return { place, fault: "missing" };
    if (row.prev_hash !== place.hash) return { place, fault: "unlinked" };
    if (hashOf(toAuditLog(row)) !== row.hash) return { place, fault: "changed" };
    place = { seq: row.seq, hash: row.hash };
  }
  return { place, fault: rows.length === 0 ? "missing" : null };
}

interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly purgedSeq: number;
  readonly purgedHash: string;
}

async function readHead(db: Kysely<Database>, chain: string): Promise<Head> {
  const row = await db.selectFrom("audit_chains").selectAll().where("chain", "=", chain).executeTakeFirst();
  return {
    seq: row?.seq ?? 0,
    hash: row?.hash ?? GENESIS_HASH,
    purgedSeq: row?.purged_seq ?? 0,
    purgedHash: row?.purged_hash ?? GENESIS_HASH,
  };
}

async function readBatch(db: Kysely<Database>, chain: string, after: number, upTo: number) {
  return await db
    .selectFrom("audit_events")
    .selectAll()
    .where("chain", "=", chain)
    .where("seq", ">", after)
    .where("seq", "<=", upTo)
    .orderBy("seq")
    .limit(BATCH_ROWS)
    .execute();
}
