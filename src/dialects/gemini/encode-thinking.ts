import { budgetOfEffort, effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningEffort } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";

const FIELD = "reasoning_effort";

/** Bounds that every model with a budget accepts. (Gemini API documentation, thinking budgets.) */
const MIN_BUDGET_TOKENS = 512;
const MAX_BUDGET_TOKENS = 24_576;

/** Words of `thinkingLevel`; those that a model has are catalogue data. */
const LEVELS: readonly ReasoningEffort[] = ["minimal", "low", "medium", "high"];
const COMMON_LEVELS: readonly ReasoningEffort[] = ["low", "medium", "high"];

/**
 * `thinkingConfig`: a level for Gemini 3 and later, a budget for 2.5; never both, which is refused. Undefined leaves the
 * model to its default. (Gemini API documentation, thinking.)
 */
export function encodeThinking(
  { reasoning, maxOutputTokens }: ChatRequest,
  target: EncodeTarget,
  warnings: Warnings,
): JsonObject | undefined {
  if (reasoning === undefined) return undefined;
  const wanted = effortOf(reasoning);
  if (target.reasoningStyle === "none") {
    if (wanted !== "none") warnings.add(FIELD, "This model is not told how to reason; left out.");
    return undefined;
  }
  const shown = reasoning.visible === false || wanted === "none" ? {} : { includeThoughts: true };
  if (target.reasoningStyle !== "budget") {
    if (wanted === undefined) return shown;
    const level = levelOf(wanted, target, warnings);
    if (reasoning.budgetTokens !== undefined && level === wanted) {
      warnings.add(FIELD, `The token budget was sent as effort '${level}'.`);
    }
    return { ...shown, thinkingLevel: level.toUpperCase() };
  }
  if (wanted === "none") return { thinkingBudget: leastBudget(target, warnings) };
  const budget = reasoning.budgetTokens ?? (wanted === undefined ? undefined : budgetOfEffort(wanted));
  if (budget === undefined) return { ...shown, thinkingBudget: -1 };
  return { ...shown, thinkingBudget: fittingBudget(budget, maxOutputTokens, warnings) };
}

function levelOf(wanted: ReasoningEffort, { efforts }: EncodeTarget, warnings: Warnings): ReasoningEffort {
  const known = LEVELS.filter((level) => efforts.includes(level));
  const level = nearestEffort(wanted, known.length === 0 ? COMMON_LEVELS : known);
  if (wanted === "none") warnings.add(FIELD, `Reasoning cannot be switched off; effort '${level}' was sent.`);
  else if (level !== wanted) warnings.add(FIELD, `Reasoning effort '${wanted}' is not offered; '${level}' was sent.`);
  return level;
}

function leastBudget({ efforts }: EncodeTarget, warnings: Warnings): number {
  if (efforts.length === 0 || efforts.includes("none")) return 0;
  warnings.add(FIELD, "Reasoning cannot be switched off; the least was sent.");
  return MIN_BUDGET_TOKENS;
}

/** Thoughts count towards the output limit: a budget as large as it would leave no room for the answer. */
function fittingBudget(wanted: number, limit: number | undefined, warnings: Warnings): number {
  const most = limit === undefined || wanted < limit ? MAX_BUDGET_TOKENS : Math.floor(limit / 2);
  const budget = Math.max(MIN_BUDGET_TOKENS, Math.min(wanted, most, MAX_BUDGET_TOKENS));
  if (budget < wanted) warnings.add(FIELD, `Reasoning was limited to ${budget} tokens.`);
  return budget;
}
