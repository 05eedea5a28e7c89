import type { IamRule } from "../../../../src/client/api.ts";
import { count, money } from "../../../ui/format.ts";

export const KINDS = ["models", "providers", "pricing", "context"] as const;
export const PRICE_BOUNDS = [
  "minInputUsdPerMillion",
  "maxInputUsdPerMillion",
  "minOutputUsdPerMillion",
  "maxOutputUsdPerMillion",
] as const;
export const CONTEXT_BOUNDS = ["minTokens", "maxTokens"] as const;

type Bound = (typeof PRICE_BOUNDS)[number] | (typeof CONTEXT_BOUNDS)[number];

/** A rule as it is typed. What belongs to another kind is kept, so that trying kinds loses nothing. */
export interface RuleDraft {
  readonly name: string;
  readonly effect: IamRule["effect"];
  readonly on: IamRule["on"];
  readonly values: readonly string[];
  readonly bounds: Readonly<Partial<Record<Bound, string>>>;
}

export const NEW_RULE: RuleDraft = { name: "", effect: "allow", on: "models", values: [], bounds: {} };

/** A rule, for a form. */
export function draftOfRule(rule: IamRule): RuleDraft {
  const { name = "", effect, on } = rule;
  if ("values" in rule) return { name, effect, on, values: rule.values, bounds: {} };
  const bounds = Object.fromEntries(
    boundsOf(on).flatMap((bound) => {
      const value = (rule as Readonly<Partial<Record<Bound, number>>>)[bound];
      return value === undefined ? [] : [[bound, String(value)]];
    }),
  );
  return { name, effect, on, values: [], bounds };
}

/** The bounds that a kind of rule has. */
export function boundsOf(on: IamRule["on"]): readonly Bound[] {
  if (on === "pricing") return PRICE_BOUNDS;
  return on === "context" ? CONTEXT_BOUNDS : [];
}

/** The rule, or the sentence that says what it lacks. */
export function ruleOf({ name, effect, on, values, bounds }: RuleDraft): IamRule | string {
  const common = { effect, ...(name.trim() === "" ? {} : { name: name.trim() }) };
  if (on === "models" || on === "providers") {
    if (values.length === 0) return `Say which ${on} it is about.`;
    return { ...common, on, values };
  }
  const given = boundsOf(on).flatMap((bound) => {
    const text = bounds[bound]?.trim() ?? "";
    return text === "" ? [] : [[bound, Number(text)] as const];
  });
  if (given.length === 0) return "Give at least one bound.";
  if (given.some(([, value]) => !Number.isFinite(value) || value < 0)) return "A bound is a number from 0 on.";
  if (on === "context" && given.some(([, value]) => !Number.isInteger(value))) return "Tokens are whole numbers.";
  const limits = Object.fromEntries(given) as Readonly<Record<string, number | undefined>>;
  for (const [low, high] of PAIRS) {
    const [least = 0, most = Number.POSITIVE_INFINITY] = [limits[low], limits[high]];
    if (least > most) return "The least must not be above the most.";
  }
  return { ...common, on, ...limits } as IamRule;
}

const PAIRS = [
  ["minInputUsdPerMillion", "maxInputUsdPerMillion"],
  ["minOutputUsdPerMillion", "maxOutputUsdPerMillion"],
  ["minTokens", "maxTokens"],
] as const;

const VALUES_SHOWN = 6;

/** What a rule means, without its effect: `models gpt-4o, claude-*`. */
export function meaningOf(rule: IamRule): string {
  if ("values" in rule) {
    const more = rule.values.length - VALUES_SHOWN;
    return `${rule.on} ${rule.values.slice(0, VALUES_SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  }
  if (rule.on === "context") return `models with a context ${range(rule.minTokens, rule.maxTokens, count)} tokens`;
  const parts = [
    ["input", range(rule.minInputUsdPerMillion, rule.maxInputUsdPerMillion, money)],
    ["output", range(rule.minOutputUsdPerMillion, rule.maxOutputUsdPerMillion, money)],
  ].flatMap(([what, bounds]) => (bounds === "" ? [] : [`${what} ${bounds}`]));
  return `models priced at ${parts.join(" and ")} a million tokens`;
}

function range(min: number | undefined, max: number | undefined, write: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return `of ${write(min)} to ${write(max)}`;
  if (min !== undefined) return `of at least ${write(min)}`;
  return max === undefined ? "" : `of at most ${write(max)}`;
}
