import { budgetOfEffort, effortOf } from "../../canonical/effort.ts";
import type { ChatRequest } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget } from "../dialect.ts";

export interface WireThinkingSetting {
  readonly type: "enabled" | "disabled";
  readonly token_budget?: number;
}

const FIELD = "reasoning_effort";

/**
 * The member `thinking`: models that think do so unless told not to, and an effort is a budget here. `limit` is the
 * output limit of the request. (Cohere documentation, reasoning.)
 */
export function planThinking(
  { reasoning }: ChatRequest,
  given: { readonly target: EncodeTarget; readonly limit: number | undefined; readonly warnings: Warnings },
): WireThinkingSetting | undefined {
  if (reasoning === undefined) return undefined;
  const { target, warnings } = given;
  const effort = effortOf(reasoning);
  if (target.reasoningStyle === "none") {
    if (effort !== "none") warnings.add(FIELD, "This model does not reason; left out.");
    return undefined;
  }
  if (effort === "none") return { type: "disabled" };
  if (reasoning.visible === false) {
    warnings.add(FIELD, "Reasoning cannot be left out of the answer on this wire; it is in it.");
  }
  const wanted = reasoning.budgetTokens ?? (effort === undefined ? undefined : budgetOfEffort(effort));
  if (wanted === undefined || wanted === 0) return { type: "enabled" };
  const room = given.limit ?? target.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const budget = wanted < room ? wanted : Math.max(1, Math.floor(room / 2));
  if (budget < wanted) warnings.add(FIELD, `Thinking was limited to ${budget} tokens to leave room for the answer.`);
  return { type: "enabled", token_budget: budget };
}
