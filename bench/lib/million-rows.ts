import { type Kysely, sql } from "kysely";
import type { Database } from "../../src/store/sql/schema.ts";
import { rebuildRollups } from "../../src/worker/rebuild-rollups.ts";

/** Days over which the rows are spread, up to the present. */
const DAYS = 29;
const DAY_MS = 86_400_000;

export interface Seed {
  readonly organizationId: string;
  readonly projectId: string;
  readonly apiKeyId: string;
  readonly rows: number;
  readonly nowMs: number;
}

/**
 * Fills an organization's request log, and makes the sums for analytics from it as the product does. Twelve models of
 * four providers, twenty sources, eight teams; one request of sixteen fails, one of ten thousand with a code of its own.
 */
export async function fillLog(db: Kysely<Database>, seed: Seed): Promise<void> {
  const { organizationId, projectId, apiKeyId, rows, nowMs } = seed;
  const apart = `${(DAYS * 86_400) / rows} seconds`;
  await sql`
    insert into request_logs (record_id, request_id, timestamp, organization_id, project_id, api_key_id, endpoint,
      operation, stream, status, error_code, requested_model, provider, model, native_model, finish_reason, latency_ms,
      overhead_ms, time_to_first_token_ms, prompt_tokens, completion_tokens, cache_read_tokens, reasoning_tokens, usage,
      usage_estimated, provider_cost_nanos, fee_nanos, total_nanos, savings_nanos, paid_by, cached, fallback_used,
      attempts, strategy, candidates_evaluated, reason, source, session_id, tags, client_ip, user_agent, warnings)
    select 'rec_' || md5(i::text), 'req_' || substr(md5('r' || i), 1, 24),
      ${new Date(nowMs)}::timestamptz - (${rows}::int - i) * ${apart}::interval,
      ${organizationId}, ${projectId}, ${apiKeyId}, '/v1/chat/completions', 'chat', i % 3 = 0,
      case when h % 16 > 0 then 200 when h % 10000 = 0 then 500 when h % 32 = 0 then 429 else 502 end,
      case when h % 16 > 0 then null when h % 10000 = 0 then 'internal_error'
        when h % 32 = 0 then 'rate_limit_exceeded' else 'all_providers_failed' end,
      'model-' || h % 12, 'provider-' || h % 4, 'model-' || h % 12, 'native-model-' || h % 12 || '-20261101',
      'stop', 200 + h % 4000, 0.8, 90 + h % 700, 400 + h % 900, h % 500, 0, 0,
      jsonb_build_object('inputTokens', 400 + h % 900, 'cacheReadTokens', 0, 'cacheWriteTokens', 0,
        'cacheWriteLongTokens', 0, 'outputTokens', h % 500, 'reasoningTokens', 0),
      false, 200000 + h % 900000, 0, 200000 + h % 900000, h % 300000, 'own-key', h % 11 = 0, h % 40 = 0,
      jsonb_build_array(jsonb_build_object('provider', 'provider-' || h % 4, 'model', 'model-' || h % 12,
        'status', 200, 'errorCode', null, 'latencyMs', 200 + h % 4000)),
      'cost_optimized', 5, 'Lowest cost meeting quality threshold', 'source-' || h % 20, 'session-' || i / 20,
      jsonb_build_object('team', 'team-' || h % 8), '203.0.113.7', 'openai-node/6.1.0', '[]'::jsonb
    from (select i, abs(hashint4(i)) as h from generate_series(1, ${rows}::int) as i) as numbered`.execute(db);
  await sql`vacuum analyze request_logs`.execute(db);
  const range = { from: new Date(nowMs - (DAYS + 1) * DAY_MS), to: new Date(nowMs + DAY_MS) };
  await rebuildRollups(db, { now: () => nowMs }, { organizationId, ...range });
  for (const table of ["usage_facets", "usage_cube"]) await sql`vacuum analyze ${sql.table(table)}`.execute(db);
}
