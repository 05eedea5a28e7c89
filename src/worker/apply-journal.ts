import { type Kysely, sql, type Transaction } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Database } from "../store/sql/schema.ts";
import { LOG_COLUMNS, rowsJson } from "./log-row.ts";

const ROWS_PER_STATEMENT = 200;

/** What became of a batch. */
export interface Applied {
  readonly applied: number;
  readonly duplicates: number;
}

interface InsertedRow {
  readonly api_key_id: string | null;
  readonly timestamp: Date;
  readonly total_nanos: number | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

interface KeyUsage {
  api_key_id: string;
  spent_nanos: number;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  last_used_at: Date;
}

const names = Object.keys(LOG_COLUMNS);
const typed = Object.entries(LOG_COLUMNS).map(([name, [kind]]) => `${name} ${kind}`);
const INSERT_HEAD = `insert into request_logs (${names.join(", ")}) select ${names.join(", ")} from jsonb_to_recordset(`;
const INSERT_TAIL =
  `) as record (${typed.join(", ")}) on conflict (record_id) do nothing ` +
  "returning api_key_id, timestamp, total_nanos, prompt_tokens, completion_tokens";

/**
 * Writes requests' records into the log and adds them to their keys' usage, each exactly once however often and in
 * whatever order it is handed in: the record id is the primary key, and only rows that were new count. All or nothing;
 * trying again is the caller's.
 */
export async function applyRecords(db: Kysely<Database>, records: readonly RequestRecord[]): Promise<Applied> {
  const sorted = inLockOrder(records);
  if (sorted.length === 0) return { applied: 0, duplicates: 0 };
  const applied = await db.transaction().execute(async (transaction) => {
    const usageByKey = new Map<string, KeyUsage>();
    let inserted = 0;
    for (let from = 0; from < sorted.length; from += ROWS_PER_STATEMENT) {
      const rows = await insertRows(transaction, sorted.slice(from, from + ROWS_PER_STATEMENT));
      inserted += rows.length;
      for (const row of rows) addUsage(usageByKey, row);
    }
    await addKeyUsage(transaction, usageByKey);
    return inserted;
  });
  return { applied, duplicates: records.length - applied };
}

/** By id: two workers that apply overlapping batches at once then wait for each other in one direction only. */
function inLockOrder(records: readonly RequestRecord[]): readonly RequestRecord[] {
  const byId = new Map(records.map((record) => [record.recordId, record]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

async function insertRows(
  transaction: Transaction<Database>,
  records: readonly RequestRecord[],
): Promise<readonly InsertedRow[]> {
  const rows = sql`${rowsJson(records)}::jsonb`;
  const statement = sql<InsertedRow>`${sql.raw(INSERT_HEAD)}${rows}${sql.raw(INSERT_TAIL)}`;
  return (await statement.execute(transaction)).rows;
}

function addUsage(usageByKey: Map<string, KeyUsage>, row: InsertedRow): void {
  if (row.api_key_id === null) return;
  let usage = usageByKey.get(row.api_key_id);
  if (usage === undefined) {
    usage = {
      api_key_id: row.api_key_id,
      spent_nanos: 0,
      requests: 0,
      prompt_tokens: 0,
      completion_tokens: 0,
      last_used_at: row.timestamp,
    };
    usageByKey.set(row.api_key_id, usage);
  }
  usage.spent_nanos += row.total_nanos ?? 0;
  usage.requests += 1;
  usage.prompt_tokens += row.prompt_tokens;
  usage.completion_tokens += row.completion_tokens;
  if (row.timestamp > usage.last_used_at) usage.last_used_at = row.timestamp;
}

async function addKeyUsage(transaction: Transaction<Database>, usageByKey: Map<string, KeyUsage>): Promise<void> {
  if (usageByKey.size === 0) return;
  const rows = [...usageByKey.values()].sort((a, b) => (a.api_key_id < b.api_key_id ? -1 : 1));
  await sql`
    insert into api_key_usage as usage
      (api_key_id, spent_nanos, requests, prompt_tokens, completion_tokens, last_used_at)
    select api_key_id, spent_nanos, requests, prompt_tokens, completion_tokens, last_used_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as added (
      api_key_id text, spent_nanos bigint, requests bigint,
      prompt_tokens bigint, completion_tokens bigint, last_used_at timestamptz
    )
    order by api_key_id
    on conflict (api_key_id) do update set
      spent_nanos = usage.spent_nanos + excluded.spent_nanos,
      requests = usage.requests + excluded.requests,
      prompt_tokens = usage.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = usage.completion_tokens + excluded.completion_tokens,
      last_used_at = greatest(usage.last_used_at, excluded.last_used_at)
  `.execute(transaction);
}
