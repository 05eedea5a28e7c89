import { type Kysely, sql, type Transaction } from "kysely";
import { type Clock, systemClock } from "../clock.ts";
import type { RequestRecord } from "../gateway/metering/record.ts";
import { addSpend } from "../store/budgets/add-spend.ts";
import { disableSpentKeys } from "../store/keys/disable-spent-keys.ts";
import type { Database } from "../store/sql/schema.ts";
import { postUsage } from "./ledger-usage.ts";
import { arrivedAt, LOG_COLUMNS, rowsJson, spendOf, storedId, usageOf } from "./log-row.ts";
import { addToRollups } from "./rollups.ts";

const ROWS_PER_STATEMENT = 200;

/** What became of a batch. */
export interface Applied {
  readonly applied: number;
  readonly duplicates: number;
}

interface KeyUsage {
  readonly api_key_id: string;
  readonly spent_nanos: number;
  readonly requests: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly last_used_at: Date;
}

const names = Object.keys(LOG_COLUMNS);
const typed = Object.entries(LOG_COLUMNS).map(([name, [kind]]) => `${name} ${kind}`);
const listed = names.join(", ");
const INSERT_HEAD = `insert into request_logs (${listed}) select ${listed} from jsonb_to_recordset(`;
const INSERT_TAIL = `) as record (${typed.join(", ")}) on conflict (record_id) do nothing ` + "returning record_id";

/**
 * Writes requests' records into the log and adds them to their keys' usage, each exactly once however often and in
 * whatever order it is handed in: the record id is the primary key, and only rows that were new count. Keys that have
 * spent their limit by it are disabled, and what is paid from credits is booked. All or nothing; trying again is the
 * caller's.
 */
export async function applyRecords(
  db: Kysely<Database>,
  records: readonly RequestRecord[],
  clock: Pick<Clock, "now"> = systemClock,
): Promise<Applied> {
  const byId = new Map(records.map((record) => [storedId(record), record]));
  // By id: two workers that apply overlapping batches at once then wait for each other in one direction only.
  const sorted = [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
  if (sorted.length === 0) return { applied: 0, duplicates: 0 };
  const applied = await db.transaction().execute(async (transaction) => {
    const usageByKey = new Map<string, KeyUsage>();
    const inserted: RequestRecord[] = [];
    for (let from = 0; from < sorted.length; from += ROWS_PER_STATEMENT) {
      const ids = await insertRows(transaction, sorted.slice(from, from + ROWS_PER_STATEMENT));
      inserted.push(...ids.flatMap((id) => byId.get(id) ?? []));
    }
    for (const record of inserted) addUsage(usageByKey, record);
    await addToRollups(transaction, inserted);
    await addKeyUsage(transaction, usageByKey);
    await disableSpentKeys(transaction, [...usageByKey.keys()]);
    await addSpend(transaction, inserted, spendOf);
    await postUsage(transaction, inserted, new Date(clock.now()));
    return inserted.length;
  });
  return { applied, duplicates: records.length - applied };
}

/** The ids of those that were new. */
async function insertRows(
  transaction: Transaction<Database>,
  records: readonly RequestRecord[],
): Promise<readonly string[]> {
  const rows = sql`${rowsJson(records)}::jsonb`;
  const statement = sql<{ record_id: string }>`${sql.raw(INSERT_HEAD)}${rows}${sql.raw(INSERT_TAIL)}`;
  const inserted = await statement.execute(transaction);
  return inserted.rows.map((row) => row.record_id);
}

function addUsage(usageByKey: Map<string, KeyUsage>, record: RequestRecord): void {
  if (record.apiKeyId === null) return;
  const { spentNanos, promptTokens, completionTokens } = usageOf(record);
  const arrived = arrivedAt(record);
  const before = usageByKey.get(record.apiKeyId);
  usageByKey.set(record.apiKeyId, {
    api_key_id: record.apiKeyId,
    spent_nanos: (before?.spent_nanos ?? 0) + spentNanos,
    requests: (before?.requests ?? 0) + 1,
    prompt_tokens: (before?.prompt_tokens ?? 0) + promptTokens,
    completion_tokens: (before?.completion_tokens ?? 0) + completionTokens,
    last_used_at: before !== undefined && before.last_used_at > arrived ? before.last_used_at : arrived,
  });
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
