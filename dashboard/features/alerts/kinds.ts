import type { AlertEvent, NewAlertRule } from "../../../src/client/api.ts";

export type RuleKind = NewAlertRule["kind"];
export type EventKind = AlertEvent["kind"];
export type ScopeName = "projectId" | "apiKeyId" | "budgetId" | "provider";
export type ThresholdName = "percents" | "deviations" | "days";

interface Kind {
  readonly label: string;
  /** When it tells. */
  readonly help: string;
  /** What a rule can be narrowed to. */
  readonly scope: readonly ScopeName[];
  readonly threshold?: { readonly name: ThresholdName; readonly label: string; readonly byDefault: string };
}

const OF_KEYS = ["projectId", "apiKeyId"] as const;
const OF_BUDGETS = [...OF_KEYS, "budgetId"] as const;
const DEVIATIONS = { name: "deviations", label: "Deviations from usual, 3 to 100", byDefault: "6" } as const;

/** What alerts can be about, as the gateway has it (docs/guide/alerts.md). */
export const KINDS: Readonly<Record<RuleKind, Kind>> = {
  budget_threshold: {
    label: "Budget nearly used",
    help: "A percentage of a budget or limit is spent; once for each window and percentage.",
    scope: OF_BUDGETS,
    threshold: { name: "percents", label: "Percent of the budget", byDefault: "as the budget says" },
  },
  budget_exceeded: {
    label: "Budget exceeded",
    help: "All of a budget is spent, or a request was refused because it could cost more than is left.",
    scope: OF_BUDGETS,
  },
  low_balance: { label: "Credits are low", help: "The credits fall below the bound that billing has.", scope: [] },
  auto_top_up_failed: { label: "Top-up failed", help: "Credits could not be bought automatically.", scope: [] },
  spend_anomaly: {
    label: "Unusual spend",
    help: "An hour costs far more than the same hour of the week in the eight weeks before.",
    scope: [],
    threshold: DEVIATIONS,
  },
  error_rate_anomaly: {
    label: "Unusually many errors",
    help: "Far more requests of an hour fail than usual at that hour of the week.",
    scope: [],
    threshold: DEVIATIONS,
  },
  key_expiring: {
    label: "API key ends soon",
    help: "An API key ends in so many days.",
    scope: OF_KEYS,
    threshold: { name: "days", label: "Days before", byDefault: "7, 1" },
  },
  key_rotation_due: {
    label: "API key due for rotation",
    help: "An API key reaches the age at which it is to be rotated.",
    scope: OF_KEYS,
    threshold: { name: "days", label: "Days before", byDefault: "0" },
  },
  key_disabled: { label: "API key stopped", help: "An API key has spent its usage limit.", scope: OF_KEYS },
  circuit_opened: {
    label: "Provider fails",
    help: "A provider fails and is asked last; one alert an hour at most.",
    scope: ["provider"],
  },
  circuit_closed: {
    label: "Provider answers again",
    help: "A provider that failed answers again.",
    scope: ["provider"],
  },
};

export const RULE_KIND_WORDS = Object.keys(KINDS) as readonly RuleKind[];

/** What an alert is about, in a few words. */
export function kindLabel(kind: EventKind): string {
  return kind === "test" ? "Test" : KINDS[kind].label;
}

const OWNERS = [
  ["", "the organization"],
  ["project_", "projects"],
  ["key_", "keys"],
] as const;

/** Limits that are fields and not budgets, by the name that alerts and refusals give them. */
export const FIELD_BUDGETS: readonly (readonly [string, string])[] = [
  ...OWNERS.flatMap(([prefix, owner]) =>
    ["daily", "weekly", "monthly"].map((period) => [`${prefix}${period}_usd`, `${period} limit of ${owner}`] as const),
  ),
  ["usage-limit", "usage limit of keys"],
];
