import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  // Its names, its configuration, and what of the cost came of input: see `RouteRecord`.
  "alter table request_logs add column route jsonb",
  `create index request_logs_route on request_logs
    (organization_id, (route ->> 'route'), timestamp desc, record_id desc) where route is not null`,
  "alter table usage_cube add column route text collate \"C\" not null default ''",
  "alter table usage_cube drop constraint usage_cube_pkey",
  `alter table usage_cube add primary key (organization_id, grain, bucket, project_id, api_key_id, provider, model,
    endpoint, status_class, error_code, paid_by, route)`,
  // What guardrails found, of which nothing is known before, and what of routes' cost came of input.
  ...["usage_facets", "usage_cube"].flatMap((table) => [
    `alter table ${table} add column violations bigint not null default 0`,
    `alter table ${table} add column input_nanos bigint not null default 0`,
  ]),
];

/** Routes of configurations in the log and in the sums that analytics are read from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
