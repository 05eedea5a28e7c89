import type { AlertDetails, AlertKind, AlertScope, AlertThresholds } from "../sql/tables/alerts.ts";

/** Kinds that are sent to every channel where the organization has no rule for them. Anomalies are for those who ask. */
export const SENT_BY_DEFAULT: ReadonlySet<AlertKind> = new Set([
  "budget_threshold",
  "budget_exceeded",
  "low_balance",
  "auto_top_up_failed",
  "key_rotation_due",
  "key_expiring",
  "key_disabled",
  "circuit_opened",
  "circuit_closed",
]);

/** From where on anomalies are told, in usual deviations. */
export const DEVIATIONS_DEFAULT = 6;
/** How many days before a key's end, and before it is due to be rotated, somebody is told. */
export const EXPIRY_DAYS_DEFAULT: readonly number[] = [7, 1];
export const ROTATION_DAYS_DEFAULT: readonly number[] = [0];

export interface RuleTest {
  readonly scope: AlertScope;
  readonly thresholds: AlertThresholds;
}

/** True when a rule of the event's kind is about this event. */
export function ruleMatches(rule: RuleTest, kind: AlertKind, details: AlertDetails): boolean {
  const inScope = Object.entries(rule.scope).every(([name, value]) => details[name] === value);
  return inScope && reaches(rule.thresholds, kind, details);
}

function reaches(thresholds: AlertThresholds, kind: AlertKind, details: AlertDetails): boolean {
  switch (kind) {
    case "budget_threshold":
      // Which percents hold by default is the budget's own business, and noted in the event.
      return thresholds.percents === undefined
        ? details["byDefault"] !== false
        : holds(thresholds.percents, details["percent"]);
    case "spend_anomaly":
    case "error_rate_anomaly":
      return Number(details["deviations"]) >= (thresholds.deviations ?? DEVIATIONS_DEFAULT);
    case "key_expiring":
      return holds(thresholds.days ?? EXPIRY_DAYS_DEFAULT, details["daysBefore"]);
    case "key_rotation_due":
      return holds(thresholds.days ?? ROTATION_DAYS_DEFAULT, details["daysBefore"]);
    default:
      return true;
  }
}

function holds(values: readonly number[], value: unknown): boolean {
  return typeof value === "number" && values.includes(value);
}
