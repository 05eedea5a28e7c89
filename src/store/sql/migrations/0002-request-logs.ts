import { type Kysely, sql } from "kysely";

const STATEMENTS = [
  // No foreign keys: a record is a fact about the past and outlives the key, project and organization it names.
  // Not by request id alone: callers may choose that, and several requests of one trace often carry the same.
  `create table request_logs (
    record_id text primary key,
    request_id text not null,
    timestamp timestamptz not null,
    organization_id text,
    project_id text,
    api_key_id text,
    endpoint text not null,
    operation text not null,
    stream boolean not null,
    status integer not null,
    error_code text,
    requested_model text,
    provider text,
    model text,
    native_model text,
    finish_reason text,
    latency_ms double precision not null,
    overhead_ms double precision not null,
    time_to_first_token_ms double precision,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    cache_read_tokens bigint not null,
    reasoning_tokens bigint not null,
    usage jsonb not null,
    usage_estimated boolean not null,
    provider_cost_nanos bigint,
    fee_nanos bigint not null,
    total_nanos bigint,
    savings_nanos bigint,
    paid_by text not null,
    cached boolean not null,
    fallback_used boolean not null,
    attempts jsonb not null,
    strategy text not null,
    candidates_evaluated integer not null,
    reason text not null,
    source text,
    session_id text,
    tags jsonb not null,
    client_ip text,
    user_agent text,
    warnings jsonb not null
  )`,
  "create index request_logs_request_id on request_logs (request_id)",
  "create index request_logs_feed on request_logs (organization_id, timestamp desc, record_id desc)",
  "create index request_logs_project on request_logs (project_id, timestamp desc, record_id desc)",
  "create index request_logs_api_key on request_logs (api_key_id, timestamp desc, record_id desc)",
  "create index request_logs_model on request_logs (organization_id, provider, model, timestamp desc)",
  "create index request_logs_status on request_logs (organization_id, status, timestamp desc)",
  "create index request_logs_session on request_logs (organization_id, session_id) where session_id is not null",
  "create index request_logs_tags on request_logs using gin (tags jsonb_path_ops)",
  `create table api_key_usage (
    api_key_id text primary key,
    spent_nanos bigint not null,
    requests bigint not null,
    prompt_tokens bigint not null,
    completion_tokens bigint not null,
    last_used_at timestamptz not null
  )`,
  "create index api_key_usage_last_used_at on api_key_usage (last_used_at desc)",
] as const;

/** One row a request, and what each key has used. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
