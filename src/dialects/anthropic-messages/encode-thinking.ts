import { budgetOfEffort, effortOf, nearestEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningEffort, ReasoningSetting } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { ownSignature } from "./thinking-marks.ts";

/** How a request will think, and the output limit that leaves room for it. */
export interface ThinkingPlan {
  readonly maxTokens: number;
  readonly thinking?: JsonObject;
  readonly effort?: ReasoningEffort;
  /** Thinking is asked for: forced tools and sampling are refused then. */
  readonly on: boolean;
}

const DEFAULT_MAX_TOKENS = 4_096;
const MIN_BUDGET_TOKENS = 1_024;
const FIELD = "reasoning_effort";

/** Plans thinking for a model. (Anthropic documentation, extended thinking, adaptive thinking, effort.) */
export function planThinking(request: ChatRequest, target: EncodeTarget, warnings: Warnings): ThinkingPlan {
  const maxTokens = outputLimit(request, target, warnings);
  const { reasoning } = request;
  const off: ThinkingPlan = { maxTokens, on: false };
  if (reasoning === undefined) return off;
  const wanted = effortOf(reasoning);
  if (target.reasoningStyle === "none") {
    if (wanted !== "none") warnings.add(FIELD, "This model does not reason; left out.");
    return off;
  }
  if (wanted === "none") return switchedOff(off, target, warnings);
  if (target.reasoningStyle === "budget") return budgeted(request, reasoning, target, { maxTokens, warnings });
  const effort = wanted === undefined ? {} : { effort: offeredEffort(wanted, target, warnings) };
  if (target.reasoningStyle === "effort") return { ...off, ...effort };
  return { maxTokens, ...effort, thinking: { type: "adaptive", ...display(reasoning) }, on: true };
}

function outputLimit({ maxOutputTokens: wanted }: ChatRequest, target: EncodeTarget, warnings: Warnings): number {
  const most = target.maxOutputTokens;
  if (wanted === undefined) return most ?? DEFAULT_MAX_TOKENS;
  if (most === undefined || wanted <= most) return wanted;
  warnings.add("max_tokens", `This model gives at most ${most} tokens.`);
  return most;
}

/** Only models that think by themselves need to be told not to; some of those cannot stop. */
function switchedOff(off: ThinkingPlan, { reasoningStyle, efforts }: EncodeTarget, warnings: Warnings): ThinkingPlan {
  if (reasoningStyle !== "adaptive") return off;
  if (efforts.length === 0 || efforts.includes("none")) return { ...off, thinking: { type: "disabled" } };
  const effort = nearestEffort("none", efforts);
  warnings.add(FIELD, `Reasoning cannot be switched off; effort '${effort}' was sent.`);
  return { ...off, effort };
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
  { maxTokens, warnings }: { maxTokens: number; warnings: Warnings },
): ThinkingPlan {
  if (lacksThinking(request)) {
    warnings.add(FIELD, "The last tool turn came back without its thinking, so this turn runs without thinking.");
    return { maxTokens, on: false };
  }
  const wanted = Math.max(reasoning.budgetTokens ?? budgetOfEffort(effortOf(reasoning) ?? "medium"), MIN_BUDGET_TOKENS);
  const unbounded = request.maxOutputTokens === undefined && target.maxOutputTokens === undefined;
  const room = unbounded ? wanted + DEFAULT_MAX_TOKENS : maxTokens;
  if (room <= MIN_BUDGET_TOKENS) {
    warnings.add(FIELD, `Thinking needs an output limit above ${MIN_BUDGET_TOKENS} tokens; left out.`);
    return { maxTokens, on: false };
  }
  const budget = wanted < room ? wanted : Math.max(MIN_BUDGET_TOKENS, Math.floor(room / 2));
  if (budget < wanted) warnings.add(FIELD, `Thinking was limited to ${budget} tokens to leave room for the answer.`);
  return { maxTokens: room, thinking: { type: "enabled", budget_tokens: budget, ...display(reasoning) }, on: true };
}

/**
 * With a budget, the assistant turn whose tools have just run must begin with its thinking, or the API answers 400;
 * callers of other wires may not have kept it.
 */
function lacksThinking({ messages }: ChatRequest): boolean {
  const last = messages.findLast((message) => message.role === "assistant");
  if (last === undefined || !last.blocks.some((block) => block.kind === "tool-call")) return false;
  return !last.blocks.some((block) => block.kind === "reasoning" && ownSignature(block.carry) !== undefined);
}

function display({ visible }: ReasoningSetting): JsonObject {
  return visible === undefined ? {} : { display: visible ? "summarized" : "omitted" };
}
