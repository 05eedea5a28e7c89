import { type Kysely, sql } from "kysely";
import type { NewAlertEvent } from "../../store/alerts/raise-event.ts";
import { raiseEvents } from "../../store/alerts/raise-events.ts";
import { EXPIRY_DAYS_DEFAULT, ROTATION_DAYS_DEFAULT } from "../../store/alerts/rule-matches.ts";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";

const DAY_MS = 86_400_000;

type KeyKind = "key_expiring" | "key_rotation_due";

/** A key with the moment that its people are reminded of. */
export interface DatedKey {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly description: string;
  /** When it expires, or is due to be rotated. */
  readonly at: Date;
  /** Since when that has been known: what would have been told before is not told afterwards. */
  readonly since: Date;
}

/** The numbers of days before its moment that have come for a key, and came after it was made. */
export function daysReached(key: Pick<DatedKey, "at" | "since">, days: readonly number[], nowMs: number): number[] {
  return days.filter((count) => {
    const tellMs = key.at.getTime() - count * DAY_MS;
    return tellMs <= nowMs && tellMs > key.since.getTime();
  });
}

/** Tells of keys that expire soon, are due to be rotated, or were disabled. Gives how many events were raised. */
export async function evaluateKeys(db: Kysely<Database>, clock: Clock): Promise<number> {
  const now = new Date(clock.now());
  await resolveDone(db, now);
  const days = await daysByOrganization(db);
  const expiring = await raiseFor(db, "key_expiring", await expiringKeys(db, now, days), days, now);
  const due = await raiseFor(db, "key_rotation_due", await dueKeys(db, now, days), days, now);
  return expiring + due + (await raiseDisabled(db, now));
}

/** Keys whose usage limit was spent within a day, so that a first start does not tell of old stories. */
async function raiseDisabled(db: Kysely<Database>, now: Date): Promise<number> {
  const keys = await db
    .selectFrom("api_keys")
    .where("status", "=", "inactive")
    .where("status_reason", "=", "usage_limit")
    .where("updated_at", ">", new Date(now.getTime() - DAY_MS))
    .select(["id", "organization_id", "project_id", "description", "usage_limit_nanos"])
    .execute();
  const events = keys.map(({ id, organization_id: organizationId, project_id: projectId, ...key }): NewAlertEvent => {
    const { description, usage_limit_nanos: limitNanos } = key;
    const details = { apiKeyId: id, projectId, description, reason: "usage_limit", limitNanos };
    return { organizationId, kind: "key_disabled", dedupeKey: `key_disabled:${id}:${limitNanos}`, details, at: now };
  });
  return await raiseEvents(db, events);
}

/** Days that organizations' rules ask for, beside the default ones. */
class DaysAsked {
  readonly #asked = new Map<string, readonly number[]>();

  add(organizationId: string, kind: KeyKind, days: readonly number[]): void {
    const name = `${organizationId} ${kind}`;
    this.#asked.set(name, [...new Set([...(this.#asked.get(name) ?? []), ...days])]);
  }

  of(organizationId: string, kind: KeyKind): readonly number[] {
    const byDefault = kind === "key_expiring" ? EXPIRY_DAYS_DEFAULT : ROTATION_DAYS_DEFAULT;
    return [...new Set([...byDefault, ...(this.#asked.get(`${organizationId} ${kind}`) ?? [])])];
  }

  most(kind: KeyKind): number {
    const asked = [...this.#asked].filter(([name]) => name.endsWith(` ${kind}`)).flatMap(([, days]) => days);
    const byDefault = kind === "key_expiring" ? EXPIRY_DAYS_DEFAULT : ROTATION_DAYS_DEFAULT;
    return Math.max(...byDefault, ...asked);
  }
}

async function daysByOrganization(db: Kysely<Database>): Promise<DaysAsked> {
  const rules = await db
    .selectFrom("alert_rules")
    .where("kind", "in", ["key_expiring", "key_rotation_due"])
    .where("enabled", "=", true)
    .select(["organization_id", "kind", "thresholds"])
    .execute();
  const days = new DaysAsked();
  for (const rule of rules) days.add(rule.organization_id, rule.kind as KeyKind, rule.thresholds.days ?? []);
  return days;
}

async function expiringKeys(db: Kysely<Database>, now: Date, days: DaysAsked): Promise<readonly DatedKey[]> {
  const until = new Date(now.getTime() + days.most("key_expiring") * DAY_MS);
  return await datedKeys(
    db,
    sql`expires_at`,
    sql`created_at`,
    sql`expires_at > ${now}::timestamptz and expires_at <= ${until}::timestamptz`,
  );
}

async function dueKeys(db: Kysely<Database>, now: Date, days: DaysAsked): Promise<readonly DatedKey[]> {
  const until = new Date(now.getTime() + days.most("key_rotation_due") * DAY_MS);
  return await datedKeys(
    db,
    ROTATION_DUE,
    sql`coalesce(rotated_at, created_at)`,
    sql`${ROTATION_DUE} <= ${until}::timestamptz`,
  );
}

/** As the API shows it; see `rotationDueAt` there. */
const ROTATION_DUE = sql`coalesce(rotated_at, created_at) + make_interval(hours => rotation_reminder_days * 24)`;

type Sql = ReturnType<typeof sql>;

async function datedKeys(db: Kysely<Database>, at: Sql, since: Sql, which: Sql): Promise<readonly DatedKey[]> {
  const { rows } = await sql<DatedKey>`
    select id, organization_id as "organizationId", project_id as "projectId", description, ${at} as at,
      ${since} as since
    from api_keys where status = 'active' and ${which} order by id`.execute(db);
  return rows;
}

async function raiseFor(
  db: Kysely<Database>,
  kind: KeyKind,
  keys: readonly DatedKey[],
  days: DaysAsked,
  now: Date,
): Promise<number> {
  const events = keys.flatMap((key) => {
    const { organizationId, projectId, description } = key;
    const at = key.at.toISOString();
    return daysReached(key, days.of(organizationId, kind), now.getTime()).map((daysBefore): NewAlertEvent => {
      const moment = kind === "key_expiring" ? { expiresAt: at } : { dueAt: at };
      const details = { apiKeyId: key.id, projectId, description, ...moment, daysBefore };
      return { organizationId, kind, dedupeKey: `${kind}:${key.id}:${at}:${daysBefore}`, details, at: now };
    });
  });
  return await raiseEvents(db, events);
}

/** Reminders of keys that were rotated, changed or removed, or whose moment has passed, are over. */
async function resolveDone(db: Kysely<Database>, now: Date): Promise<void> {
  await sql`
    update alert_events set resolved_at = ${now}::timestamptz
    where resolved_at is null and kind in ('key_expiring', 'key_rotation_due', 'key_disabled')
      and starts_with(dedupe_key, kind || ':') and not exists (
      select 1 from api_keys where api_keys.id = alert_events.details ->> 'apiKeyId' and api_keys.status <> 'deleted'
        and case kind when 'key_disabled' then api_keys.status = 'inactive' when 'key_expiring'
          then api_keys.status = 'active' and expires_at > ${now}::timestamptz
            and date_trunc('milliseconds', expires_at) = (alert_events.details ->> 'expiresAt')::timestamptz
          else api_keys.status = 'active' and date_trunc('milliseconds', ${ROTATION_DUE}) = (alert_events.details ->> 'dueAt')::timestamptz end
    )`.execute(db);
}
