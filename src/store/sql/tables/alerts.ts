import type { Generated } from "kysely";
import type { Json, NullableJson } from "../json-column.ts";

/** What an organization can be told of. */
export type AlertKind =
  | "budget_threshold"
  | "budget_exceeded"
  | "low_balance"
  | "auto_top_up_failed"
  | "spend_anomaly"
  | "error_rate_anomaly"
  | "key_rotation_due"
  | "key_expiring"
  | "key_disabled"
  | "circuit_opened"
  | "circuit_closed"
  | "test";

export type AlertSeverity = "info" | "warning" | "critical";
export type ChannelKind = "webhook" | "mail";
/** Body of a webhook: ours, or the one that Slack's incoming webhooks take. */
export type WebhookFormat = "json" | "slack";
export type DeliveryStatus = "pending" | "delivered" | "failed";

/** Facts of an event: names, ids and figures, never secrets or prompts. */
export type AlertDetails = Readonly<Record<string, unknown>>;

/** Which events a rule is about, by their details; absent: whatever it is. */
export interface AlertScope {
  readonly projectId?: string;
  readonly apiKeyId?: string;
  readonly budgetId?: string;
  readonly provider?: string;
}

/** From where on a rule tells; absent: the default of its kind. */
export interface AlertThresholds {
  /** Of budgets: percents of the limit. */
  readonly percents?: readonly number[];
  /** Of anomalies: how many times the usual deviation. */
  readonly deviations?: number;
  /** Of keys: days before their end, or before they are due to be rotated. */
  readonly days?: readonly number[];
}

export interface AlertRulesTable {
  id: string;
  organization_id: string;
  name: string;
  kind: AlertKind;
  scope: Json<AlertScope>;
  thresholds: Json<AlertThresholds>;
  /** Ids of channels; null: all that are enabled. */
  channels: NullableJson<readonly string[]>;
  enabled: boolean;
  muted_until: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AlertChannelsTable {
  id: string;
  organization_id: string;
  name: string;
  kind: ChannelKind;
  /** This, the origin and the secret: of webhooks alone. */
  format: WebhookFormat | null;
  /** What may be shown of the URL: scheme and host. Whoever knows the rest may be able to post. */
  origin: string | null;
  /** Of mails; empty for webhooks. */
  recipients: Json<readonly string[]>;
  /** The URL and what signs for it, sealed; see `channel-secret.ts`. */
  secret: string | null;
  /** True for the webhook of the organization's settings. */
  from_settings: Generated<boolean>;
  enabled: boolean;
  /** Why the gateway itself disabled it. */
  disabled_reason: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface AlertEventsTable {
  id: string;
  organization_id: string;
  kind: AlertKind;
  severity: AlertSeverity;
  /** Unique in the organization: the same thing is told once. */
  dedupe_key: string;
  details: Json<AlertDetails>;
  raised_at: Date;
  resolved_at: Date | null;
  /** When deliveries were made of it; null: not yet. */
  routed_at: Date | null;
}

/** One event on its way to one webhook or one recipient of mails. */
export interface AlertDeliveriesTable {
  id: string;
  organization_id: string;
  event_id: string;
  channel_id: string;
  /** An address of mail; empty for webhooks. */
  recipient: string;
  status: DeliveryStatus;
  attempts: number;
  /** Set while it is pending. */
  next_at: Date | null;
  /** Raised by each that takes it up, so that one who took too long does not overwrite what the next one noted. */
  claim: Generated<number>;
  last_status: number | null;
  last_error: string | null;
  /** Begin of the answer, secrets masked. */
  last_body: string | null;
  response_ms: number | null;
  created_at: Date;
  updated_at: Date;
}

/** Who does something that one process at a time does. */
export interface AlertLeasesTable {
  name: string;
  holder: string;
  until: Date;
}
