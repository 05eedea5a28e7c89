import type { Budget } from "../../../src/client/api.ts";
import type { Tone } from "../../ui/tone.ts";

export type Period = Budget["period"];
export type Scope = Budget["scope"];

export const PERIODS: Readonly<Record<Period, { readonly label: string; readonly per: string }>> = {
  request: { label: "Each request", per: "a request" },
  day: { label: "A day", per: "a day" },
  week: { label: "A week, from Monday", per: "a week" },
  month: { label: "A month", per: "a month" },
  total: { label: "In all", per: "in all" },
};
export const PERIOD_WORDS = Object.keys(PERIODS) as readonly Period[];

export const SCOPE_LABELS: Readonly<Record<Scope, string>> = {
  organization: "The organization",
  project: "A project",
  key: "An API key",
  tag: "A tag",
};

/** What projects and keys are called, by id. */
export type Names = ReadonlyMap<string, string>;

/** Whose spending a budget bounds. */
export function subjectOf({ scope, scopeId }: Pick<Budget, "scope" | "scopeId">, names: Names): string {
  if (scope === "organization") return "Whole organization";
  if (scope === "project") return `Project ${names.get(scopeId) ?? scopeId}`;
  if (scope === "key") return `Key ${names.get(scopeId) ?? scopeId}`;
  const each = anyValueOf(scopeId);
  return each === null ? `Tag ${scopeId}` : `Each value of the tag ${each}`;
}

/** What a budget is called: by its own name, else by what it bounds. */
export function titleOf(budget: Budget, names: Names): string {
  return budget.name || `${subjectOf(budget, names)}, ${PERIODS[budget.period].per}`;
}

/** The tag of `name=*`, where each value has a budget of its own; else null. */
export function anyValueOf(scopeId: string): string | null {
  const at = scopeId.indexOf("=");
  return at > 0 && scopeId.slice(at + 1) === "*" ? scopeId.slice(0, at) : null;
}

/** How near to its end a budget is, as a colour: from the first threshold on it warns. */
export function toneOf({ spentUsd, limitUsd, thresholds }: Budget): Tone {
  if (spentUsd === null) return "neutral";
  if (spentUsd >= limitUsd) return "bad";
  const first = thresholds[0] ?? 80;
  return spentUsd >= (limitUsd * first) / 100 ? "warn" : "accent";
}

/** Percentages as they are typed: `80, 100`. Null for anything else. */
export function percentsOf(typed: string): number[] | null {
  const parts = typed.split(/[\s,;%]+/).filter((part) => part !== "");
  const percents = parts.map(Number);
  return percents.every((one) => Number.isInteger(one) && one >= 1 && one <= 1_000) ? percents : null;
}

/** The filters of the request log for what a budget bounds. */
export function logsOf({ scope, scopeId, topTag }: Pick<Budget, "scope" | "scopeId" | "topTag">) {
  if (scope === "project") return { project: scopeId };
  if (scope === "key") return { apiKeyId: scopeId };
  const tag = topTag ?? scopeId;
  if (scope !== "tag" || anyValueOf(tag) !== null) return {};
  return { tag: tag.replace("=", ":") };
}

/** An instant where days of a budget begin: in the organization's zone, with the day of the week. */
export function resetTime(instant: string, timeZone: string): string {
  const words = new Intl.DateTimeFormat("en-GB", {
    ...{ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    timeZone,
  });
  return words.format(new Date(instant));
}
