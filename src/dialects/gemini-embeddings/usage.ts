import { promptTokens, type Usage } from "../../canonical/usage.ts";
import type { JsonObject } from "../dialect.ts";
import { readUsage } from "../gemini/usage.ts";

/** Usage, which newer models tell and older ones do not. */
export { readUsage };

/** The member that tells it; none where nothing is known. */
export function usageMember(usage: Usage | undefined): JsonObject {
  if (usage === undefined) return {};
  const tokens = promptTokens(usage);
  return { usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens } };
}
