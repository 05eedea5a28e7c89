import { effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningEffort } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";

const THREE_EFFORTS: readonly ReasoningEffort[] = ["low", "medium", "high"];

/** The members that tell how much to reason. */
export function encodeEffort(request: ChatRequest, target: EncodeTarget, warnings: Warnings): JsonObject {
  const { reasoning } = request;
  if (reasoning === undefined) return {};
  const field =
    reasoning.budgetTokens === undefined && reasoning.adaptive === undefined ? "reasoning_effort" : "thinking";
  const wanted = effortOf(reasoning);
  if (wanted === "none" && target.quirks.has("thinking-type-toggle")) return { thinking: { type: "disabled" } };
  if (target.reasoningStyle === "none") {
    if (wanted !== "none") warnings.add(field, "This model is not told how to reason; left out.");
    return {};
  }
  if (wanted === undefined) return {};
  const three = target.quirks.has("effort-low-medium-high");
  if (three && wanted === "none") {
    warnings.add(field, "This provider cannot switch reasoning off; left out.");
    return {};
  }
  const known = three && target.efforts.length === 0 ? THREE_EFFORTS : target.efforts;
  const effort = nearestEffort(wanted, three ? known.filter((e) => THREE_EFFORTS.includes(e)) : known);
  if (effort !== wanted) warnings.add(field, `Reasoning effort '${wanted}' is not offered; '${effort}' was sent.`);
  else if (reasoning.budgetTokens !== undefined)
    warnings.add(field, `The token budget was sent as effort '${effort}'.`);
  return { reasoning_effort: effort };
}
