import { z } from "@hono/zod-openapi";

export const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;
const TEXT_MAX = 512;
const TAGS_MAX = 10;

const text = z.string().min(1).max(TEXT_MAX).optional();
const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date or a date and time of ISO 8601")
  .transform((value) => new Date(value))
  .optional();

const tag = z
  .string()
  .max(TEXT_MAX)
  .regex(/^[^:]+:/, "must be name:value");

/** `name:value`, once or several times; all must hold. */
const tags = z
  .union([tag.transform((one) => [one]), z.array(tag).max(TAGS_MAX)])
  .transform((pairs) =>
    Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)])),
  )
  .optional();

const status = z
  .string()
  .regex(/^([1-9]\d\d|[1-5]xx|error)$/, "must be a status such as 404, a class such as 4xx, or error")
  .optional();

/** What both the list and the export are narrowed by. */
const filters = {
  organizationId: text,
  projectId: text,
  apiKeyId: text,
  model: text.openapi({ description: "Catalogue id, native name, requested name, or provider/model" }),
  provider: text,
  status: status.openapi({ example: "4xx", description: "A status, a class such as 4xx, or error (400 and above)" }),
  from: instant.openapi({ type: "string", format: "date-time", description: "Inclusive" }),
  to: instant.openapi({ type: "string", format: "date-time", description: "Exclusive" }),
  errorCode: text.openapi({ example: "rate_limit_exceeded" }),
  endpoint: text.openapi({ example: "/v1/chat/completions" }),
  paidBy: z.enum(["credits", "own-key", "none"]).optional(),
  requestId: text,
  sessionId: text,
  source: text,
  route: text.openapi({
    example: "my-project/support",
    description: "Of a configuration: its name, or project-slug/route",
  }),
  tag: tags.openapi({
    type: "array",
    items: { type: "string" },
    example: ["team:search"],
    description: "name:value; repeat for several, which must all hold",
  }),
  cached: z
    .stringbool({ truthy: ["true"], falsy: ["false"] })
    .optional()
    .openapi({ type: "boolean" }),
  guardrail: text.openapi({
    example: "staff",
    description: "Requests in which the guardrail of this name acted; * is any",
  }),
  text: text.openapi({
    description:
      "Part of the request id, a model or the error code; case does not count. Looks at 31 days before `to`. A whole request id finds its requests alone, of whatever age",
  }),
};

export const logsQuery = z.object({
  ...filters,
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  cursor: z
    .string()
    .max(2 * TEXT_MAX)
    .optional()
    .openapi({ description: "nextCursor of the page before" }),
});

export type LogsQuery = z.output<typeof logsQuery>;

export const logsExportQuery = z.object({
  ...filters,
  format: z.enum(["csv", "json"]).default("csv"),
});

/** What requests are searched by. */
export type LogFilters = Omit<z.output<typeof logsExportQuery>, "organizationId" | "format">;

export const logsExportCsv = z.string().openapi({ description: "RFC 4180 with a header line" });

const usd = z.number().nullable();

export const logEntry = z
  .object({
    requestId: z.string(),
    timestamp: z.iso.datetime(),
    organizationId: z.string().nullable(),
    projectId: z.string().nullable(),
    apiKeyId: z.string().nullable(),
    endpoint: z.string(),
    operation: z.string(),
    stream: z.boolean(),
    status: z.int(),
    errorCode: z.string().nullable(),
    requestedModel: z.string().nullable(),
    route: z
      .object({ project: z.string(), route: z.string(), configId: z.string(), configVersion: z.int() })
      .nullable()
      .openapi({ description: "The route of a configuration that was asked for; null: a model" }),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    nativeModel: z.string().nullable(),
    finishReason: z.string().nullable(),
    latencyMs: z.number(),
    overheadMs: z.number(),
    timeToFirstTokenMs: z.number().nullable(),
    usage: z.object({
      promptTokens: z.int(),
      completionTokens: z.int(),
      totalTokens: z.int(),
      cacheReadTokens: z.int(),
      cacheWriteTokens: z.int(),
      reasoningTokens: z.int(),
      estimated: z.boolean(),
    }),
    cost: z.object({ providerCostUsd: usd, platformFeeUsd: usd, totalUsd: usd, savingsVsDefaultUsd: usd }),
    paidBy: z.enum(["credits", "own-key", "none"]),
    cached: z.boolean(),
    fallbackUsed: z.boolean(),
    attempts: z.array(
      z.object({
        provider: z.string(),
        model: z.string(),
        status: z.int().nullable(),
        errorCode: z.string().nullable(),
        latencyMs: z.number(),
      }),
    ),
    strategy: z.string(),
    candidatesEvaluated: z.int(),
    reason: z.string(),
    source: z.string().nullable(),
    sessionId: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    clientIp: z.string().nullable(),
    userAgent: z.string().nullable(),
    warnings: z.array(z.object({ field: z.string(), message: z.string() })),
  })
  .openapi("Log");

export type LogEntry = z.output<typeof logEntry>;

export const logsAnswer = z.object({ logs: z.array(logEntry), nextCursor: z.string().nullable() }).openapi("LogList");

export const logParams = z.object({ requestId: z.string().min(1).max(TEXT_MAX) });

export const logAnswer = z
  .object({ log: logEntry.extend({ receipt: z.unknown().openapi({ type: "object" }) }).openapi("LogWithReceipt") })
  .openapi("LogAnswer");

export const logsExportAnswer = z.object({ logs: z.array(logEntry) }).openapi("LogExport");

export const contentAnswer = z
  .object({
    content: z
      .object({
        requestId: z.string(),
        request: z.string().openapi({ description: "The body as the caller sent it" }),
        answer: z.string().openapi({ description: "The body as the caller got it; of a stream, all of its events" }),
        truncated: z.boolean().openapi({ description: "A text was longer than a million characters and was cut" }),
        storedAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
      })
      .openapi("LogContent"),
  })
  .openapi("LogContentAnswer");
