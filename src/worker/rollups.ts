import { type Kysely, sql, type Transaction } from "kysely";
import type { RequestRecord } from "../gateway/metering/record.ts";
import type { Database } from "../store/sql/schema.ts";
import type { RollupGrain } from "../store/sql/tables/rollups.ts";
import { boundLabels } from "./rollup-labels.ts";
import { labelsOf, type RollupRow, RollupRows } from "./rollup-rows.ts";

const ROWS_PER_STATEMENT = 500;

const COUNTS = [
  "requests",
  "successes",
  "cached",
  "fallbacks",
  "prompt_tokens",
  "completion_tokens",
  "cache_read_tokens",
  "reasoning_tokens",
  "provider_cost_nanos",
  "fee_nanos",
  "total_nanos",
  "savings_nanos",
  "unpriced",
  "latency_count",
  "latency_us",
  "ttft_count",
  "ttft_us",
  "violations",
  "input_nanos",
] as const;

const FACET_PLACE = ["organization_id", "facet", "grain", "bucket", "project_id", "outer_value", "value"] as const;
const CUBE_PLACE = [
  "organization_id",
  "grain",
  "bucket",
  "project_id",
  "api_key_id",
  "provider",
  "model",
  "endpoint",
  "status_class",
  "error_code",
  "paid_by",
  "route",
] as const;

/**
 * Adds records that are new in the log to the sums that analytics are read from. Called in the transaction that wrote
 * them, so that each is counted exactly once. All grains are written at once: nothing is moved from one to another
 * later, and a record that comes late is counted like any other.
 */
export async function addToRollups(
  transaction: Transaction<Database>,
  records: readonly RequestRecord[],
  grains?: readonly RollupGrain[],
): Promise<void> {
  if (records.length === 0) return;
  const labels = await boundLabels(transaction, records.map(labelsOf), records);
  const rows = new RollupRows(grains);
  for (const [index, record] of records.entries()) rows.add(record, labels[index] ?? labelsOf(record));
  await addRows(transaction, "usage_facets", FACET_PLACE, rows.facets());
  await addRows(transaction, "usage_cube", CUBE_PLACE, rows.cube());
}

async function addRows(
  db: Kysely<Database>,
  table: "usage_facets" | "usage_cube",
  place: readonly string[],
  rows: readonly RollupRow[],
): Promise<void> {
  const statement = (batch: string) => sql`${head(table, place)}${batch}${tail(place)}`;
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const batch = rows.slice(from, from + ROWS_PER_STATEMENT).map((row, ord) => ({ ...row, ord }));
    await statement(JSON.stringify(batch)).execute(db);
  }
}

function head(table: string, place: readonly string[]) {
  const columns = [...place, ...COUNTS, "latency", "ttft"].join(", ");
  return sql.raw(`insert into ${table} as own (${columns}) select ${columns} from jsonb_to_recordset(`);
}

function tail(place: readonly string[]) {
  const typed = [
    ...place.map((name) => `${name} ${name === "bucket" ? "timestamptz" : "text"}`),
    ...COUNTS.map((name) => `${name} bigint`),
  ];
  const sums = COUNTS.map((name) => `${name} = own.${name} + excluded.${name}`);
  return sql.raw(`::jsonb) as added (${typed.join(", ")}, latency bigint[], ttft bigint[], ord int) order by ord
    on conflict (${place.join(", ")}) do update set ${sums.join(", ")},
      latency = merge_histograms(own.latency, excluded.latency), ttft = merge_histograms(own.ttft, excluded.ttft)`);
}
