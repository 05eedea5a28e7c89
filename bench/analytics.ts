import { sql } from "kysely";
import { coarsestFor, grainOf, rangeOf } from "../src/management/analytics/range.ts";
import { reading } from "../src/management/analytics/reading.ts";
import type { Breakdown, Filters } from "../src/management/analytics/schema.ts";
import { breakdownOf, seriesOf, totalOf } from "../src/management/analytics/service.ts";
import { openStore, type Store } from "../src/store/sql/open-store.ts";
import { postgresPrograms, startPostgres } from "../src/store/sql/testing/postgres.ts";

/**
 * How long analytics take over ten million requests on Postgres: `node bench/analytics.ts`. The sums of 90 days are
 * made in the database: 5 projects, 100 keys, 24 models of 6 providers, 6 outcomes. Exits 1 when an answer takes a
 * second or longer.
 */
const NOW = Date.UTC(2026, 10, 21, 12, 34, 56);
const DAY_MS = 86_400_000;
const REQUESTS = 10_000_000;
const DAYS = 90;
const LIMIT_MS = 1_000;
const ORG = "org_bench";

const log = { debug() {}, info() {}, warn() {}, error() {} };

const MEASURES = `requests, successes, cached, fallbacks, prompt_tokens, completion_tokens, cache_read_tokens,
  reasoning_tokens, provider_cost_nanos, fee_nanos, total_nanos, savings_nanos, unpriced, latency_count, latency_us,
  ttft_count, ttft_us, latency, ttft`;

/** Sums and histograms of `n` requests; the histogram has up to `slots` slots. */
const measuresOf = (n: string, slots: number): string => `
  ${n}, ${n}, ${n} / 10, ${n} / 50, ${n} * 900, ${n} * 300, ${n} * 100, ${n} * 40, ${n} * 2000000, ${n} * 100000,
  ${n} * 2100000, ${n} * 900000, 0, ${n}, ${n} * 1200000, ${n}, ${n} * 300000,
  array(select (50 + s)::bigint << 40 | greatest(1, ${n} / ${slots}) from generate_series(0, least(${slots}, ${n}) - 1) s),
  array(select (35 + s)::bigint << 40 | greatest(1, ${n} / ${slots}) from generate_series(0, least(${slots}, ${n}) - 1) s)`;

/** Buckets of a grain, and how many rows each has in the cube. */
const GRAINS = [
  { grain: "minute", seconds: 60, buckets: 48 * 60, rows: 60 },
  { grain: "hour", seconds: 3_600, buckets: DAYS * 24, rows: 900 },
  { grain: "day", seconds: 86_400, buckets: DAYS, rows: 6_000 },
] as const;

/** Each facet with the number of values that one project has in it. */
const FACETS = {
  all: 1,
  key: 20,
  model: 24,
  outcome: 6,
  endpoint: 3,
  paid_by: 2,
  source: 20,
  tag: 60,
  route: 20,
} as const;
const PROJECTS = 5;

async function fill({ db }: Store): Promise<void> {
  for (const { grain, seconds, buckets, rows } of GRAINS) {
    const perRow = Math.max(1, Math.round((REQUESTS * seconds) / (DAYS * 86_400) / rows));
    const bucket = `date_trunc('${grain}', timestamptz '${new Date(NOW).toISOString()}', 'UTC') - b * interval '${seconds} seconds'`;
    await sql
      .raw(`insert into usage_cube (organization_id, grain, bucket, project_id, api_key_id, provider, model, endpoint,
          status_class, error_code, paid_by, route, ${MEASURES})
        select '${ORG}', '${grain}', ${bucket}, 'proj_' || (r % 5), 'key_' || (r % 100), 'provider-' || (r / 5 % 6),
          'model-' || (r / 7 % 24), '/v1/' || (r / 11 % 3), case when r % 6 < 4 then '2xx' else '5xx' end,
          'code-' || (r % 6), case when r % 2 = 0 then 'credits' else 'own-key' end, 'route_' || (r / 13 % 20),
          ${measuresOf(`${perRow}::bigint`, 20)}
        from generate_series(0, ${buckets - 1}) b, generate_series(0, ${rows - 1}) r on conflict do nothing`)
      .execute(db);
    for (const [facet, values] of Object.entries(FACETS)) {
      const each = Math.max(1, Math.round((REQUESTS * seconds) / (DAYS * 86_400) / PROJECTS / values));
      await sql
        .raw(`insert into usage_facets (organization_id, facet, grain, bucket, project_id, outer_value, value, ${MEASURES})
          select '${ORG}', '${facet}', '${grain}', ${bucket}, 'proj_' || p, 'outer-' || (v % 6), '${facet}_' || v,
            ${measuresOf(`${each}::bigint`, 45)}
          from generate_series(0, ${buckets - 1}) b, generate_series(0, ${PROJECTS - 1}) p,
            generate_series(0, ${values - 1}) v`)
        .execute(db);
    }
  }
  await sql`vacuum analyze usage_cube`.execute(db);
  await sql`vacuum analyze usage_facets`.execute(db);
}

const BREAKDOWNS: readonly Breakdown[] = [
  "model",
  "provider",
  "project",
  "apiKey",
  "endpoint",
  "errorCode",
  "source",
  "tag",
  "route",
];
const FILTERS: readonly Filters[] = [
  {},
  { projectId: "proj_1" },
  { apiKeyId: "key_7" },
  { apiKeyId: "key_7", provider: "provider-1" },
  { route: "route_3" },
];

type Ask = (db: Store["db"]) => Promise<unknown>;

function questions(): readonly (readonly [string, Ask])[] {
  const ranges = [1, 7, 30, 90].map((days) => rangeOf({ from: new Date(NOW - days * DAY_MS), to: new Date(NOW) }, NOW));
  return ranges.flatMap((range) => {
    const days = `${Math.round((range.toMs - range.fromMs) / DAY_MS)} days`;
    const of = (db: Store["db"], filters: Filters) => ({ db, organizationIds: [ORG], filters, nowMs: NOW });
    const named = (filters: Filters): string => Object.keys(filters).join("+") || "all";
    return [
      ...FILTERS.map(
        (filters) =>
          [`${days} summary ${named(filters)}`, (db: Store["db"]) => totalOf(of(db, filters), range)] as const,
      ),
      ...FILTERS.flatMap((filters) =>
        ["UTC", "Europe/Berlin"].map((timeZone) => {
          const grain = grainOf(range.toMs - range.fromMs > 8 * DAY_MS ? "day" : "hour", range, NOW);
          const series = { grain, timeZone, coarsest: coarsestFor(grain, timeZone, range, NOW) };
          return [
            `${days} by ${grain} ${timeZone} ${named(filters)}`,
            (db: Store["db"]) => seriesOf(of(db, filters), range, series),
          ] as const;
        }),
      ),
      ...BREAKDOWNS.map(
        (by) =>
          [
            `${days} top ${by}`,
            (db: Store["db"]) => breakdownOf(of(db, {}), range, { by, orderBy: "totalUsd", limit: 20 }),
          ] as const,
      ),
      [
        `${days} top model of a key`,
        (db: Store["db"]) =>
          breakdownOf(of(db, { apiKeyId: "key_7" }), range, { by: "model", orderBy: "requests", limit: 20 }),
      ] as const,
      [
        `${days} top model of a route`,
        (db: Store["db"]) =>
          breakdownOf(of(db, { route: "route_3" }), range, { by: "model", orderBy: "totalUsd", limit: 20 }),
      ] as const,
    ];
  });
}

async function main(): Promise<void> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error("No Postgres is installed under /usr/lib/postgresql.");
  const server = await startPostgres(programs);
  try {
    const databaseUrl = await server.createDatabase();
    const store = await openStore({ dataDir: "/nonexistent", databaseUrl, log, clock: { now: () => NOW } });
    await fill(store);
    const counts = await sql<{ cube: number; facets: number; requests: number }>`
      select (select count(*) from usage_cube) as cube, (select count(*) from usage_facets) as facets,
        (select sum(requests) from usage_facets where facet = 'all' and grain = 'day') as requests`.execute(store.db);
    process.stdout.write(`${JSON.stringify(counts.rows[0])}\n`);
    let slowest = 0;
    for (const [name, ask] of questions()) {
      const begin = performance.now();
      await reading(store.db, ask);
      const took = performance.now() - begin;
      slowest = Math.max(slowest, took);
      process.stdout.write(`${took.toFixed(0).padStart(6)} ms  ${name}\n`);
    }
    process.stdout.write(`slowest: ${slowest.toFixed(0)} ms, limit: ${LIMIT_MS} ms\n`);
    if (slowest >= LIMIT_MS) process.exitCode = 1;
    await store.close();
  } finally {
    server.remove();
  }
}

await main();
