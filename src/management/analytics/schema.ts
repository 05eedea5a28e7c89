import { z } from "@hono/zod-openapi";
import { id, instant } from "../http/fields.ts";

const NAME_MAX = 512;
const TOP_MAX = 200;
const TOP_DEFAULT = 20;

const name = z.string().min(1).max(NAME_MAX).optional();

const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/, "must be a time zone such as Europe/Berlin")
  .refine(isTimeZone, "is not a time zone that is known")
  .default("UTC")
  .openapi({ example: "Europe/Berlin", description: "In which days, weeks and months begin" });

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const range = {
  from: instant.optional().openapi({
    type: "string",
    format: "date-time",
    description: "Inclusive; a week before `to` when absent",
  }),
  to: instant.optional().openapi({ type: "string", format: "date-time", description: "Exclusive; now when absent" }),
};

const filters = {
  organizationId: id.optional(),
  projectId: id.optional(),
  apiKeyId: id.optional(),
  provider: name,
  model: name.openapi({ description: "Catalogue id, or provider/model" }),
  endpoint: name.openapi({ example: "/v1/chat/completions" }),
  route: name.openapi({
    example: "my-project/support",
    description: "Of a configuration: its name, or project-slug/route",
  }),
  status: z
    .enum(["1xx", "2xx", "3xx", "4xx", "5xx", "other"])
    .optional()
    .openapi({ description: "A class of statuses" }),
  errorCode: name.openapi({ example: "rate_limit_exceeded" }),
  paidBy: z.enum(["credits", "own-key", "none"]).optional(),
  source: name.openapi({ description: "Goes with organizationId and projectId alone" }),
  tag: name.openapi({ example: "team:search", description: "Goes with organizationId and projectId alone" }),
};

export const SERIES_GRAINS = ["minute", "hour", "day", "week", "month"] as const;
export type SeriesGrain = (typeof SERIES_GRAINS)[number];

export const BREAKDOWNS = [
  "model",
  "provider",
  "project",
  "apiKey",
  "organization",
  "endpoint",
  "status",
  "errorCode",
  "paidBy",
  "route",
  "source",
  "tag",
] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

export const ORDERS = ["requests", "errors", "totalUsd", "savingsUsd", "totalTokens"] as const;
export type Order = (typeof ORDERS)[number];

export const summaryQuery = z.object({ ...range, ...filters });

export const seriesQuery = z.object({
  ...range,
  ...filters,
  grain: z
    .enum(SERIES_GRAINS)
    .optional()
    .openapi({ description: "Minutes are kept for 48 hours, hours for 400 days; fits the range when absent" }),
  timeZone,
});

export const breakdownQuery = z.object({
  ...range,
  ...filters,
  by: z.enum(BREAKDOWNS),
  orderBy: z.enum(ORDERS).default("requests").openapi({ description: "Largest first" }),
  limit: z.coerce.number().int().min(1).max(TOP_MAX).default(TOP_DEFAULT),
});

export type Filters = Omit<z.output<typeof summaryQuery>, "from" | "to">;

const rate = z.number().nullable().openapi({ description: "0 to 1; null without requests" });
const milliseconds = z.number().nullable();

const times = z
  .object({ average: milliseconds, p50: milliseconds, p90: milliseconds, p95: milliseconds, p99: milliseconds })
  .openapi("AnalyticsTimes", { description: "Milliseconds, of answered requests; percentiles are within 5 %" });

/** What is told of any set of requests. */
export const metrics = z
  .object({
    requests: z.int(),
    successes: z.int().openapi({ description: "Answered with a status below 400" }),
    errors: z.int(),
    successRate: rate,
    errorRate: rate,
    cachedRequests: z.int().openapi({ description: "Answered from the gateway's cache" }),
    cacheHitRate: rate,
    fallbacks: z.int(),
    guardrailViolations: z.int().openapi({ description: "What guardrails found" }),
    tokens: z.object({
      prompt: z.int(),
      completion: z.int(),
      total: z.int(),
      cached: z.int().openapi({ description: "Of the prompt, read from a provider's cache" }),
      reasoning: z.int().openapi({ description: "Of the completion" }),
    }),
    spend: z.object({
      providerCostUsd: z.number(),
      platformFeeUsd: z.number(),
      totalUsd: z.number(),
      savingsUsd: z.number(),
      unpricedRequests: z.int().openapi({ description: "Requests whose cost is not known, and not in the sums" }),
    }),
    latencyMs: times,
    timeToFirstTokenMs: times,
  })
  .openapi("AnalyticsMetrics");

export type Metrics = z.output<typeof metrics>;

const covered = { from: z.iso.datetime(), to: z.iso.datetime() };

const change = z.number().nullable().openapi({ description: "0.1 is a tenth more; null where there was nothing" });

export const summaryAnswer = z
  .object({
    summary: z
      .object({
        ...covered,
        current: metrics,
        previousFrom: z.iso.datetime(),
        previous: metrics.openapi({ description: "Of the time of the same length before" }),
        change: z.object({
          requests: change,
          errors: change,
          totalUsd: change,
          totalTokens: change,
          p95LatencyMs: change,
        }),
      })
      .openapi("AnalyticsSummary"),
  })
  .openapi("AnalyticsSummaryAnswer");

export const seriesAnswer = z
  .object({
    series: z
      .object({
        ...covered,
        grain: z.enum(SERIES_GRAINS),
        timeZone: z.string(),
        points: z.array(metrics.extend({ timestamp: z.iso.datetime() }).openapi("AnalyticsPoint")),
      })
      .openapi("AnalyticsSeries"),
  })
  .openapi("AnalyticsSeriesAnswer");

const breakdownRow = metrics
  .extend({
    value: z.string().nullable().openapi({ description: "Null for requests that had none" }),
    provider: z.string().nullable().optional().openapi({ description: "With `by=model`" }),
    projectId: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: "With `by=route`: routes of two projects may have one name" }),
    share: z.number().nullable().openapi({ description: "Of all requests of the list, 0 to 1" }),
    previous: z.object({ requests: z.int(), totalUsd: z.number() }),
  })
  .openapi("AnalyticsBreakdownRow");

export const breakdownAnswer = z
  .object({
    breakdown: z
      .object({
        ...covered,
        by: z.enum(BREAKDOWNS),
        rows: z.array(breakdownRow),
        valuesTotal: z.int().openapi({ description: "How many there are, shown or not" }),
      })
      .openapi("AnalyticsBreakdown"),
  })
  .openapi("AnalyticsBreakdownAnswer");
