import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createId, hashApiKey } from "../../ids.ts";
import { textOf } from "../../store/alerts/texts.ts";
import { describeOnEngines, silent } from "../../store/sql/testing/engines.ts";
import { testRecord } from "../../store/sql/testing/records.ts";
import { addToRollups } from "../rollups.ts";
import { evaluateAnomalies } from "./anomalies.ts";
import { evaluateBudgets } from "./budgets.ts";
import { evaluateKeys } from "./keys.ts";
import { createRefusalAlerts } from "./refusals.ts";
import { type AlertWorld, makeAlertWorld } from "./testing/world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 10, 21, 12);

describeOnEngines("what alerts are raised by", (engine) => {
  let world: AlertWorld;
  let projectId = "";
  beforeAll(async () => {
    world = await makeAlertWorld(engine);
    projectId = createId("proj");
    const dates = { created_at: new Date(START), updated_at: new Date(START) };
    await sql`insert into projects (id, organization_id, name, slug, mode, status, created_at, updated_at)
      values (${projectId}, ${world.organizationId}, 'Search', 'search', 'hybrid', 'active', ${dates.created_at},
        ${dates.updated_at})`.execute(world.store.db);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    world.clock.nowMs = START;
    const { db } = world.store;
    for (const table of ["alert_events", "alert_rules", "organization_settings", "usage_facets", "api_keys"] as const) {
      await db.deleteFrom(table).execute();
    }
    await sql`delete from budgets`.execute(db);
    await sql`delete from spend_windows`.execute(db);
  });

  const events = async () => {
    const rows = await world.store.db.selectFrom("alert_events").selectAll().orderBy("dedupe_key").execute();
    return rows.map(({ kind, details, resolved_at }) => ({ kind, details, open: resolved_at === null }));
  };

  describe("budgets", () => {
    const spend = (period: string, startsAt: string, usd: number, scope = "organization", scopeId?: string) =>
      sql`insert into spend_windows (organization_id, scope, scope_id, period, starts_at, spent_nanos)
        values (${world.organizationId}, ${scope}, ${scopeId ?? world.organizationId}, ${period}, ${startsAt}::timestamptz,
          ${usd * 1e9})
        on conflict (organization_id, scope, scope_id, period, starts_at) do update set spent_nanos = ${usd * 1e9}`.execute(
        world.store.db,
      );
    const budget = (scope: string, scopeId: string, period: string, usd: number, thresholds: readonly number[]) =>
      sql`insert into budgets (id, organization_id, scope, scope_id, period, limit_nanos, hard, allow_unpriced, thresholds,
          name, created_at, updated_at)
        values (${`bud_${scope}_${period}`}, ${world.organizationId}, ${scope}, ${scopeId}, ${period}, ${usd * 1e9}, true,
          false, ${[...thresholds]}, 'Mine', now(), now())`.execute(world.store.db);
    const evaluate = () => evaluateBudgets(world.store.db, world.clock);

    it("are told of once for each window and threshold, however many look at once", async () => {
      await world.settings({ limits: { daily_usd: 10 }, alerts: { threshold_percent: 70 } });
      await spend("day", "2026-11-20T00:00:00Z", 10);
      await spend("day", "2026-11-21T00:00:00Z", 6.9);
      expect(await evaluate()).toBe(0);
      await spend("day", "2026-11-21T00:00:00Z", 7);
      expect((await Promise.all([evaluate(), evaluate(), evaluate()])).reduce((a, b) => a + b)).toBe(1);
      await spend("day", "2026-11-21T00:00:00Z", 10.5);
      expect(await evaluate()).toBe(1);
      expect(await events()).toMatchObject([
        { kind: "budget_exceeded", open: true, details: { percent: 100 } },
        {
          kind: "budget_threshold",
          details: { budgetId: "daily_usd", percent: 70, spentNanos: 7e9, limitNanos: 10e9, period: "day" },
        },
      ]);
      world.clock.nowMs += 12 * HOUR_MS;
      await spend("day", "2026-11-22T00:00:00Z", 8);
      expect(await evaluate()).toBe(1);
      expect((await events()).map(({ open }) => open)).toEqual([false, false, true]);
      world.clock.nowMs -= 12 * HOUR_MS;
      expect(await evaluate()).toBe(0);
    });

    it("of tables, projects, keys and every value of a tag, in the organization's time zone", async () => {
      await world.settings({ timeZone: "Europe/Rome" });
      await budget("project", projectId, "month", 100, [50]);
      await budget("tag", "team=*", "total", 10, [90]);
      await spend("month", "2026-10-31T23:00:00Z", 55, "project", projectId);
      await spend("month", "2026-11-01T00:00:00Z", 99, "project", projectId);
      await spend("total", "1970-01-01T00:00:00Z", 9.5, "tag", "team=search");
      await spend("total", "1970-01-01T00:00:00Z", 1, "tag", "team=ads");
      await spend("total", "1970-01-01T00:00:00Z", 99, "tag", "teams=x");
      expect(await evaluate()).toBe(2);
      expect(await events()).toMatchObject([
        { details: { scope: "project", projectId, percent: 50, resetsAt: "2026-11-30T23:00:00.000Z", name: "Mine" } },
        { details: { scope: "tag", scopeId: "team=search", percent: 90, resetsAt: null } },
      ]);
    });

    it("are told of at percents that rules ask for too, which the default is not bothered with", async () => {
      await world.settings({ limits: { monthly_usd: 100 } });
      await world.rule({ kind: "budget_threshold", thresholds: { percents: [25] } });
      await spend("month", "2026-11-01T00:00:00Z", 30);
      expect(await evaluate()).toBe(1);
      expect(await events()).toMatchObject([{ details: { percent: 25, byDefault: false } }]);
    });

    it("limits of projects and keys count; what is no number is left out", async () => {
      const { db } = world.store;
      await world.settings({ limits: { daily_usd: "much" }, alerts: { threshold_percent: "half" } });
      await sql`update projects set limits = '{"weekly_usd": 4.5}'::jsonb where id = ${projectId}`.execute(db);
      await spend("week", "2026-11-16T00:00:00Z", 4, "project", projectId);
      await spend("day", "2026-11-21T00:00:00Z", 4);
      expect(await evaluate()).toBe(1);
      expect(await events()).toMatchObject([
        { details: { budgetId: "project_weekly_usd", limitNanos: 4.5e9, percent: 80 } },
      ]);
      await sql`update projects set limits = null where id = ${projectId}`.execute(db);
    });
  });

  it("a budget that refuses is told of once, without a claim that it is used up, until its window is over", async () => {
    const { db } = world.store;
    const refusals = createRefusalAlerts(db, { log: silent });
    const refusal = {
      organizationId: world.organizationId,
      budgetId: "project_daily_usd",
      scope: "project",
      scopeId: projectId,
      limitNanos: 10e9,
      usedNanos: 1e9,
      resetAtMs: Date.UTC(2026, 10, 22),
    };
    for (const _ of [1, 2]) refusals.onBudgetRefused(refusal);
    await refusals.settled();
    await evaluateBudgets(db, world.clock);
    const [event, ...more] = await events();
    expect([event, more]).toMatchObject([{ kind: "budget_exceeded", open: true, details: { projectId } }, []]);
    const text = textOf("budget_exceeded", event?.details ?? {});
    expect(text).toContain("more than is left of a $10.00 budget, of which $1.00 are used");
    world.clock.nowMs += 12 * HOUR_MS;
    await evaluateBudgets(db, world.clock);
    expect((await events())[0]?.open).toBe(false);
  });

  describe("keys", () => {
    const key = async (over: { days?: number; expiresAt?: Date; status?: string } = {}) => {
      const id = createId("key");
      await sql`insert into api_keys (id, organization_id, project_id, description, environment, hash, prefix, last4,
          expires_at, rotation_reminder_days, status, status_reason, usage_limit_nanos, created_at, updated_at)
        values (${id}, ${world.organizationId}, ${projectId}, 'Web', 'production', ${hashApiKey(id)}, 'llm_gw_prod_',
          'abcd', ${over.expiresAt ?? null}, ${over.days ?? null}, ${over.status ?? "active"},
          ${over.status === "inactive" ? "usage_limit" : null}, 5, ${new Date(START)}, ${new Date(START)})`.execute(
        world.store.db,
      );
      return id;
    };
    const evaluate = () => evaluateKeys(world.store.db, world.clock);
    const at = (days: number) => new Date(START + days * DAY_MS);

    it("that expire are told of a week and a day before, once each, until they are extended", async () => {
      const id = await key({ expiresAt: at(10) });
      await key({ expiresAt: at(0.5) });
      const told: number[] = [];
      for (let day = 0; day <= 11; day += 1) {
        world.clock.nowMs = at(day).getTime();
        told.push((await evaluate()) + (await evaluate()));
      }
      expect(told).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
      expect((await events()).map(({ open, details }) => [open, details["apiKeyId"]])).toEqual([
        [false, id],
        [false, id],
      ]);
    });

    it("that are due to be rotated are told of, until they are", async () => {
      const id = await key({ days: 30 });
      world.clock.nowMs = at(29).getTime();
      expect(await evaluate()).toBe(0);
      await world.rule({ kind: "key_rotation_due", thresholds: { days: [3] } });
      expect(await evaluate()).toBe(1);
      world.clock.nowMs = at(40).getTime();
      expect(await evaluate()).toBe(1);
      expect((await events()).map(({ open }) => open)).toEqual([true, true]);
      await world.store.db
        .updateTable("api_keys")
        .set({ rotated_at: at(40) })
        .where("id", "=", id)
        .execute();
      expect(await evaluate()).toBe(0);
      expect((await events()).map(({ open }) => open)).toEqual([false, false]);
    });

    it("that spent their limit are told of while that is news", async () => {
      await key({ status: "inactive" });
      expect([await evaluate(), await evaluate()]).toEqual([1, 0]);
      expect(await events()).toMatchObject([{ kind: "key_disabled", open: true, details: { reason: "usage_limit" } }]);
      await world.store.db.updateTable("api_keys").set({ status: "active", status_reason: null }).execute();
      await evaluate();
      expect((await events())[0]?.open).toBe(false);
    });
  });

  describe("anomalies", () => {
    /** One record an hour that stands for an hour of traffic. */
    const traffic = async (hours: readonly (readonly [atMs: number, usd: number, errors?: number])[]) => {
      const records = hours.flatMap(([atMs, usd, errors = 1]) =>
        Array.from({ length: 60 }, (_, index) =>
          testRecord({
            requestId: `req_${atMs}_${index}`,
            organizationId: world.organizationId,
            timestamp: new Date(atMs + index * 1_000).toISOString(),
            status: index < errors ? 500 : 200,
            totalNanos: Math.round((usd * 1e9) / 60),
          }),
        ),
      );
      await world.store.db.transaction().execute((tx) => addToRollups(tx, records, ["hour", "day"]));
    };
    const weeksBefore = (hour: number, usd: number) =>
      [-1, 0, 1].flatMap((shift) =>
        Array.from({ length: 6 }, (_, week) => [hour + shift * HOUR_MS - (week + 1) * 7 * DAY_MS, usd] as const),
      );
    const evaluate = () => evaluateAnomalies(world.store.db, world.clock);

    it("of spend begin once, also in the running hour, and end with a calm hour", async () => {
      await traffic([...weeksBefore(START, 2.4), ...weeksBefore(START + 3 * HOUR_MS, 2.4), [START, 2.4]]);
      world.clock.nowMs = START + 20 * 60_000;
      expect(await evaluate()).toBe(0);
      await traffic([[START + 21 * 60_000, 20]]);
      expect((await Promise.all([evaluate(), evaluate()])).reduce((a, b) => a + b)).toBe(1);
      expect(await events()).toMatchObject([
        { kind: "spend_anomaly", open: true, details: { hour: "2026-11-21T12:00:00.000Z", expectedNanos: 2.4e9 } },
      ]);
      expect(await evaluate()).toBe(0);
      await traffic([
        [START + HOUR_MS, 2],
        [START + 2 * HOUR_MS, 2],
      ]);
      world.clock.nowMs = START + HOUR_MS + 10 * 60_000;
      expect([await evaluate(), (await events())[0]?.open]).toEqual([0, true]);
      world.clock.nowMs = START + 2 * HOUR_MS + 10 * 60_000;
      expect([await evaluate(), (await events())[0]?.open]).toEqual([0, false]);
    });

    it("of errors begin at more than is usual; an organization without history has none", async () => {
      await traffic([[START - HOUR_MS, 2, 40]]);
      world.clock.nowMs = START + 10 * 60_000;
      expect(await evaluate()).toBe(0);
      await traffic(weeksBefore(START - HOUR_MS, 2));
      expect(await evaluate()).toBe(1);
      expect(await events()).toMatchObject([
        {
          kind: "error_rate_anomaly",
          details: { errors: 40, requests: 60, ratePercent: 66.67, expectedPercent: 1.67 },
        },
      ]);
    });

    it("that a rule asks for earlier are raised earlier", async () => {
      await traffic([...weeksBefore(START - HOUR_MS, 10), [START - HOUR_MS, 24]]);
      world.clock.nowMs = START + 10 * 60_000;
      expect(await evaluate()).toBe(0);
      await world.rule({ kind: "spend_anomaly", thresholds: { deviations: 4 } });
      expect(await evaluate()).toBe(1);
    });
  });
});
