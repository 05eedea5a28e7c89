import { type Kysely, sql } from "kysely";
import { raiseEvent } from "../../store/alerts/raise-event.ts";
import { hasOpenEvent, resolveEvents } from "../../store/alerts/resolve-events.ts";
import { DEVIATIONS_DEFAULT } from "../../store/alerts/rule-matches.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type HourSums, type Judgement, judgeErrors, judgeSpend } from "./judge-hour.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const WEEKS = 8;
/** Records come a moment after their hour has ended. */
const LATE_MS = 5 * 60_000;
const ORGANIZATIONS_A_QUERY = 200;

const NOTHING: HourSums = { requests: 0, errors: 0, spentNanos: 0 };
const JUDGES = { spend_anomaly: judgeSpend, error_rate_anomaly: judgeErrors } as const;

type AnomalyKind = keyof typeof JUDGES;

/** Sums of one organization by the begin of their hour, and when it began to use the gateway. */
interface History {
  readonly organizationId: string;
  readonly beganMs: number;
  readonly hours: ReadonlyMap<number, HourSums>;
}

/**
 * Compares the last full hour and the running one with the same hours of the eight weeks before, and raises or ends
 * anomalies. The running hour can only raise: what it has so far can only become more. Gives how many were raised.
 */
export async function evaluateAnomalies(db: Kysely<Database>, clock: Clock): Promise<number> {
  const nowMs = clock.now();
  const running = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const last = Math.floor((nowMs - LATE_MS) / HOUR_MS) * HOUR_MS - HOUR_MS;
  const organizationIds = await lively(db, running - WEEK_MS / 7);
  let raised = 0;
  for (let from = 0; from < organizationIds.length; from += ORGANIZATIONS_A_QUERY) {
    const ids = organizationIds.slice(from, from + ORGANIZATIONS_A_QUERY);
    const openAt = await thresholds(db, ids);
    for (const history of await readHistories(db, ids, [last, running])) {
      for (const kind of Object.keys(JUDGES) as AnomalyKind[]) {
        const least = openAt.get(`${history.organizationId} ${kind}`) ?? DEVIATIONS_DEFAULT;
        raised += await evaluate(db, {
          history,
          kind,
          openAt: Math.min(least, DEVIATIONS_DEFAULT),
          last,
          running,
          nowMs,
        });
      }
    }
  }
  return raised;
}

interface Evaluation {
  readonly history: History;
  readonly kind: AnomalyKind;
  readonly openAt: number;
  readonly last: number;
  readonly running: number;
  readonly nowMs: number;
}

async function evaluate(db: Kysely<Database>, evaluation: Evaluation): Promise<number> {
  const { history, kind, last, running, nowMs } = evaluation;
  const which = { organizationId: history.organizationId, kind, keyBegin: `${kind}:` };
  const ended = judge(evaluation, last);
  const now = judge(evaluation, running);
  const [hour, found] = now.verdict === "anomaly" ? ([running, now] as const) : ([last, ended] as const);
  if (found.verdict === "anomaly") {
    if (await hasOpenEvent(db, which)) return 0;
    return (await raise(db, which, hour, found, new Date(nowMs))) ? 1 : 0;
  }
  if (ended.verdict === "calm") {
    // What the running hour raised is not ended by the hour before it.
    await resolveEvents(db, { ...which, raisedBefore: new Date(last + HOUR_MS) }, new Date(nowMs));
  }
  return 0;
}

function judge({ history, kind, openAt }: Evaluation, hour: number): Judgement {
  return JUDGES[kind]({ sums: history.hours.get(hour) ?? NOTHING, weeks: weeksOf(history, hour) }, openAt);
}

/** Samples of the hour and its neighbours, of weeks since the organization began. */
function weeksOf({ beganMs, hours }: History, hour: number): HourSums[][] {
  return [-1, 0, 1].map((shift) =>
    Array.from({ length: WEEKS }, (_, week) => hour + shift * HOUR_MS - (week + 1) * WEEK_MS)
      .filter((at) => at >= beganMs)
      .map((at) => hours.get(at) ?? NOTHING),
  );
}

async function raise(
  db: Kysely<Database>,
  { organizationId, kind, keyBegin }: { organizationId: string; kind: AnomalyKind; keyBegin: string },
  hourMs: number,
  { deviations, figures }: Judgement,
  at: Date,
): Promise<boolean> {
  const hour = new Date(hourMs).toISOString();
  const details = { hour, deviations, ...figures };
  return await raiseEvent(db, { organizationId, kind, dedupeKey: keyBegin + hour, details, at });
}

/** Organizations that had requests lately; the day before included, so that what is open comes to its end. */
async function lively(db: Kysely<Database>, sinceMs: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id from organizations o where exists (
      select 1 from usage_facets f where f.organization_id = o.id and f.facet = 'all' and f.grain = 'hour'
        and f.bucket >= ${new Date(sinceMs)}::timestamptz)
      or exists (select 1 from alert_events e where e.organization_id = o.id and e.resolved_at is null
        and e.kind in ('spend_anomaly', 'error_rate_anomaly'))
    order by o.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** The least deviations that a rule of each organization and kind asks for. */
async function thresholds(db: Kysely<Database>, organizationIds: readonly string[]): Promise<Map<string, number>> {
  const rules = await db
    .selectFrom("alert_rules")
    .where("organization_id", "in", organizationIds)
    .where("kind", "in", Object.keys(JUDGES) as AnomalyKind[])
    .where("enabled", "=", true)
    .select(["organization_id", "kind", "thresholds"])
    .execute();
  const least = new Map<string, number>();
  for (const { organization_id, kind, thresholds: own } of rules) {
    const name = `${organization_id} ${kind}`;
    least.set(name, Math.min(least.get(name) ?? DEVIATIONS_DEFAULT, own.deviations ?? DEVIATIONS_DEFAULT));
  }
  return least;
}

async function readHistories(
  db: Kysely<Database>,
  organizationIds: readonly string[],
  hours: readonly number[],
): Promise<readonly History[]> {
  const wanted = new Set<number>(hours);
  for (const hour of hours) {
    for (let week = 1; week <= WEEKS; week += 1) {
      for (const shift of [-1, 0, 1]) wanted.add(hour + shift * HOUR_MS - week * WEEK_MS);
    }
  }
  const buckets = [...wanted].map((at) => new Date(at).toISOString());
  const sums = await sql<{ organization_id: string; bucket: Date } & Record<"requests" | "errors" | "spent", string>>`
    select organization_id, bucket, sum(requests)::text as requests, sum(requests - successes)::text as errors,
      sum(total_nanos)::text as spent
    from usage_facets
    where organization_id = any(${[...organizationIds]}) and facet = 'all' and grain = 'hour'
      and bucket = any(${buckets}::timestamptz[])
    group by organization_id, bucket`.execute(db);
  const begins = await sql<{ organization_id: string; began: Date }>`
    select organization_id, min(bucket) as began from usage_facets
    where organization_id = any(${[...organizationIds]}) and facet = 'all' and grain = 'day'
    group by organization_id`.execute(db);
  return begins.rows.map(({ organization_id: organizationId, began }) => ({
    organizationId,
    beganMs: began.getTime(),
    hours: new Map(
      sums.rows
        .filter((row) => row.organization_id === organizationId)
        .map((row) => [
          row.bucket.getTime(),
          { requests: Number(row.requests), errors: Number(row.errors), spentNanos: Number(row.spent) },
        ]),
    ),
  }));
}
