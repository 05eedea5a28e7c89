import { z } from "@hono/zod-openapi";
import { id, instant, orNull, page, plainText } from "../http/fields.ts";

const NAME_MAX = 255;
const URL_MAX = 2_048;
const RECIPIENTS_MAX = 20;
const EMAIL_MAX = 254;
const CHANNELS_MAX = 50;
const VALUES_MAX = 10;
const PERCENT_MAX = 1_000;
const DAYS_MAX = 90;
const PROVIDER_MAX = 64;

/** Kinds that a rule may be about. */
const RULE_KINDS = [
  "budget_threshold",
  "budget_exceeded",
  "low_balance",
  "auto_top_up_failed",
  "spend_anomaly",
  "error_rate_anomaly",
  "key_rotation_due",
  "key_expiring",
  "key_disabled",
  "circuit_opened",
  "circuit_closed",
] as const;

const ruleKind = z.enum(RULE_KINDS);
const eventKind = z.enum([...RULE_KINDS, "test"]);
const severity = z.enum(["info", "warning", "critical"]);
const format = z.enum(["json", "slack"]);
const name = plainText(1, NAME_MAX).openapi({ example: "On call" });
const moment = z.iso.datetime().nullable();

const each = (min: number, max: number) =>
  z
    .array(z.int().min(min).max(max))
    .min(1)
    .max(VALUES_MAX)
    .transform((values) => [...new Set(values)].sort((a, b) => a - b))
    .openapi({ type: "array", items: { type: "integer" } });

const scope = z
  .strictObject({
    projectId: id.optional(),
    apiKeyId: id.optional(),
    budgetId: id.optional(),
    provider: z.string().min(1).max(PROVIDER_MAX).optional(),
  })
  .openapi({ example: {}, description: "What the rule is about; empty: the whole organization" });

const thresholds = z
  .strictObject({
    percents: each(1, PERCENT_MAX).optional(),
    deviations: z.number().min(3).max(100).optional(),
    days: each(0, DAYS_MAX).optional(),
  })
  .openapi({ example: { percents: [50, 80] }, description: "From where on it tells; empty: the kind's default" });

const channels = z
  .array(id)
  .min(1)
  .max(CHANNELS_MAX)
  .nullable()
  .openapi({ example: ["ach_4fKq81LmZ0aBcD7eFgHiJkXy"], description: "Ids of channels; null: all" });

const ruleFields = {
  name: name.optional(),
  scope: scope.optional(),
  thresholds: thresholds.optional(),
  channels: channels.optional(),
  enabled: z.boolean().optional(),
  mutedUntil: orNull(instant, "string").optional().openapi({ format: "date-time" }),
};

export const newAlertRule = z
  .strictObject({ organizationId: id.optional(), kind: ruleKind, ...ruleFields, name })
  .openapi("NewAlertRule");
export type NewAlertRule = z.output<typeof newAlertRule>;

/** Absent fields stay as they are; `scope` and `thresholds` are replaced whole. */
export const alertRulePatch = z.strictObject(ruleFields).openapi("AlertRulePatch");
export type AlertRulePatch = z.output<typeof alertRulePatch>;

export const alertRule = z
  .object({
    id: z.string().openapi({ example: "alr_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    name: z.string(),
    kind: eventKind,
    scope: z.record(z.string(), z.string()),
    thresholds: z.object({
      percents: z.array(z.int()).optional(),
      deviations: z.number().optional(),
      days: z.array(z.int()).optional(),
    }),
    channels: z.array(z.string()).nullable(),
    enabled: z.boolean(),
    mutedUntil: moment,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("AlertRule");
export type AlertRuleView = z.output<typeof alertRule>;

export const alertRuleAnswer = z.object({ rule: alertRule }).openapi("AlertRuleAnswer");
export const alertRulesAnswer = z
  .object({ rules: z.array(alertRule), nextCursor: z.string().nullable() })
  .openapi("AlertRuleList");

const url = z.string().trim().min(1).max(URL_MAX).openapi({
  example: "https://your-app.com/webhook/alerts",
  description: "Shown by its host alone afterwards: whoever knows all of it may be able to post there",
});
const recipients = z
  .array(z.email().max(EMAIL_MAX))
  .min(1)
  .max(RECIPIENTS_MAX)
  .transform((addresses) => [...new Set(addresses)])
  .openapi({ type: "array", items: { type: "string", format: "email" }, example: ["oncall@example.com"] });

export const newAlertChannel = z
  .strictObject({
    organizationId: id.optional(),
    name,
    kind: z.enum(["webhook", "mail"]),
    url: url.optional(),
    format: format.optional().openapi({ description: "json when absent; slack for Slack's incoming webhooks" }),
    recipients: recipients.optional(),
    enabled: z.boolean().default(true),
  })
  .superRefine((body, context) => {
    const [needed, ...others] =
      body.kind === "webhook" ? (["url", "recipients"] as const) : (["recipients", "url", "format"] as const);
    if (body[needed] === undefined) {
      context.addIssue({ code: "custom", path: [needed], message: `is needed for a ${body.kind} channel` });
    }
    for (const field of others) {
      if (body[field] === undefined) continue;
      context.addIssue({ code: "custom", path: [field], message: `a ${body.kind} channel has none` });
    }
  })
  .openapi("NewAlertChannel", { example: { name: "On call", kind: "webhook", url: "https://your-app.com/alerts" } });
export type NewAlertChannel = z.output<typeof newAlertChannel>;

export const alertChannelPatch = z
  .strictObject({
    name: name.optional(),
    url: url.optional(),
    format: format.optional(),
    recipients: recipients.optional(),
    enabled: z.boolean().optional(),
  })
  .openapi("AlertChannelPatch");
export type AlertChannelPatch = z.output<typeof alertChannelPatch>;

export const alertChannel = z
  .object({
    id: z.string().openapi({ example: "ach_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    name: z.string(),
    kind: z.enum(["webhook", "mail"]),
    format: format.nullable(),
    url: z.string().nullable().openapi({ example: "https://your-app.com/…" }),
    recipients: z.array(z.string()),
    fromSettings: z.boolean().openapi({ description: "True for alerts.webhook_url of the organization's settings" }),
    enabled: z.boolean(),
    disabledReason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("AlertChannel");
export type AlertChannelView = z.output<typeof alertChannel>;

const secret = z.string().openapi({ example: "whsec_…", description: "Shown this once; signs what is posted" });

export const alertChannelAnswer = z.object({ channel: alertChannel }).openapi("AlertChannelAnswer");
export const newAlertChannelAnswer = z
  .object({ channel: alertChannel, secret: secret.nullable() })
  .openapi("NewAlertChannelAnswer");
export const rotatedChannelAnswer = z
  .object({
    channel: alertChannel,
    secret,
    previousValidUntil: z.iso.datetime().openapi({ description: "Until then the secret before signs too" }),
  })
  .openapi("RotatedAlertChannelAnswer");
export const alertChannelsAnswer = z
  .object({ channels: z.array(alertChannel), nextCursor: z.string().nullable() })
  .openapi("AlertChannelList");

const sent = {
  delivered: z.boolean(),
  httpStatus: z.int().nullable(),
  error: z.string().nullable(),
  body: z.string().nullable().openapi({ description: "Begin of the receiver's answer" }),
  responseMs: z.number().nullable(),
};

export const channelTestAnswer = z
  .object({
    test: z
      .object({
        eventId: z.string(),
        delivered: z.boolean().openapi({ description: "To every recipient" }),
        results: z.array(z.object({ recipient: z.string().nullable(), ...sent })),
      })
      .openapi("AlertChannelTest"),
  })
  .openapi("AlertChannelTestAnswer");

export const alertEvent = z
  .object({
    id: z.string().openapi({ example: "aev_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    kind: eventKind,
    severity,
    text: z.string().openapi({ example: "The organization has used 80 % of its $100.00 budget of the day." }),
    details: z.record(z.string(), z.unknown()).openapi({ example: { percent: 80, limitUsd: 100, spentUsd: 81.5 } }),
    raisedAt: z.iso.datetime(),
    resolvedAt: moment,
  })
  .openapi("AlertEvent");
export type AlertEventView = z.output<typeof alertEvent>;

export const alertEventAnswer = z.object({ event: alertEvent }).openapi("AlertEventAnswer");
export const alertEventsAnswer = z
  .object({ events: z.array(alertEvent), nextCursor: z.string().nullable() })
  .openapi("AlertEventList");

export const alertDelivery = z
  .object({
    id: z.string().openapi({ example: "adl_4fKq81LmZ0aBcD7eFgHiJkXy" }),
    organizationId: z.string(),
    eventId: z.string(),
    event: z
      .object({ kind: eventKind, text: z.string() })
      .nullable()
      .openapi({ description: "What was told; null when the alert is not kept any more" }),
    channelId: z.string(),
    recipient: z.string().nullable(),
    status: z.enum(["pending", "delivered", "failed"]),
    attempts: z.int(),
    nextAttemptAt: moment,
    lastHttpStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    lastBody: z.string().nullable(),
    responseMs: z.number().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("AlertDelivery");
export type AlertDeliveryView = z.output<typeof alertDelivery>;

export const alertDeliveryAnswer = z.object({ delivery: alertDelivery }).openapi("AlertDeliveryAnswer");
export const alertDeliveriesAnswer = z
  .object({ deliveries: z.array(alertDelivery), nextCursor: z.string().nullable() })
  .openapi("AlertDeliveryList");

export const listQuery = z.object({ organizationId: id.optional(), ...page });
export type ListQuery = z.output<typeof listQuery>;

export const eventsQuery = z.object({
  organizationId: id.optional(),
  kind: eventKind.optional(),
  severity: severity.optional(),
  state: z.enum(["open", "resolved"]).optional(),
  from: instant.optional().openapi({ type: "string", format: "date-time" }),
  to: instant.optional().openapi({ type: "string", format: "date-time" }),
  ...page,
});
export type EventsQuery = z.output<typeof eventsQuery>;

export const deliveriesQuery = z.object({
  organizationId: id.optional(),
  eventId: id.optional(),
  channelId: id.optional(),
  status: z.enum(["pending", "delivered", "failed"]).optional(),
  ...page,
});
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;
