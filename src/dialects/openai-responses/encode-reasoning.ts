import { effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ReasoningEffort, ReasoningSetting } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";

const THREE_EFFORTS: readonly ReasoningEffort[] = ["low", "medium", "high"];
const FIELD = "reasoning";

/**
 * The member `reasoning`. Summaries are asked for when the caller spoke of reasoning and did not want it left out: an
 * account that may not see them is refused, so nobody gets them unasked. (OpenAI API reference, reasoning.)
 */
export function encodeReasoningSetting(
  reasoning: ReasoningSetting | undefined,
  target: EncodeTarget,
  warnings: Warnings,
): JsonObject | undefined {
  if (reasoning === undefined) return undefined;
  const wanted = effortOf(reasoning);
  if (target.reasoningStyle === "none") {
    if (wanted !== "none") warnings.add(FIELD, "This model is not told how to reason; left out.");
    return undefined;
  }
  const effort = wanted === undefined ? undefined : sentEffort(wanted, reasoning, target, warnings);
  const summary = reasoning.visible === false || effort === "none" || wanted === "none" ? {} : { summary: "auto" };
  const setting = { ...(effort === undefined ? {} : { effort }), ...summary };
  return Object.keys(setting).length === 0 ? undefined : setting;
}

function sentEffort(
  wanted: ReasoningEffort,
  { budgetTokens }: ReasoningSetting,
  { quirks, efforts }: EncodeTarget,
  warnings: Warnings,
): ReasoningEffort | undefined {
  const three = quirks.has("effort-low-medium-high");
  if (three && wanted === "none") {
    warnings.add(FIELD, "This provider cannot switch reasoning off; left out.");
    return undefined;
  }
  const known = three && efforts.length === 0 ? THREE_EFFORTS : efforts;
  const effort = nearestEffort(wanted, three ? known.filter((one) => THREE_EFFORTS.includes(one)) : known);
  if (effort !== wanted) warnings.add(FIELD, `Reasoning effort '${wanted}' is not offered; '${effort}' was sent.`);
  else if (budgetTokens !== undefined) warnings.add(FIELD, `The token budget was sent as effort '${effort}'.`);
  return effort;
}
