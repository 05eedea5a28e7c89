import type { Kysely, Transaction } from "kysely";
import { createId } from "../../ids.ts";
import { maskSecrets } from "../../secrets/mask.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { GENESIS_HASH, PLATFORM_CHAIN } from "../../store/sql/tables/audit.ts";
import type { Audit, AuditEvent } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type AuditRow, hashOf, toAuditLog } from "./chain.ts";

const NAME_MAX = 256;
const TEXT_MAX = 512;
const DETAILS_MAX = 16_384;
const DETAILS_SHOWN = 4_096;

/**
 * Writes events to the store, each linked to the one before it in its organization's chain. Secrets in `before` and
 * `after` are masked here, whatever the caller did, and both are bounded to 16 thousand characters.
 *
 * The end of a chain stays locked until the transaction ends: record last in a transaction, and never for two
 * organizations in one, so that no two transactions wait for each other. Within a transaction always hand it in: the
 * embedded database has one connection, and a second one would be waited for in vain.
 */
export function createAudit({ db, clock }: { readonly db: Kysely<Database>; readonly clock: Clock }): Audit {
  return {
    async record(event, within = db): Promise<void> {
      if (within.isTransaction) await append(within, event, clock);
      else await within.transaction().execute((transaction) => append(transaction, event, clock));
    },
  };
}

async function append(db: Kysely<Database> | Transaction<Database>, event: AuditEvent, clock: Clock): Promise<void> {
  const now = new Date(clock.now());
  const chain = event.organizationId ?? PLATFORM_CHAIN;
  // Inserts or changes nothing, and locks the row either way.
  const head = await db
    .insertInto("audit_chains")
    .values({
      chain,
      seq: 0,
      hash: GENESIS_HASH,
      at: now,
      purged_seq: 0,
      purged_hash: GENESIS_HASH,
      retention_days: null,
    })
    .onConflict((conflict) => conflict.column("chain").doUpdateSet((row) => ({ chain: row.ref("excluded.chain") })))
    .returning(["seq", "hash", "at"])
    .executeTakeFirstOrThrow();
  const row: Omit<AuditRow, "hash"> = {
    chain,
    seq: head.seq + 1,
    id: createId("aud"),
    // Clocks of several machines differ; in a chain time does not run backwards.
    at: head.at > now ? head.at : now,
    ...columnsOf(event),
    prev_hash: head.hash,
  };
  const hash = hashOf(toAuditLog(row));
  await db
    .insertInto("audit_events")
    .values({ ...row, hash })
    .execute();
  await db.updateTable("audit_chains").set({ seq: row.seq, hash, at: row.at }).where("chain", "=", chain).execute();
}

type EventColumns = Omit<AuditRow, "chain" | "seq" | "id" | "at" | "prev_hash" | "hash">;

function columnsOf({ actor, target, ...event }: AuditEvent): EventColumns {
  return {
    actor_kind: actor.kind,
    actor_id: text(actor.id, NAME_MAX),
    actor_label: text(actor.label, NAME_MAX),
    action: text(event.action, NAME_MAX) ?? "",
    outcome: event.outcome,
    target_kind: text(target?.kind, NAME_MAX),
    target_id: text(target?.id, NAME_MAX),
    target_label: text(target?.label, TEXT_MAX),
    before: details(event.before),
    after: details(event.after),
    client_ip: text(event.clientIp, NAME_MAX),
    user_agent: text(event.userAgent, TEXT_MAX),
    request_id: text(event.requestId, NAME_MAX),
  };
}

/** Text that both engines store as it is: bounded, without NUL, without halves of surrogate pairs. */
function text(value: string | null | undefined, lengthMax: number): string | null {
  return value?.slice(0, lengthMax).replaceAll("\0", "�").toWellFormed() ?? null;
}

function details(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const json = canonicalJson(maskSecrets(value));
  if (json.length <= DETAILS_MAX) return json;
  return canonicalJson({
    truncated: true,
    characters: json.length,
    start: json.slice(0, DETAILS_SHOWN).toWellFormed(),
  });
}
