import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../sql/schema.ts";

/** Money of a route in a time: milliseconds, begin inclusive and end exclusive. */
export interface RouteSpentQuery {
  readonly projectId: string;
  readonly route: string;
  /** Undefined: of all keys. */
  readonly keyId: string | undefined;
  readonly part: "all" | "input" | "output";
  readonly startMs: number;
  readonly endMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * What was spent on routes of one organization, in their order, nano-dollars. Whole hours are read from the sums that
 * analytics are read from, the rest from the log: a month of a busy route then takes hundreds of rows, not millions.
 */
export async function readRouteSpent(
  db: Kysely<Database>,
  organizationId: string,
  queries: readonly RouteSpentQuery[],
): Promise<readonly number[]> {
  if (queries.length === 0) return [];
  const asked = JSON.stringify(queries.map(rowOf));
  const { rows } = await sql<{ place: number; spent: number }>`
    select asked.place, (case asked.part
      when 'input' then input when 'output' then total - input else total end)::bigint as spent
    from jsonb_to_recordset(${asked}::jsonb) as asked
        (place integer, project_id text, route text, key_id text, part text,
          starts_at timestamptz, head_ends_at timestamptz, first_hour timestamptz, end_hour timestamptz, ends_at timestamptz),
      lateral (
        select coalesce(sum(found.total), 0) as total, coalesce(sum(found.input), 0) as input from (
          select sum(total_nanos) as total, sum(input_nanos) as input from usage_facets
          where asked.key_id is null and organization_id = ${organizationId} and facet = 'route' and grain = 'hour'
            and bucket >= asked.first_hour and bucket < asked.end_hour
            and project_id = asked.project_id and outer_value = '' and value = asked.route
          union all
          select sum(total_nanos), sum(input_nanos) from usage_cube
          where asked.key_id is not null and organization_id = ${organizationId} and api_key_id = asked.key_id
            and grain = 'hour' and bucket >= asked.first_hour and bucket < asked.end_hour
            and project_id = asked.project_id and route = asked.route
          union all ${ofLog(organizationId, sql`asked.starts_at`, sql`asked.head_ends_at`)}
          union all ${ofLog(organizationId, sql`asked.end_hour`, sql`asked.ends_at`)}
        ) as found
      ) as sums
  `.execute(db);
  const spent = new Map(rows.map((row) => [row.place, Number(row.spent)]));
  return queries.map((_, place) => spent.get(place) ?? 0);
}

/** Between two times that are less than an hour apart, by the index of routes. */
function ofLog(organizationId: string, from: RawBuilder<unknown>, to: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select sum(total_nanos), sum((logs.route ->> 'inputNanos')::bigint) from request_logs as logs
    where organization_id = ${organizationId} and logs.route is not null and logs.route ->> 'route' = asked.route
      and timestamp >= ${from} and timestamp < ${to} and project_id = asked.project_id
      and (asked.key_id is null or api_key_id = asked.key_id)`;
}

function rowOf({ projectId, route, keyId, part, startMs, endMs }: RouteSpentQuery, place: number) {
  const firstMs = Math.ceil(startMs / HOUR_MS) * HOUR_MS;
  const lastMs = Math.max(firstMs, Math.floor(endMs / HOUR_MS) * HOUR_MS);
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    place,
    project_id: projectId,
    route,
    key_id: keyId ?? null,
    part,
    starts_at: at(startMs),
    head_ends_at: at(Math.min(firstMs, endMs)),
    first_hour: at(firstMs),
    end_hour: at(lastMs),
    ends_at: at(endMs),
  };
}
