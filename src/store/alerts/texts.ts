import type { AlertDetails, AlertKind } from "../sql/tables/alerts.ts";
import { shownDetails } from "./shown-details.ts";

type Shown = Readonly<Record<string, unknown>>;

const VALUE_MAX = 200;

/** One sentence for each kind; null where the details lack what it speaks of. */
const SENTENCES: Readonly<Record<AlertKind, (details: Shown) => string | null>> = {
  budget_threshold: (d) => says`${what(d)} has used ${d["percent"]} % of its ${usd(d, "limitUsd")} budget${period(d)}.`,
  budget_exceeded: (d) =>
    d["refused"] === true
      ? says`A request was refused: it could cost more than is left of a ${usd(d, "limitUsd")} budget, of which ${usd(d, "spentUsd")} are used or reserved (${d["budgetId"]}, ${d["scope"]} ${d["scopeId"]}).`
      : says`${what(d)} has used up its ${usd(d, "limitUsd")} budget${period(d)}.`,
  low_balance: (d) => says`The credits are low: ${usd(d, "balanceUsd")} are left.`,
  auto_top_up_failed: () => "An automatic top-up of the credits failed.",
  spend_anomaly: (d) =>
    says`Spend in the hour from ${d["hour"]} is ${usd(d, "spentUsd")}; ${usd(d, "expectedUsd")} are usual at this hour of the week.`,
  error_rate_anomaly: (d) =>
    says`${d["errors"]} of ${d["requests"]} requests failed in the hour from ${d["hour"]} (${d["ratePercent"]} %); ${d["expectedPercent"]} % are usual.`,
  key_rotation_due: (d) => says`The API key ${quoted(d["description"])} is due to be rotated on ${d["dueAt"]}.`,
  key_expiring: (d) => says`The API key ${quoted(d["description"])} expires on ${d["expiresAt"]}.`,
  key_disabled: (d) => says`The API key ${quoted(d["description"])} was disabled.`,
  circuit_opened: (d) => says`${d["provider"]} fails (${d["reason"]}): requests go to others first.`,
  circuit_closed: (d) => says`${d["provider"]} answers again.`,
  test: () => "This is a test. Alerts of your organization arrive here.",
};

const TITLES: Readonly<Record<AlertKind, string>> = {
  budget_threshold: "Budget nearly used",
  budget_exceeded: "Budget exceeded",
  low_balance: "Credits are low",
  auto_top_up_failed: "Automatic top-up failed",
  spend_anomaly: "Unusual spend",
  error_rate_anomaly: "Unusually many errors",
  key_rotation_due: "An API key is due to be rotated",
  key_expiring: "An API key expires soon",
  key_disabled: "An API key was disabled",
  circuit_opened: "A provider fails",
  circuit_closed: "A provider answers again",
  test: "Test",
};

/** An event's title: what it is, without figures. */
export function titleOf(kind: AlertKind): string {
  return TITLES[kind];
}

/** An event in one sentence. */
export function textOf(kind: AlertKind, details: AlertDetails): string {
  return SENTENCES[kind](shownDetails(details)) ?? `${titleOf(kind)}.`;
}

/** An event's facts, one line each, for mails. */
export function factsOf(details: AlertDetails): readonly string[] {
  return Object.entries(shownDetails(details))
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => `${name}: ${plain(value)}`);
}

/** Null as soon as one of the values is missing. */
function says(parts: TemplateStringsArray, ...values: readonly unknown[]): string | null {
  if (values.some((value) => value === undefined || value === null)) return null;
  return parts.reduce((text, part, index) => text + (index === 0 ? "" : plain(values[index - 1])) + part, "");
}

/** Names are users' own: one that goes over several lines could pass for the rest of a mail. */
function plain(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/[\s\p{Cc}]+/gu, " ").slice(0, VALUE_MAX);
}

function quoted(value: unknown): string | null {
  return typeof value === "string" ? `'${value}'` : null;
}

function usd(details: Shown, name: string): string | null {
  const value = details[name];
  if (typeof value !== "number") return null;
  const digits = Math.abs(value) >= 0.01 || value === 0 ? 2 : 6;
  return `$${value.toFixed(digits)}`;
}

function what(details: Shown): string {
  const { scope, scopeId, name } = details;
  if (scope === "organization") return "The organization";
  if (typeof name === "string" && name !== "") return `'${name}'`;
  return typeof scope === "string" && typeof scopeId === "string" ? `The ${scope} ${scopeId}` : "A budget's object";
}

function period({ period: name }: Shown): string {
  const words: Readonly<Record<string, string>> = { day: " of the day", week: " of the week", month: " of the month" };
  return words[String(name)] ?? "";
}
