import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Kysely } from "kysely";
import type { Clock } from "../../store/clock.ts";
import type { Database } from "../../store/sql/schema.ts";
import { type Access, membershipIn } from "../auth/access.ts";
import { jsonAnswer, SESSION } from "../http/openapi.ts";
import { newRouter, type Router } from "../http/router.ts";
import type { ManagementEnv } from "../http/types.ts";
import { coarsestFor, grainOf, rangeOf } from "./range.ts";
import { reading } from "./reading.ts";
import {
  breakdownAnswer,
  breakdownQuery,
  type Filters,
  type Metrics,
  seriesAnswer,
  seriesQuery,
  summaryAnswer,
  summaryQuery,
} from "./schema.ts";
import { breakdownOf, type Question, seriesOf, totalOf } from "./service.ts";

export interface AnalyticsRoutesOptions {
  readonly db: Kysely<Database>;
  readonly access: Access;
  readonly clock: Clock;
}

/** Sums of requests: of a range, over time, and by what they have in common. Read from rollups, never from the log. */
export function analyticsRoutes({ db, access, clock }: AnalyticsRoutesOptions): Router {
  const routes = describeRoutes(access);
  const ask = (c: Context<ManagementEnv>, filters: Filters): Question => {
    const { organizationId } = filters;
    const memberships = organizationId === undefined ? c.var.allowed : [membershipIn(c, organizationId)];
    return { db, organizationIds: memberships.map((each) => each.organizationId), filters, nowMs: clock.now() };
  };

  return newRouter()
    .openapi(routes.summary, async (c) => {
      const query = c.req.valid("query");
      const question = ask(c, query);
      const range = rangeOf(query, question.nowMs);
      const { fromMs, toMs, current, before } = await reading(db, async (transaction) => {
        const now = await totalOf({ ...question, db: transaction }, range);
        const earlier = { fromMs: 2 * now.fromMs - now.toMs, toMs: now.fromMs };
        return { ...now, current: now.found, before: await totalOf({ ...question, db: transaction }, earlier) };
      });
      const previous = before.found;
      const change = changeOf(current, previous);
      return c.json(
        { summary: { ...dates(fromMs, toMs), current, previousFrom: iso(before.fromMs), previous, change } },
        200,
      );
    })
    .openapi(routes.series, async (c) => {
      const { grain: asked, timeZone, ...query } = c.req.valid("query");
      const question = ask(c, query);
      const range = rangeOf(query, question.nowMs);
      const grain = grainOf(asked, range, question.nowMs);
      const coarsest = coarsestFor(grain, timeZone, range, question.nowMs);
      const { fromMs, toMs, found } = await reading(db, (transaction) =>
        seriesOf({ ...question, db: transaction }, range, { grain, timeZone, coarsest }),
      );
      return c.json({ series: { ...dates(fromMs, toMs), grain, timeZone, points: [...found] } }, 200);
    })
    .openapi(routes.breakdown, async (c) => {
      const { by, orderBy, limit, ...query } = c.req.valid("query");
      const question = ask(c, query);
      const range = rangeOf(query, question.nowMs);
      const { fromMs, toMs, found } = await reading(db, (transaction) =>
        breakdownOf({ ...question, db: transaction }, range, { by, orderBy, limit }),
      );
      const { rows, valuesTotal } = found;
      return c.json({ breakdown: { ...dates(fromMs, toMs), by, rows: [...rows], valuesTotal } }, 200);
    });
}

function describeRoutes(access: Access) {
  const common = {
    tags: ["analytics"],
    security: SESSION,
    middleware: access.requireRole("viewer", { scope: "analytics:read" }),
  };
  const refusals = [400, 401, 403, 404];
  return {
    summary: createRoute({
      ...common,
      method: "get",
      path: "/analytics/summary",
      summary: "A range in one set of figures, beside the one before it",
      request: { query: summaryQuery },
      responses: jsonAnswer("The figures", summaryAnswer, refusals),
    }),
    series: createRoute({
      ...common,
      method: "get",
      path: "/analytics/series",
      summary: "A range step by step, without gaps",
      request: { query: seriesQuery },
      responses: jsonAnswer("The steps in order", seriesAnswer, refusals),
    }),
    breakdown: createRoute({
      ...common,
      method: "get",
      path: "/analytics/breakdown",
      summary: "A range by model, provider, project, key, tag and more, largest first",
      request: { query: breakdownQuery },
      responses: jsonAnswer("The list", breakdownAnswer, refusals),
    }),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function dates(fromMs: number, toMs: number) {
  return { from: iso(fromMs), to: iso(toMs) };
}

function changeOf(current: Metrics, previous: Metrics) {
  const change = (after: number | null, before: number | null): number | null =>
    after === null || before === null || before === 0 ? null : Math.round(((after - before) / before) * 1e6) / 1e6;
  return {
    requests: change(current.requests, previous.requests),
    errors: change(current.errors, previous.errors),
    totalUsd: change(current.spend.totalUsd, previous.spend.totalUsd),
    totalTokens: change(current.tokens.total, previous.tokens.total),
    p95LatencyMs: change(current.latencyMs.p95, previous.latencyMs.p95),
  };
}
