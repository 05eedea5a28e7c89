import { budgetOfEffort, effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningEffort, ReasoningSetting } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { isSealed, ownCarry } from "../sealed-carry.ts";
import type { ModelKin } from "./model-kin.ts";

/** How a request will think. */
export interface ThinkingPlan {
  /** The output limit, with room for thinking; undefined leaves it to the model. */
  readonly maxTokens: number | undefined;
  /** Members of `additionalModelRequestFields`: the wire itself has no words for thinking. */
  readonly fields: JsonObject;
  /** Claude is asked to think: forced tools and sampling are refused then. */
  readonly on: boolean;
  /** Nova thinks at its highest effort, which takes neither sampling nor an output limit. */
  readonly unbounded: boolean;
}

const DEFAULT_MAX_TOKENS = 4_096;
const MIN_BUDGET_TOKENS = 1_024;
const FIELD = "reasoning_effort";

/**
 * Plans thinking for a model. (Amazon Bedrock user guide, extended and adaptive thinking of Claude; Amazon Nova 2 user
 * guide, extended thinking.)
 */
export function planThinking(
  request: ChatRequest,
  target: EncodeTarget,
  { kin, warnings }: { readonly kin: ModelKin; readonly warnings: Warnings },
): ThinkingPlan {
  const maxTokens = outputLimit(request, target, warnings);
  const off: ThinkingPlan = { maxTokens, fields: {}, on: false, unbounded: false };
  const { reasoning } = request;
  if (reasoning === undefined) return off;
  const wanted = effortOf(reasoning);
  if (target.reasoningStyle === "none" || (kin !== "claude" && kin !== "nova")) {
    if (wanted !== "none") warnings.add(FIELD, "This model is not told how to reason on this wire; left out.");
    return off;
  }
  if (kin === "nova") return novaPlan(off, reasoning, wanted, warnings);
  if (wanted === "none") return switchedOff(off, target, warnings);
  if (target.reasoningStyle === "budget") return budgeted(request, reasoning, target, { off, warnings });
  const effort = wanted === undefined ? {} : effortField(offeredEffort(wanted, target, warnings));
  if (target.reasoningStyle === "effort") return { ...off, fields: effort };
  return { ...off, fields: { thinking: { type: "adaptive", ...display(reasoning) }, ...effort }, on: true };
}

function outputLimit(
  { maxOutputTokens: wanted }: ChatRequest,
  { maxOutputTokens: most }: EncodeTarget,
  warnings: Warnings,
): number | undefined {
  if (wanted === undefined || most === undefined || wanted <= most) return wanted;
  warnings.add("max_tokens", `This model gives at most ${most} tokens.`);
  return most;
}

const NOVA_EFFORTS: readonly ReasoningEffort[] = ["low", "medium", "high"];

function novaPlan(
  off: ThinkingPlan,
  { budgetTokens }: ReasoningSetting,
  wanted: ReasoningEffort | undefined,
  warnings: Warnings,
): ThinkingPlan {
  if (wanted === "none") return { ...off, fields: { reasoningConfig: { type: "disabled" } } };
  const effort = nearestEffort(wanted ?? "medium", NOVA_EFFORTS);
  if (budgetTokens !== undefined) warnings.add(FIELD, `The token budget was sent as effort '${effort}'.`);
  else if (wanted !== undefined && effort !== wanted) {
    warnings.add(FIELD, `Reasoning effort '${wanted}' is not offered; '${effort}' was sent.`);
  }
  const unbounded = effort === "high";
  if (unbounded && off.maxTokens !== undefined) {
    warnings.add("max_tokens", "At its highest effort this model takes no output limit; left out.");
  }
  const fields = { reasoningConfig: { type: "enabled", maxReasoningEffort: effort } };
  return { ...off, fields, unbounded, maxTokens: unbounded ? undefined : off.maxTokens };
}

/** Only models that think by themselves need to be told not to; some of those cannot stop. */
function switchedOff(off: ThinkingPlan, { reasoningStyle, efforts }: EncodeTarget, warnings: Warnings): ThinkingPlan {
  if (reasoningStyle !== "adaptive") return off;
  if (efforts.length === 0 || efforts.includes("none")) return { ...off, fields: { thinking: { type: "disabled" } } };
  const effort = nearestEffort("none", efforts);
  warnings.add(FIELD, `Reasoning cannot be switched off; effort '${effort}' was sent.`);
  return { ...off, fields: effortField(effort) };
}

function effortField(effort: ReasoningEffort): JsonObject {
  return { output_config: { effort } };
}

/** Words that every model with effort knows; the rest only where the catalogue lists them. */
const COMMON: readonly ReasoningEffort[] = ["low", "medium", "high"];

function offeredEffort(wanted: ReasoningEffort, { efforts }: EncodeTarget, warnings: Warnings): ReasoningEffort {
  const known = efforts.filter((effort) => effort !== "none" && effort !== "minimal");
  const effort = nearestEffort(wanted, known.length === 0 ? COMMON : known);
  if (effort !== wanted) warnings.add(FIELD, `Reasoning effort '${wanted}' is not offered; '${effort}' was sent.`);
  return effort;
}

function budgeted(
  request: ChatRequest,
  reasoning: ReasoningSetting,
  target: EncodeTarget,
  { off, warnings }: { off: ThinkingPlan; warnings: Warnings },
): ThinkingPlan {
  if (lacksThinking(request)) {
    warnings.add(FIELD, "The last tool turn came back without its thinking, so this turn runs without thinking.");
    return off;
  }
  const wanted = Math.max(reasoning.budgetTokens ?? budgetOfEffort(effortOf(reasoning) ?? "medium"), MIN_BUDGET_TOKENS);
  const room = off.maxTokens ?? target.maxOutputTokens ?? wanted + DEFAULT_MAX_TOKENS;
  if (room <= MIN_BUDGET_TOKENS) {
    warnings.add(FIELD, `Thinking needs an output limit above ${MIN_BUDGET_TOKENS} tokens; left out.`);
    return off;
  }
  const budget = wanted < room ? wanted : Math.max(MIN_BUDGET_TOKENS, Math.floor(room / 2));
  if (budget < wanted) warnings.add(FIELD, `Thinking was limited to ${budget} tokens to leave room for the answer.`);
  const thinking = { type: "enabled", budget_tokens: budget, ...display(reasoning) };
  return { ...off, maxTokens: room, fields: { thinking }, on: true };
}

/**
 * With a budget, the assistant turn whose tools have just run must begin with its thinking, or Claude answers 400;
 * callers of other wires may not have kept it.
 */
function lacksThinking({ messages }: ChatRequest): boolean {
  const last = messages.findLast((message) => message.role === "assistant");
  if (last === undefined || !last.blocks.some((block) => block.kind === "tool-call")) return false;
  return !last.blocks.some((block) => {
    const own = block.kind === "reasoning" ? ownCarry(block.carry, "bedrock-converse") : undefined;
    return typeof own === "string" && own !== "" && !isSealed(own);
  });
}

function display({ visible }: ReasoningSetting): JsonObject {
  return visible === undefined ? {} : { display: visible ? "summarized" : "omitted" };
}
