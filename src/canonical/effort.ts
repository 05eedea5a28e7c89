import type { ReasoningEffort, ReasoningSetting } from "./request.ts";

/** All efforts, ascending. */
export const EFFORTS: readonly ReasoningEffort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** Reasoning tokens that an effort stands for on wires that take a number. */
const BUDGET_TOKENS: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 65_536,
};

/** True for a word that names an effort. */
export function isEffort(value: unknown): value is ReasoningEffort {
  return typeof value === "string" && (EFFORTS as readonly string[]).includes(value);
}

/** The reasoning tokens of an effort. */
export function budgetOfEffort(effort: ReasoningEffort): number {
  return BUDGET_TOKENS[effort];
}

/** The least effort that a budget fits in. */
export function effortOfBudget(budgetTokens: number): ReasoningEffort {
  return EFFORTS.find((effort) => BUDGET_TOKENS[effort] >= budgetTokens) ?? "max";
}

/** The effort a setting asks for; undefined when it leaves the amount to the vendor. */
export function effortOf(reasoning: ReasoningSetting): ReasoningEffort | undefined {
  if (reasoning.effort !== undefined) return reasoning.effort;
  return reasoning.budgetTokens === undefined ? undefined : effortOfBudget(reasoning.budgetTokens);
}

/**
 * The allowed effort closest to the wanted one: the next lower, else the next higher. Nobody who wants reasoning gets
 * `none`. With nothing allowed, nothing is known and the wish stands.
 */
export function nearestEffort(wanted: ReasoningEffort, allowed: readonly ReasoningEffort[]): ReasoningEffort {
  if (allowed.length === 0 || allowed.includes(wanted)) return wanted;
  const usable = EFFORTS.filter((effort) => allowed.includes(effort) && effort !== "none");
  const rank = EFFORTS.indexOf(wanted);
  return usable.findLast((effort) => EFFORTS.indexOf(effort) < rank) ?? usable[0] ?? wanted;
}
