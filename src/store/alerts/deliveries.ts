import { type Kysely, type Selectable, sql } from "kysely";
import type { Database } from "../sql/schema.ts";
import type { AlertDeliveriesTable, DeliveryStatus } from "../sql/tables/alerts.ts";

export type DeliveryRow = Selectable<AlertDeliveriesTable>;

/** How one attempt ended. */
export interface AttemptOutcome {
  readonly status: DeliveryStatus;
  /** Set when it is to be tried again. */
  readonly nextAt: Date | null;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly body: string | null;
  readonly responseMs: number | null;
}

/** Waiting longer than any delay means that the clock has been set back since. */
const WAIT_MAX_MS = 25 * 3_600_000;
/** Receivers that are slow must not keep the others waiting, nor one organization's those of all. */
const EACH_CHANNEL_MAX = 4;
const EACH_ORGANIZATION_MAX = 8;

/**
 * Takes up deliveries that are due, for so long; whoever has not noted their end by then is taken for dead, and they
 * are due again. Several processes may do so at once: each delivery is one's.
 */
export async function claimDeliveries(
  db: Kysely<Database>,
  { now, leaseMs, limit }: { readonly now: Date; readonly leaseMs: number; readonly limit: number },
): Promise<readonly DeliveryRow[]> {
  const dueBy = sql`status = 'pending' and (next_at <= ${now}::timestamptz
    or next_at > ${new Date(now.getTime() + WAIT_MAX_MS)}::timestamptz)`;
  const { rows } = await sql<DeliveryRow>`
    update alert_deliveries set next_at = ${new Date(now.getTime() + leaseMs)}::timestamptz, claim = claim + 1,
      attempts = attempts + 1, updated_at = ${now}::timestamptz
    where id in (
      select id from (
        select id, next_at, row_number() over (partition by organization_id order by next_at, id) as turn from (
          select id, next_at, organization_id, row_number() over (partition by channel_id order by next_at, id) as place
          from alert_deliveries where ${dueBy}
        ) as due where place <= ${EACH_CHANNEL_MAX}
      ) as fair where turn <= ${EACH_ORGANIZATION_MAX} order by next_at, id limit ${limit}
    ) and ${dueBy}
    returning *`.execute(db);
  return rows;
}

/** Notes how an attempt ended. False when another process has taken the delivery up meanwhile: then its word counts. */
export async function noteAttempt(
  db: Kysely<Database>,
  { id, claim }: Pick<DeliveryRow, "id" | "claim">,
  outcome: AttemptOutcome,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("alert_deliveries")
    .set({
      status: outcome.status,
      next_at: outcome.nextAt,
      last_status: outcome.httpStatus,
      last_error: outcome.error,
      last_body: outcome.body,
      response_ms: outcome.responseMs,
      updated_at: now,
    })
    .where("id", "=", id)
    .where("claim", "=", claim)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
