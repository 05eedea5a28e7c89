import { sql, type Transaction } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Database } from "../store/sql/schema.ts";
import { arrivedAt } from "./log-row.ts";
import { type Labels, rollupName } from "./rollup-rows.ts";

/** Takes the place of a value when an organization has had too many on that day. */
export const OTHER = "(other)";

type Bounded = "model" | "source" | "tag";

/** Distinct values of an organization and a day that are counted by name. */
export const VALUES_MAX: Readonly<Record<Bounded, number>> = { model: 500, source: 200, tag: 1_000 };

interface Value {
  readonly organization_id: string;
  readonly day: string;
  readonly facet: Bounded;
  readonly value: string;
}

/**
 * The labels under which records are counted: names that callers make up are bounded for each organization and day, the
 * ones beyond are `(other)`. Two workers at once may let in a few more than the bound.
 */
export async function boundLabels(
  transaction: Transaction<Database>,
  labels: readonly Labels[],
  records: readonly RequestRecord[],
): Promise<readonly Labels[]> {
  const met = new Map<string, Value>();
  const places = records.map((record) => ({
    organization_id: rollupName(record.organizationId),
    day: `${arrivedAt(record).toISOString().slice(0, -13)}00:00:00.000Z`,
  }));
  labels.forEach((own, index) => {
    const place = places[index];
    if (place === undefined || records[index]?.organizationId === null) return;
    for (const [facet, value] of namesOf(own)) {
      const one = { ...place, facet, value };
      met.set(keyOf(one), one);
    }
  });
  const known = await letIn(transaction, met);
  return labels.map((own, index) => {
    const place = places[index];
    const named = (facet: Bounded, value: string): string =>
      value === "" || place === undefined || known.has(keyOf({ ...place, facet, value })) ? value : OTHER;
    return {
      model: named("model", own.model),
      source: named("source", own.source),
      tags: [...new Set(own.tags.map((tag) => named("tag", tag)))],
    };
  });
}

function namesOf({ model, source, tags }: Labels): (readonly [Bounded, string])[] {
  const all: (readonly [Bounded, string])[] = tags.map((tag) => ["tag", tag]);
  if (model !== "") all.push(["model", model]);
  if (source !== "") all.push(["source", source]);
  return all;
}

function keyOf({ organization_id, day, facet, value }: Value): string {
  return `${organization_id}\u0000${day}\u0000${facet}\u0000${value}`;
}

/** Remembers new values as far as there is room, and gives the keys of those that are known now. */
async function letIn(
  transaction: Transaction<Database>,
  met: ReadonlyMap<string, Value>,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const values = [...met.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  if (values.length === 0) return known;
  const { rows: old } = await sql<Value>`
    select met.organization_id, met.day, met.facet, met.value
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as met (organization_id text, day text, facet text, value text)
    join rollup_values as old on old.organization_id = met.organization_id and old.day = met.day::timestamptz
      and old.facet = met.facet and old.value = met.value`.execute(transaction);
  for (const one of old) known.add(keyOf(one));
  const fresh = values.filter((one) => !known.has(keyOf(one)));
  if (fresh.length === 0) return known;
  const room = await roomFor(transaction, fresh);
  const added = fresh.filter((one) => {
    const place = placeOf(one);
    const left = room.get(place) ?? VALUES_MAX[one.facet];
    room.set(place, left - 1);
    return left > 0;
  });
  for (const one of added) known.add(keyOf(one));
  if (added.length > 0) {
    await sql`
      insert into rollup_values (organization_id, day, facet, value)
      select organization_id, day, facet, value from jsonb_to_recordset(${JSON.stringify(added)}::jsonb)
        as added (organization_id text, day timestamptz, facet text, value text)
      order by organization_id, day, facet, value on conflict do nothing`.execute(transaction);
  }
  return known;
}

function placeOf({ organization_id, day, facet }: Omit<Value, "value">): string {
  return `${organization_id}\u0000${day}\u0000${facet}`;
}

async function roomFor(transaction: Transaction<Database>, fresh: readonly Value[]): Promise<Map<string, number>> {
  const places = [...new Map(fresh.map((one) => [placeOf(one), one])).values()];
  const { rows } = await sql<Omit<Value, "value"> & { count: number }>`
    select place.organization_id, place.day, place.facet, count(*) as count
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as place (organization_id text, day text, facet text)
    join rollup_values as old on old.organization_id = place.organization_id and old.day = place.day::timestamptz
      and old.facet = place.facet
    group by place.organization_id, place.day, place.facet`.execute(transaction);
  return new Map(rows.map((row) => [placeOf(row), VALUES_MAX[row.facet] - row.count]));
}
