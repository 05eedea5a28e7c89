import { oneOf, type RawSearch, search, textOf } from "../../shell/search-params.ts";

export const TABS = ["events", "rules", "channels", "deliveries"] as const;
export const STATES = ["open", "resolved"] as const;
export const SEVERITIES = ["info", "warning", "critical"] as const;
/** What alerts can be about; their words for people are in `kinds.ts`, which the first load does not need. */
export const EVENT_KINDS = [
  "budget_threshold",
  "budget_exceeded",
  "low_balance",
  "auto_top_up_failed",
  "spend_anomaly",
  "error_rate_anomaly",
  "key_expiring",
  "key_rotation_due",
  "key_disabled",
  "circuit_opened",
  "circuit_closed",
  "test",
] as const;
export const STATUSES = ["pending", "delivered", "failed"] as const;

/** Which list is shown with its filters, and which form is open: `new`, or the id of what is changed. */
export function validateAlertsSearch(raw: RawSearch) {
  return search({
    tab: oneOf(raw, "tab", TABS.slice(1)),
    state: oneOf(raw, "state", STATES),
    severity: oneOf(raw, "severity", SEVERITIES),
    kind: oneOf(raw, "kind", EVENT_KINDS),
    status: oneOf(raw, "status", STATUSES),
    channelId: textOf(raw, "channelId"),
    eventId: textOf(raw, "eventId"),
    edit: textOf(raw, "edit"),
  });
}

export type AlertsSearch = ReturnType<typeof validateAlertsSearch>;
export type AlertsTab = (typeof TABS)[number];
