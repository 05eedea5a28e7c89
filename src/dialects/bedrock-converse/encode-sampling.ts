import type { ChatRequest } from "../../canonical/request.ts";
import type { Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import type { ThinkingPlan } from "./encode-thinking.ts";
import { type ModelKin, refusesStops } from "./model-kin.ts";

interface Given {
  readonly target: EncodeTarget;
  readonly kin: ModelKin;
  readonly plan: ThinkingPlan;
  readonly warnings: Warnings;
}

/** Least `topP` that goes with thinking. (Amazon Bedrock user guide, extended thinking.) */
const MIN_THINKING_TOP_P = 0.95;

/**
 * `inferenceConfig`, and the members of `additionalModelRequestFields` for what it has no place for. (Amazon Bedrock
 * API reference, InferenceConfiguration.)
 */
export function encodeSampling(
  request: ChatRequest,
  given: Given,
): { readonly inferenceConfig: JsonObject; readonly fields: JsonObject } {
  const { plan, warnings } = given;
  const config: JsonObject = {};
  if (plan.maxTokens !== undefined) config["maxTokens"] = plan.maxTokens;
  const { temperature, topP } = request;
  if (temperature !== undefined) addTemperature(config, temperature, given);
  if (topP !== undefined) addTopP(config, topP, given);
  const stops = stopsOf(request, given);
  if (stops.length > 0) config["stopSequences"] = stops;
  for (const [field, value] of [
    ["seed", request.seed],
    ["presence_penalty", request.presencePenalty],
    ["frequency_penalty", request.frequencyPenalty],
  ] as const) {
    if (value !== undefined && (value !== 0 || field === "seed")) {
      warnings.add(field, `The Converse wire has no '${field}'; left out.`);
    }
  }
  return { inferenceConfig: config, fields: topKField(request, given) };
}

function stopsOf({ stopSequences = [] }: ChatRequest, { target, warnings }: Given): readonly string[] {
  const kept = stopSequences.filter((stop) => stop.trim() !== "");
  if (kept.length < stopSequences.length) {
    warnings.add("stop", "Stop sequences of white space only are refused; left out.");
  }
  if (kept.length === 0 || !refusesStops(target)) return kept;
  warnings.add("stop", "This model takes no stop sequences on this wire; left out.");
  return [];
}

/** Sampling is refused by some models, by Claude when it thinks, and by Nova at its highest effort. */
function isFree({ target, plan }: Given): boolean {
  return target.sampling && !plan.on && !plan.unbounded;
}

function drop(field: string, { target, warnings }: Given): void {
  warnings.add(field, `${target.sampling ? "A model that thinks" : "This model"} takes no '${field}'; left out.`);
}

function addTemperature(config: JsonObject, temperature: number, given: Given): void {
  if (!isFree(given)) {
    if (temperature !== 1 || !given.target.sampling) drop("temperature", given);
    return;
  }
  config["temperature"] = Math.min(Math.max(temperature, 0), 1);
  if (temperature > 1) given.warnings.add("temperature", "The Converse wire ends at temperature 1; 1 was sent.");
}

function addTopP(config: JsonObject, topP: number, given: Given): void {
  const { kin, target, plan, warnings } = given;
  const thinks = target.sampling && plan.on && topP >= MIN_THINKING_TOP_P;
  if (!isFree(given) && !thinks) drop("top_p", given);
  else if (kin === "claude" && config["temperature"] !== undefined) {
    warnings.add("top_p", "Beside temperature this model takes no 'top_p'; left out.");
  } else config["topP"] = topP;
}

/** The wire has no place for `top_k`; these two take it as a field of their own. */
function topKField({ topK }: ChatRequest, given: Given): JsonObject {
  if (topK === undefined) return {};
  const { kin, warnings } = given;
  if (!isFree(given)) drop("top_k", given);
  else if (kin === "claude") return { top_k: topK };
  else if (kin === "nova") return { inferenceConfig: { topK } };
  else warnings.add("top_k", "The Converse wire has no 'top_k' for this model; left out.");
  return {};
}
