import { type Kysely, type RawBuilder, sql } from "kysely";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import {
  EMPTY,
  type MeasuredRow,
  NO_TIMES,
  PERCENTILE_COLUMNS,
  percentileSlots,
  SUM_COLUMNS,
  SUMS,
  toMetrics,
} from "./measures.ts";
import type { Range } from "./range.ts";
import type { Breakdown, Filters, Metrics, Order, SeriesGrain } from "./schema.ts";
import { coveredBy, type Segment, segmentsOf } from "./segments.ts";
import { rowsOf, type Source, sourceOf } from "./source.ts";

/** Where a question is asked: whose sums, and when. */
export interface Question {
  readonly db: Kysely<Database>;
  readonly organizationIds: readonly string[];
  readonly filters: Filters;
  readonly nowMs: number;
}

/** The range that an answer really covers, and what was found. */
export interface Covered<Found> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly found: Found;
}

/** Everything of a range in one set of measures. */
export async function totalOf(question: Question, range: Range): Promise<Covered<Metrics>> {
  const source = sourceOf(question.organizationIds, question.filters, null);
  const segments = segmentsOf(range, question.nowMs, "day");
  const [row] = await measured(question.db, { source, segments, part: sql`0` });
  return { ...coveredBy(segments), found: toMetrics(row ?? EMPTY) };
}

/** A range step by step, steps without requests included. */
export async function seriesOf(
  question: Question,
  range: Range,
  series: { readonly grain: SeriesGrain; readonly timeZone: string; readonly coarsest: Segment["grain"] },
): Promise<Covered<readonly (Metrics & { readonly timestamp: string })[]>> {
  const source = sourceOf(question.organizationIds, question.filters, null);
  const segments = segmentsOf(range, question.nowMs, series.coarsest);
  const { fromMs, toMs } = coveredBy(segments);
  const { part, steps } = stepsOf(series.grain, series.timeZone, fromMs, toMs);
  try {
    const rows = await measured(question.db, { source, segments, part });
    const all = await sql<{ step: Date }>`select step from ${steps} order by step`.execute(question.db);
    const byStep = new Map(rows.map((row) => [new Date(row.part as Date).getTime(), row]));
    const points = all.rows.map(({ step }) => ({
      timestamp: step.toISOString(),
      ...toMetrics(byStep.get(step.getTime()) ?? EMPTY),
    }));
    return { fromMs, toMs, found: points };
  } catch (error) {
    // The database's list of time zones is not quite this process's.
    if (error instanceof Error && "code" in error && error.code === "22023") {
      throw fail("invalid_parameters", { message: "timeZone: is not a time zone that is known", param: "timeZone" });
    }
    throw error;
  }
}

/** In which step a bucket is, and all steps. Minutes and hours are those of UTC: there is no hour twice. */
function stepsOf(grain: SeriesGrain, timeZone: string, fromMs: number, toMs: number) {
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const unit = sql.lit(grain);
  const every = sql.lit(`1 ${grain}`);
  if (grain === "minute" || grain === "hour") {
    return {
      part: sql`date_trunc(${unit}, bucket, 'UTC')`,
      steps: sql`generate_series(date_trunc(${unit}, ${from}::timestamptz, 'UTC'),
        ${to}::timestamptz - interval '1 millisecond', interval ${every}) as steps (step)`,
    };
  }
  return {
    part: sql`date_trunc(${unit}, bucket, ${timeZone})`,
    steps: sql`(select local at time zone ${timeZone} as step from generate_series(
        date_trunc(${unit}, ${from}::timestamptz at time zone ${timeZone}),
        (${to}::timestamptz - interval '1 millisecond') at time zone ${timeZone}, interval ${every}) as days (local)
      ) as steps`,
  };
}

export interface BreakdownRow extends Metrics {
  readonly value: string | null;
  readonly provider?: string | null;
  readonly projectId?: string | null;
  readonly share: number | null;
  readonly previous: { readonly requests: number; readonly totalUsd: number };
}

/** The values of a dimension with the most of something, each with what it had in the time before. */
export async function breakdownOf(
  question: Question,
  range: Range,
  { by, orderBy, limit }: { readonly by: Breakdown; readonly orderBy: Order; readonly limit: number },
): Promise<Covered<{ readonly rows: readonly BreakdownRow[]; readonly valuesTotal: number }>> {
  const source = sourceOf(question.organizationIds, question.filters, by);
  const segments = segmentsOf(range, question.nowMs, "day");
  const { fromMs, toMs } = coveredBy(segments);
  const before = segmentsOf({ fromMs: 2 * fromMs - toMs, toMs: fromMs }, question.nowMs, "day");
  const part = sql`jsonb_build_array(${sql.join(source.groups.map((name) => sql.ref(name)))})::text`;
  const rows = await measured(question.db, { source, segments, part, top: { orderBy, limit } });
  const parts = rows.map((row) => row.part as string);
  const previous = await earlier(question.db, source, before, part, parts);
  const [first] = rows;
  const all = Number(first?.all_requests ?? 0);
  const found = rows.map((row): BreakdownRow => {
    const [value = "", other = ""] = JSON.parse(row.part as string) as string[];
    const metrics = toMetrics(row);
    return {
      value: named(value),
      ...(by === "model" ? { provider: named(other) } : {}),
      ...(by === "route" ? { projectId: named(other) } : {}),
      share: all === 0 ? null : Math.round((metrics.requests / all) * 1e6) / 1e6,
      ...metrics,
      previous: previous.get(row.part as string) ?? { requests: 0, totalUsd: 0 },
    };
  });
  return { fromMs, toMs, found: { rows: found, valuesTotal: Number(first?.parts ?? 0) } };
}

/** Rollups have an empty name where a request had none. */
function named(value: string): string | null {
  return value === "" ? null : value;
}

async function earlier(
  db: Kysely<Database>,
  source: Source,
  segments: readonly Segment[],
  part: RawBuilder<unknown>,
  parts: readonly string[],
): Promise<ReadonlyMap<string, BreakdownRow["previous"]>> {
  if (parts.length === 0) return new Map();
  const columns = sql`${part} as part, ${SUM_COLUMNS}`;
  const { rows } = await sql<MeasuredRow & { part: string }>`
    select part, ${SUMS} from (${rowsOf(source, segments, columns)}) as found
    where part = any(${parts}::text[]) group by part`.execute(db);
  return new Map(
    rows.map((row) => {
      const { requests, spend } = toMetrics({ ...NO_TIMES, ...row });
      return [row.part, { requests, totalUsd: spend.totalUsd }];
    }),
  );
}

const ORDER_BY: Readonly<Record<Order, string>> = {
  requests: "requests",
  errors: "requests - successes",
  totalUsd: "total_nanos",
  savingsUsd: "savings_nanos",
  totalTokens: "prompt_tokens + completion_tokens",
};

interface Asked {
  readonly source: Source;
  readonly segments: readonly Segment[];
  /** What rows are put together by. */
  readonly part: RawBuilder<unknown>;
  readonly top?: { readonly orderBy: Order; readonly limit: number };
}

type PartRow = MeasuredRow & { readonly part: unknown; readonly parts?: number; readonly all_requests?: number };

/** Sums and percentiles of each part; of a top list only those that are shown get their histograms added up. */
async function measured(db: Kysely<Database>, { source, segments, part, top }: Asked): Promise<readonly PartRow[]> {
  const base = rowsOf(source, segments, sql`${part} as part, ${SUM_COLUMNS}`);
  const ordered = sql.raw(top === undefined ? "" : `order by ${ORDER_BY[top.orderBy]} desc, part limit ${top.limit}`);
  const counts = sql.raw(top === undefined ? "" : ", count(*) over () as parts, sum(requests) over () as all_requests");
  const slots = (kind: "latency" | "ttft") => {
    const rows = rowsOf(source, segments, sql`${part} as part, ${sql.ref(kind)} as slots`);
    // By number: adding up by texts takes several times as long.
    const shown = sql`select sums.place as part, slots from (${rows}) as every_row join sums using (part)`;
    return percentileSlots(kind, top === undefined ? rows : shown);
  };
  const key = sql.ref(top === undefined ? "part" : "place");
  const { rows } = await sql<PartRow>`
    with parts as (select part, ${SUMS} from (${base}) as found group by part),
      best as (select *${counts} from parts ${ordered}),
      sums as materialized (select row_number() over () as place, * from best),
      latencies as (${slots("latency")}),
      firsts as (${slots("ttft")})
    select sums.*, ${PERCENTILE_COLUMNS} from sums
    left join latencies on latencies.part = sums.${key} left join firsts on firsts.part = sums.${key}
    order by place`.execute(db);
  return rows;
}
