import type { AlertRule, NewAlertRule } from "../../../src/client/api.ts";
import { FIELD_BUDGETS, KINDS, type RuleKind, type ScopeName, type ThresholdName } from "./kinds.ts";

type Thresholds = NonNullable<NewAlertRule["thresholds"]>;

/** Numbers as they are typed, with commas or blanks between; null for anything else. */
export function numbersOf(typed: string): number[] | null {
  const parts = typed.split(/[\s,;]+/).filter((part) => part !== "");
  const numbers = parts.map(Number);
  return numbers.every((one) => Number.isFinite(one) && one >= 0) ? numbers : null;
}

const BOUNDS: Readonly<Record<ThresholdName, readonly [min: number, max: number, isWhole: boolean]>> = {
  percents: [1, 1_000, true],
  days: [0, 90, true],
  deviations: [3, 100, false],
};

/** What was typed for a kind's threshold as the API takes it; empty is the kind's default. Null when it is none. */
export function thresholdsOf(kind: RuleKind, typed: string): Thresholds | null {
  const { threshold } = KINDS[kind];
  const numbers = numbersOf(typed);
  if (numbers === null) return null;
  if (threshold === undefined || numbers.length === 0) return {};
  const [min, max, isWhole] = BOUNDS[threshold.name];
  if (!numbers.every((one) => one >= min && one <= max && (!isWhole || Number.isInteger(one)))) return null;
  if (threshold.name !== "deviations") return { [threshold.name]: numbers };
  const [deviations, ...more] = numbers;
  return deviations === undefined || more.length > 0 ? null : { deviations };
}

/** A rule's threshold as it is typed. */
export function typedThreshold({ thresholds }: Pick<AlertRule, "thresholds">): string {
  const { percents, days, deviations } = thresholds;
  return (percents ?? days ?? (deviations === undefined ? [] : [deviations])).join(", ");
}

/** From where on a rule tells, in words; null where its kind has nothing to choose. */
export function thresholdWords(rule: Pick<AlertRule, "kind" | "thresholds">): string | null {
  const { percents, days, deviations } = rule.thresholds;
  if (percents !== undefined) return `at ${percents.join(", ")} %`;
  if (days !== undefined) return `${days.join(", ")} days before`;
  if (deviations !== undefined) return `from ${deviations} deviations on`;
  const threshold = rule.kind === "test" ? undefined : KINDS[rule.kind].threshold;
  return threshold === undefined ? null : `by default: ${threshold.byDefault}`;
}

const SCOPE_WORDS: Readonly<Record<ScopeName, string>> = {
  projectId: "project",
  apiKeyId: "key",
  budgetId: "budget",
  provider: "provider",
};

/** What a rule is narrowed to, in words. */
export function scopeWords(scope: AlertRule["scope"], names: ReadonlyMap<string, string>): string {
  const fields = new Map(FIELD_BUDGETS);
  const parts = Object.entries(scope).map(
    ([name, id]) => `${SCOPE_WORDS[name as ScopeName] ?? name} ${names.get(id) ?? fields.get(id) ?? id}`,
  );
  return parts.length === 0 ? "everything" : parts.join(", ");
}
