import fc from "fast-check";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { RequestRecord } from "../../gateway/metering/record.ts";
import { GRAIN_MS } from "../../store/rollups/kept-for.ts";
import { purgeRollups } from "../../store/rollups/purge-rollups.ts";
import { describeOnEngines } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { applyRecords } from "../../worker/apply-journal.ts";
import { rebuildRollups } from "../../worker/rebuild-rollups.ts";
import { OTHER, VALUES_MAX } from "../../worker/rollup-labels.ts";
import { type Harness, makeHarness } from "../testing/harness.ts";
import { direct } from "./testing/direct.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56);

const VIOLATION = { guardrail: "g", type: "contains", where: "input", behavior: "warn", count: 2, path: null } as const;
const routeRecord = (route: string) => ({ project: "shop", route, configId: "cfg_1", version: 3, inputNanos: 7 });

interface Said {
  readonly code: string;
  readonly param: string;
  readonly summary: ReturnType<typeof JSON.parse>;
  readonly series: { readonly grain: string; readonly points: (ReturnType<typeof direct> & { timestamp: string })[] };
  readonly breakdown: {
    readonly valuesTotal: number;
    readonly rows: (ReturnType<typeof direct> & {
      value: string | null;
      provider?: string;
      projectId?: string | null;
      previous: object;
    })[];
  };
}

async function clear({ db }: Harness["store"]): Promise<void> {
  for (const table of ["request_logs", "api_key_usage", "usage_facets", "usage_cube", "rollup_values"] as const) {
    await db.deleteFrom(table).execute();
  }
}

describeOnEngines("analytics", (engine) => {
  let api: Harness;
  let organizationId = "";
  beforeAll(async () => {
    api = await makeHarness(engine);
    organizationId = api.first.organizationId;
  });
  beforeEach(() => clear(api.store));

  const ask = async (path: string, as: string, status = 200): Promise<Said> => {
    const answer = await api.call<Said>(`/analytics/${path}`, { token: as });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    return answer.body;
  };
  /** Sessions end and locks are by time, so the clock of the day is set before signing in. */
  const signedIn = async (): Promise<string> => {
    api.clock.nowMs = NOW;
    return await api.signIn();
  };

  const anyRecord = (index: number, since: number): fc.Arbitrary<RequestRecord> =>
    fc
      .record({
        ago: fc.integer({ min: 0, max: since }),
        projectId: fc.constantFrom("proj_a", "proj_b", null),
        apiKeyId: fc.constantFrom("key_a", "key_b", null),
        provider: fc.constantFrom("openai", "anthropic", null),
        model: fc.constantFrom("m-1", "m-2", "meta/m-3", null),
        endpoint: fc.constantFrom("/v1/chat/completions", "/v1/messages"),
        outcome: fc.constantFrom([200, null], [429, "rate_limit_exceeded"], [502, "all_providers_failed"], [499, null]),
        latencyMs: fc.double({ min: 0, max: 100_000, noNaN: true }),
        timeToFirstTokenMs: fc.option(fc.double({ min: 0, max: 9_000, noNaN: true })),
        totalNanos: fc.option(fc.nat(5_000_000_000)),
        paidBy: fc.constantFrom("credits" as const, "own-key" as const, "none" as const),
        cached: fc.boolean(),
        fallbackUsed: fc.boolean(),
        source: fc.constantFrom("web", "app", null),
        route: fc.constantFrom(undefined, routeRecord("support"), routeRecord("sales")),
        guardrails: fc.constantFrom(undefined, [VIOLATION], [VIOLATION, VIOLATION]),
        tags: fc.constantFrom({}, { team: "a" }, { team: "b", env: "x" }),
        tokens: fc.tuple(fc.nat(9_000), fc.nat(900), fc.nat(9_000), fc.nat(900)),
      })
      .map(({ ago, outcome, tokens, ...rest }) => {
        const [inputTokens, cacheReadTokens, outputTokens, reasoningTokens] = tokens;
        return testRecord({
          ...rest,
          organizationId,
          requestId: `req_${index}`,
          timestamp: new Date(NOW - ago).toISOString(),
          status: outcome[0] as number,
          errorCode: outcome[1] as string | null,
          usage: { ...testRecord().usage, inputTokens, cacheReadTokens, outputTokens, reasoningTokens },
        });
      });
  const batchOf = (since: number): fc.Arbitrary<RequestRecord[]> =>
    fc
      .array(fc.nat(), { minLength: 1, maxLength: 60 })
      .chain((seeds) => fc.tuple(...seeds.map((_, index) => anyRecord(index, since))));

  it("equals a walk over the records, whatever the order, batches, repetition and filter", async () => {
    const token = await signedIn();
    const from = new Date(NOW - 40 * GRAIN_MS.hour).toISOString();
    const to = new Date(NOW + 4_000).toISOString();
    const range = `from=${from}&to=${to}`;
    await fc.assert(
      fc.asyncProperty(batchOf(39 * GRAIN_MS.hour), fc.nat(59), async (records, cut) => {
        await clear(api.store);
        await applyRecords(api.store.db, records.slice(cut));
        // Late ones, and all of the others once more.
        await applyRecords(api.store.db, [...records.slice(0, cut), ...records.toReversed()]);
        const check = async (query: string, keep: (record: RequestRecord) => boolean): Promise<void> => {
          const { summary } = await ask(`summary?${range}&${query}`, token);
          expect(summary.current).toEqual(direct(records.filter(keep)));
        };
        await check("", () => true);
        await check("projectId=proj_a", (one) => one.projectId === "proj_a");
        await check("apiKeyId=key_a", (one) => one.apiKeyId === "key_a");
        await check("model=meta/m-3", (one) => one.model === "meta/m-3");
        await check("provider=openai&model=openai/m-1", (one) => one.provider === "openai" && one.model === "m-1");
        await check("apiKeyId=key_b&provider=openai", (one) => one.apiKeyId === "key_b" && one.provider === "openai");
        await check("tag=team:b&projectId=proj_b", (one) => one.tags["team"] === "b" && one.projectId === "proj_b");
        await check("source=web", (one) => one.source === "web");
        await check("route=support", (one) => one.route?.route === "support");
        await check("route=sales&apiKeyId=key_a", (one) => one.route?.route === "sales" && one.apiKeyId === "key_a");
        await check("status=5xx", (one) => one.status >= 500);
        await check("errorCode=rate_limit_exceeded&status=4xx", (one) => one.errorCode === "rate_limit_exceeded");
        await check("paidBy=own-key&status=2xx", (one) => one.paidBy === "own-key" && one.status < 300);

        const { series } = await ask(`series?${range}&grain=hour`, token);
        expect(series.points).toHaveLength(41);
        for (const { timestamp, ...point } of series.points) {
          const begin = Date.parse(timestamp);
          const inStep = (one: RequestRecord): boolean =>
            Date.parse(one.timestamp) >= begin && Date.parse(one.timestamp) < begin + GRAIN_MS.hour;
          expect(point).toEqual(direct(records.filter(inStep)));
        }

        const { breakdown } = await ask(`breakdown?${range}&by=model&limit=200`, token);
        const groups = Map.groupBy(records, (one) => JSON.stringify([one.model, one.provider]));
        expect(breakdown.valuesTotal).toBe(groups.size);
        expect(breakdown.rows).toHaveLength(groups.size);
        for (const row of breakdown.rows) {
          expect(row).toMatchObject(direct(groups.get(JSON.stringify([row.value, row.provider])) ?? []));
        }
        for (const also of ["", "&apiKeyId=key_a"]) {
          const kept = records.filter((one) => one.route !== undefined && (also === "" || one.apiKeyId === "key_a"));
          const routes = Map.groupBy(kept, (one) => JSON.stringify([one.route?.route, one.projectId]));
          const byRoute = (await ask(`breakdown?${range}&by=route${also}`, token)).breakdown;
          expect(byRoute.rows).toHaveLength(routes.size);
          for (const row of byRoute.rows) {
            expect(row).toMatchObject(direct(routes.get(JSON.stringify([row.value, row.projectId])) ?? []));
          }
        }
        for (const by of ["apiKey", "status", "errorCode", "paidBy", "endpoint", "project", "provider"]) {
          const { rows } = (await ask(`breakdown?${range}&by=${by}&apiKeyId=key_a`, token)).breakdown;
          const kept = records.filter((one) => one.apiKeyId === "key_a");
          expect([by, rows.reduce((sum, row) => sum + row.requests, 0)]).toEqual([by, kept.length]);
        }
      }),
      { numRuns: 6 },
    );
  });

  it("is the same after being made again from the log, and after old buckets have gone", async () => {
    const token = await signedIn();
    const [records = []] = fc.sample(batchOf(500 * GRAIN_MS.day), { numRuns: 1, seed: 7 });
    await applyRecords(api.store.db, records);
    const rowsOf = async () => [
      await api.store.db
        .selectFrom("usage_facets")
        .selectAll()
        .orderBy("facet")
        .orderBy("grain")
        .orderBy("bucket")
        .orderBy("project_id")
        .orderBy("outer_value")
        .orderBy("value")
        .execute(),
      await api.store.db
        .selectFrom("usage_cube")
        .selectAll()
        .orderBy("grain")
        .orderBy("bucket")
        .orderBy("project_id")
        .orderBy("api_key_id")
        .orderBy("model")
        .orderBy("provider")
        .orderBy("error_code")
        .orderBy("endpoint")
        .orderBy("paid_by")
        .orderBy("route")
        .execute(),
    ];
    expect(await purgeRollups(api.store.db, api.clock)).toBeGreaterThan(0);
    const before = await rowsOf();
    const from = new Date(NOW - 501 * GRAIN_MS.day);
    const rebuild = { organizationId, from, to: new Date(NOW + 1) };
    expect(await rebuildRollups(api.store.db, api.clock, rebuild)).toBe(records.length);
    await purgeRollups(api.store.db, api.clock);
    expect(await rowsOf()).toEqual(before);
    const { summary } = await ask(`summary?from=${from.toISOString().slice(0, 10)}`, token);
    expect(summary.current).toEqual(direct(records));
  });

  it("begins days, weeks and months where a time zone does, also when clocks change", async () => {
    const token = await signedIn();
    const at = (iso: string) => testRecord({ organizationId, requestId: `req_${iso}`, timestamp: iso });
    await applyRecords(
      api.store.db,
      // In Berlin the 25th of October 2026 has 25 hours.
      ["2026-10-24T21:59:00Z", "2026-10-24T22:01:00Z", "2026-10-25T22:30:00Z", "2026-10-25T23:00:00Z"].map(at),
    );
    const query = "from=2026-10-24T22:00:00Z&to=2026-10-27T23:00:00Z&timeZone=Europe/Berlin&grain=day";
    const { series } = await ask(`series?${query}`, token);
    expect(series.points.map((point) => [point.timestamp, point.requests])).toEqual(
      [
        ["2026-10-24T22:00:00.000Z", 2],
        ["2026-10-25T23:00:00.000Z", 1],
        ["2026-10-26T23:00:00.000Z", 0],
        ["2026-10-27T23:00:00.000Z", 0],
      ].slice(0, series.points.length),
    );
    expect(series.points).toHaveLength(3);
    const months = await ask("series?from=2026-09-15&to=2026-11-02&grain=month", token);
    expect(months.series.points.map((point) => [point.timestamp.slice(0, 10), point.requests])).toEqual([
      ["2026-09-01", 0],
      ["2026-10-01", 4],
      ["2026-11-01", 0],
    ]);
  });

  it("compares with the time before, and hides what is another's, a deleted project's or nobody's", async () => {
    const token = await signedIn();
    const other = await api.otherTenant("viewer");
    const now = new Date(NOW);
    await api.store.db
      .insertInto("projects")
      .values({
        id: "proj_gone",
        organization_id: organizationId,
        name: "G",
        slug: "g",
        mode: "hybrid",
        caching_enabled: false,
        cache_duration_seconds: 60,
        default_model: null,
        status: "deleted",
        created_at: now,
        updated_at: now,
      })
      .execute();
    const at = (id: string, hoursAgo: number, over: Partial<RequestRecord> = {}) =>
      testRecord({
        organizationId,
        requestId: id,
        timestamp: new Date(NOW - hoursAgo * GRAIN_MS.hour).toISOString(),
        ...over,
      });
    await applyRecords(api.store.db, [
      at("a", 1),
      at("b", 2, { totalNanos: 750_000 }),
      at("c", 30, { totalNanos: 500_000 }),
      at("gone", 1, { projectId: "proj_gone" }),
      at("other", 1, { organizationId: other.organizationId }),
      at("nobody", 1, { organizationId: null }),
    ]);
    const range = `from=${new Date(NOW - 24 * GRAIN_MS.hour).toISOString()}`;
    const { summary } = await ask(`summary?${range}`, token);
    expect([summary.current.requests, summary.previous.requests, summary.change.requests]).toEqual([2, 1, 1]);
    expect([summary.current.spend.totalUsd, summary.change.totalUsd]).toEqual([0.001, 1]);
    const { breakdown } = await ask(`breakdown?${range}&by=project`, token);
    expect(breakdown.rows).toMatchObject([{ value: "proj_1", share: 1, previous: { requests: 1, totalUsd: 0.0005 } }]);
    expect((await ask(`summary?${range}`, other.token)).summary.current.requests).toBe(1);
    await ask(`summary?organizationId=${organizationId}`, other.token, 404);
  });

  it("tells routes of one name in two projects apart, also by the project's slug", async () => {
    const token = await signedIn();
    const dates = { created_at: new Date(NOW), updated_at: new Date(NOW) };
    const shown = { mode: "hybrid", caching_enabled: false, cache_duration_seconds: 60, default_model: null } as const;
    for (const slug of ["shop", "desk"]) {
      await api.store.db
        .insertInto("projects")
        .values({
          id: `proj_${slug}`,
          organization_id: organizationId,
          name: slug,
          slug,
          status: "active",
          ...shown,
          ...dates,
        })
        .execute();
    }
    const at = (id: string, projectId: string, model: string) =>
      testRecord({
        organizationId,
        requestId: id,
        projectId,
        model,
        route: routeRecord("support"),
        timestamp: new Date(NOW - 1_000).toISOString(),
      });
    const records = [at("a", "proj_shop", "m-1"), at("b", "proj_shop", "m-2"), at("c", "proj_desk", "m-1")];
    await applyRecords(api.store.db, records);
    const { rows } = (await ask("breakdown?by=route", token)).breakdown;
    expect(rows.map(({ value, projectId, requests }) => [value, projectId, requests])).toEqual([
      ["support", "proj_shop", 2],
      ["support", "proj_desk", 1],
    ]);
    const count = async (query: string) => (await ask(`summary?${query}`, token)).summary.current.requests;
    expect(await count("route=support")).toBe(3);
    expect(await count("route=shop/support")).toBe(2);
    expect(await count("route=support&projectId=proj_desk")).toBe(1);
    expect(await count("route=none/support")).toBe(0);
    const models = (await ask("breakdown?by=model&route=shop/support", token)).breakdown;
    expect(models.rows.map(({ value }) => value).sort()).toEqual(["m-1", "m-2"]);
  });

  it("counts names that callers make up only so far", async () => {
    const token = await signedIn();
    const many = Array.from({ length: VALUES_MAX.source + 30 }, (_, index) =>
      testRecord({
        organizationId,
        requestId: `req_${index}`,
        source: `s-${index}`,
        timestamp: new Date(NOW - 5).toISOString(),
      }),
    );
    await applyRecords(api.store.db, many.slice(0, 150));
    await applyRecords(api.store.db, many.slice(100));
    const { breakdown } = await ask("breakdown?by=source&limit=2", token);
    expect(breakdown.valuesTotal).toBe(VALUES_MAX.source + 1);
    expect(breakdown.rows[0]).toMatchObject({ value: OTHER, requests: 30 });
  });
});
