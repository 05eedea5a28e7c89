import { type Kysely, sql } from "kysely";

const MEASURES = `
  requests bigint not null,
  successes bigint not null,
  cached bigint not null,
  fallbacks bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  cache_read_tokens bigint not null,
  reasoning_tokens bigint not null,
  provider_cost_nanos bigint not null,
  fee_nanos bigint not null,
  total_nanos bigint not null,
  savings_nanos bigint not null,
  unpriced bigint not null,
  latency_count bigint not null,
  latency_us bigint not null,
  ttft_count bigint not null,
  ttft_us bigint not null,
  latency bigint[] not null,
  ttft bigint[] not null`;

const STATEMENTS = [
  // Names are compared byte by byte: order in a language is slower and means nothing here.
  `create table usage_facets (
    organization_id text collate "C" not null,
    facet text collate "C" not null,
    grain text collate "C" not null check (grain in ('minute', 'hour', 'day')),
    bucket timestamptz not null,
    project_id text collate "C" not null,
    outer_value text collate "C" not null,
    value text collate "C" not null,
    ${MEASURES},
    primary key (organization_id, facet, grain, bucket, project_id, outer_value, value)
  )`,
  `create table usage_cube (
    organization_id text collate "C" not null,
    grain text collate "C" not null check (grain in ('minute', 'hour', 'day')),
    bucket timestamptz not null,
    project_id text collate "C" not null,
    api_key_id text collate "C" not null,
    provider text collate "C" not null,
    model text collate "C" not null,
    endpoint text collate "C" not null,
    status_class text collate "C" not null,
    error_code text collate "C" not null,
    paid_by text collate "C" not null,
    ${MEASURES},
    primary key (organization_id, grain, bucket, project_id, api_key_id, provider, model, endpoint, status_class,
      error_code, paid_by)
  )`,
  "create index usage_cube_key on usage_cube (organization_id, api_key_id, grain, bucket)",
  // What the removal of old buckets looks for.
  "create index usage_facets_age on usage_facets (grain, bucket) where grain <> 'day'",
  "create index usage_cube_age on usage_cube (grain, bucket) where grain <> 'day'",
  `create table rollup_values (
    organization_id text collate "C" not null,
    day timestamptz not null,
    facet text collate "C" not null,
    value text collate "C" not null,
    primary key (organization_id, day, facet, value)
  )`,
  "create index rollup_values_age on rollup_values (day)",
  // A histogram is a list of slots; a slot holds its number above 40 bits of count, so joining lists is adding them up.
  `create function merge_histograms(a bigint[], b bigint[]) returns bigint[] language sql immutable as $$
    select case when b = '{}' then a when a = '{}' then b else (
      select array_agg(slot order by slot) from (
        select ((e >> 40) << 40) + sum(e & 1099511627775)::bigint as slot from unnest(a || b) as e group by e >> 40
      ) as merged
    ) end
  $$`,
  // Rows come in the order of their times, so a tenth of a thousandth of a full index does.
  "create index request_logs_age on request_logs using brin (timestamp)",
  `create table request_contents (
    record_id text primary key,
    request_id text not null,
    organization_id text not null references organizations (id) on delete cascade,
    project_id text,
    sealed_key text not null,
    body bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  "create index request_contents_expires_at on request_contents (expires_at)",
  "create index request_contents_organization on request_contents (organization_id, created_at)",
  "create index request_contents_project on request_contents (project_id)",
] as const;

/** Sums of the request log for analytics, and kept content. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
