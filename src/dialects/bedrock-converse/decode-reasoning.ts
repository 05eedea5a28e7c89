import { effortOfBudget, isEffort } from "../../canonical/effort.ts";
import type { ReasoningEffort, ReasoningSetting } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { countAt, invalid, objectAt, optional, required, unknownMembers, wordAt } from "../read.ts";

const EXTRA = "additionalModelRequestFields";
const THINKING = wordAt(["enabled", "disabled", "adaptive", "between_tools"]);
const DISPLAY = wordAt(["summarized", "omitted"]);

/**
 * How much to think: Claude's `thinking` and `output_config`, Nova's `reasoningConfig`, or the wire's own
 * `outputConfig.effort`. (Amazon Bedrock user guide, extended thinking; Amazon Nova 2 user guide.)
 */
export function decodeReasoning(
  extra: JsonObject,
  output: JsonObject,
  unmapped: string[],
): ReasoningSetting | undefined {
  const vendor = optional(extra, "output_config", objectAt, EXTRA) ?? {};
  unmapped.push(...unknownMembers(vendor, new Set(["effort"]), `${EXTRA}.output_config`));
  const effort =
    optional(vendor, "effort", effortAt, `${EXTRA}.output_config`) ??
    optional(output, "effort", effortAt, "outputConfig") ??
    novaEffort(extra);
  const path = `${EXTRA}.thinking`;
  const thinking = optional(extra, "thinking", objectAt, EXTRA);
  if (thinking === undefined) return effort === undefined ? undefined : { effort };
  const type = required(thinking, "type", THINKING, path);
  if (type === "disabled") return { effort: "none" };
  const display = optional(thinking, "display", DISPLAY, path);
  const visible = display === undefined ? undefined : display === "summarized";
  if (type !== "enabled") return { effort, adaptive: true, visible };
  const budgetTokens = required(thinking, "budget_tokens", countAt, path);
  return { effort: effort ?? effortOfBudget(budgetTokens), budgetTokens, visible };
}

function novaEffort(extra: JsonObject): ReasoningEffort | undefined {
  const path = `${EXTRA}.reasoningConfig`;
  const config = optional(extra, "reasoningConfig", objectAt, EXTRA);
  if (config === undefined) return undefined;
  if (required(config, "type", wordAt(["enabled", "disabled"]), path) === "disabled") return "none";
  return optional(config, "maxReasoningEffort", effortAt, path) ?? "medium";
}

function effortAt(value: unknown, path: string): ReasoningEffort {
  if (!isEffort(value)) throw invalid(path, "must be one of low, medium, high, xhigh, max.");
  return value;
}
