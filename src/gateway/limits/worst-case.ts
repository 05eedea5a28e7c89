import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { Price } from "../../catalog/types.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import { costNanos } from "../metering/cost.ts";
import type { Target } from "../routing/target.ts";
import { promptTokensMost } from "./prompt-size.ts";

/** Output of a model of which nothing is known and that was given no bound. */
const OUTPUT_TOKENS_UNKNOWN = 16_384;
const MAX_CHOICES = 128;

/** The most that a request can use of any target. */
export interface MostUse {
  readonly inputTokens: number;
  /** Bound that the caller set on the output of one choice; undefined: none. */
  readonly outputTokens: number | undefined;
  readonly choices: number;
  /** What is used beside text, where the request tells it. */
  readonly told: Usage | undefined;
  /** Whether there is output by the token at all. */
  readonly writes: boolean;
}

/** What a request may use at most; computed once, for all of its targets. */
export function mostUseOf({ endpoint }: Exchange, request: DecodedRequest): MostUse {
  const { dialect, operation } = endpoint;
  const choices = request.body["n"];
  return {
    inputTokens: promptTokensMost(request),
    outputTokens: request.maxOutputTokens,
    choices: typeof choices === "number" && choices >= 1 ? Math.min(MAX_CHOICES, Math.floor(choices)) : 1,
    told: (dialect.usageOfRequest ?? dialect.estimateUsage)?.(request.body),
    writes: operation === "chat",
  };
}

/**
 * The most that a target can cost for a request, in nano-dollars, without fees; null where its price is not known.
 * Every token is taken at the dearest rate that it can have.
 */
export function worstCaseNanos(target: Target, most: MostUse, atMs: number): number | null {
  const { offering } = target;
  const price = offering && priceAt(offering, atMs);
  if (price === undefined) return null;
  const context = offering?.contextTokens ?? target.model?.contextTokens ?? Number.POSITIVE_INFINITY;
  const inputTokens = Math.min(most.inputTokens, context);
  if (!most.writes) return operationNanos(price, most, inputTokens);
  const outputTokens = outputMost(target, most, context) * most.choices;
  return costNanos(dearest(price), { ...emptyUsage(), inputTokens, outputTokens });
}

/** The most output tokens of one choice at a target. */
export function outputMost(target: Target, most: MostUse, context: number): number {
  const { offering, model } = target;
  const own = offering?.maxOutputTokens ?? model?.maxOutputTokens ?? OUTPUT_TOKENS_UNKNOWN;
  const asked = most.outputTokens === undefined ? own : Math.min(most.outputTokens, own);
  return Math.min(asked, context);
}

/** Pieces are told by the request; what only the answer tells, such as the length of sound, counts from then on. */
function operationNanos(price: Price, { told, inputTokens: given }: MostUse, inputTokens: number): number {
  const usage = told ?? { ...emptyUsage(), inputTokens };
  return costNanos(price, usage) ?? costNanos(price, { ...emptyUsage(), inputTokens: given }) ?? 0;
}

const cached = new WeakMap<Price, Price>();

/** A price at which input costs what writing it into a cache would, and output what reasoning would. */
function dearest(price: Price): Price {
  let made = cached.get(price);
  if (made === undefined) {
    const input = (rate: Pick<Price, "inputPico" | "cacheWritePico" | "cacheWriteLongPico">): number =>
      Math.max(rate.inputPico, rate.cacheWritePico ?? 0, rate.cacheWriteLongPico ?? 0);
    made = {
      ...price,
      inputPico: Math.max(input(price), price.inputImagePico ?? 0, price.inputAudioPico ?? 0),
      outputPico: Math.max(price.outputPico, price.reasoningPico ?? 0),
      tiers: price.tiers?.map((tier) => ({ ...tier, inputPico: input(tier) })),
    };
    cached.set(price, made);
  }
  return made;
}
