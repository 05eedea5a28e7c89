import type { Selectable } from "kysely";
import type { DeliveryRow } from "../../store/alerts/deliveries.ts";
import type { ChannelRow } from "../../store/alerts/settings-channel.ts";
import { shownDetails } from "../../store/alerts/shown-details.ts";
import { textOf } from "../../store/alerts/texts.ts";
import type { AlertEventsTable, AlertRulesTable } from "../../store/sql/tables/alerts.ts";
import type { AlertChannelView, AlertDeliveryView, AlertEventView, AlertRuleView } from "./schema.ts";

export type RuleRow = Selectable<AlertRulesTable>;
export type EventRow = Selectable<AlertEventsTable>;

export function toRule(row: RuleRow): AlertRuleView {
  const { percents, deviations, days } = row.thresholds;
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    kind: row.kind,
    scope: { ...row.scope },
    thresholds: {
      ...(percents === undefined ? {} : { percents: [...percents] }),
      ...(deviations === undefined ? {} : { deviations }),
      ...(days === undefined ? {} : { days: [...days] }),
    },
    channels: row.channels === null ? null : [...row.channels],
    enabled: row.enabled,
    mutedUntil: row.muted_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Of the URL the host alone; the secret is not in it. */
export function toChannel(row: ChannelRow): AlertChannelView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    kind: row.kind,
    format: row.format,
    url: row.origin === null ? null : `${row.origin}/…`,
    recipients: [...row.recipients],
    fromSettings: row.from_settings,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function toEvent(row: EventRow): AlertEventView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    kind: row.kind,
    severity: row.severity,
    text: textOf(row.kind, row.details),
    details: { ...shownDetails(row.details) },
    raisedAt: row.raised_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  };
}

/** With the event that it told of, where that is still kept. */
export function toDelivery(row: DeliveryRow, event: EventRow | undefined): AlertDeliveryView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    eventId: row.event_id,
    event: event === undefined ? null : { kind: event.kind, text: textOf(event.kind, event.details) },
    channelId: row.channel_id,
    recipient: row.recipient === "" ? null : row.recipient,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.next_at?.toISOString() ?? null,
    lastHttpStatus: row.last_status,
    lastError: row.last_error,
    lastBody: row.last_body,
    responseMs: row.response_ms,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
