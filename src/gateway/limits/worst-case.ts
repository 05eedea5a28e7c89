import { emptyUsage, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { Price } from "../../catalog/types.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import { costNanos } from "../metering/cost.ts";
import type { Target } from "../routing/target.ts";
import { choicesAsked, outputBound } from "./output-bound.ts";
import { promptTokensMost } from "./prompt-size.ts";

/** Output of a model of which nothing is known and that was given no bound. */
const OUTPUT_TOKENS_UNKNOWN = 16_384;
/** Input of a model of which nothing is known, where the request does not tell it. */
const CONTEXT_TOKENS_UNKNOWN = 1_000_000;

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
  return {
    inputTokens: promptTokensMost(request),
    outputTokens: outputBound(endpoint, request.body),
    choices: choicesAsked(request.body),
    told: dialect.usageOfRequest?.(request.body) ?? longest(dialect.estimateUsage?.(request.body)),
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
  if (!most.writes) return operationNanos(price, most);
  const context = offering?.contextTokens ?? target.model?.contextTokens ?? Number.POSITIVE_INFINITY;
  const inputTokens = finite(Math.min(most.inputTokens, context));
  const outputTokens = outputMost(target, most, context) * most.choices;
  return costNanos(dearest(price), { ...emptyUsage(), inputTokens, outputTokens });
}

/** The part of {@link worstCaseNanos} that input can cost, and that output can; together they may be more. */
export function worstCaseParts(
  target: Target,
  most: MostUse,
  atMs: number,
): { readonly inputNanos: number; readonly outputNanos: number } {
  const all = worstCaseNanos(target, most, atMs) ?? 0;
  if (most.writes) {
    const inputNanos = worstCaseNanos(target, { ...most, choices: 0 }, atMs) ?? 0;
    return { inputNanos, outputNanos: Math.max(0, all - inputNanos) };
  }
  const { images = 0, characters = 0, audioInputMs = 0 } = most.told?.media ?? {};
  return { inputNanos: all, outputNanos: images + characters + audioInputMs > 0 ? all : 0 };
}

/** The most output tokens of one choice at a target. */
export function outputMost(target: Target, most: MostUse, context: number): number {
  const { offering, model } = target;
  const own = offering?.maxOutputTokens ?? model?.maxOutputTokens ?? OUTPUT_TOKENS_UNKNOWN;
  const asked = most.outputTokens === undefined ? own : Math.min(most.outputTokens, own);
  return Math.min(asked, context);
}

function finite(tokens: number): number {
  return Number.isFinite(tokens) ? tokens : CONTEXT_TOKENS_UNKNOWN;
}

/** A guess from a file's size takes usual compression; voices are packed to a quarter of that. */
const LENGTH_MARGIN = 4;

function longest(guess: Usage | undefined): Usage | undefined {
  if (guess?.media?.audioInputMs === undefined) return guess;
  return { ...guess, media: { ...guess.media, audioInputMs: guess.media.audioInputMs * LENGTH_MARGIN } };
}

/** More than vendors count for the largest picture that they make. */
const TOKENS_PER_IMAGE = 8_192;
/** Of speech: what is spoken slowest, in a script with a word a character. */
const TOKENS_PER_CHARACTER = 8;
/** Of sound that is heard, and of words written from it. */
const TOKENS_PER_SECOND = 40;

/**
 * Pieces are told by the request. Where they are charged by token, only the answer tells how many: then the most that
 * a piece can be. A batch of texts has each text in a context of its own, so none bounds it.
 */
function operationNanos(price: Price, { told, inputTokens }: MostUse): number | null {
  const byPiece = told && costNanos(price, told);
  const { images = 0, characters = 0, audioInputMs = 0 } = told?.media ?? {};
  const seconds = Math.ceil(audioInputMs / 1_000);
  const outputTokens = images * TOKENS_PER_IMAGE + characters * TOKENS_PER_CHARACTER + seconds * TOKENS_PER_SECOND;
  const input = finite(inputTokens) + seconds * TOKENS_PER_SECOND;
  const byToken = costNanos(dearest(price), { ...emptyUsage(), inputTokens: input, outputTokens });
  return byPiece === undefined || byPiece === null ? byToken : Math.max(byPiece, byToken ?? 0);
}

const cached = new WeakMap<Price, Price>();

type Rates = Pick<Price, "inputPico" | "outputPico" | "cacheWritePico" | "cacheWriteLongPico">;

/** A price at which any input costs what writing it into a cache or hearing it would, and output what thinking would. */
function dearest(price: Price): Price {
  let made = cached.get(price);
  if (made === undefined) {
    const {
      inputImagePico = 0,
      inputAudioPico = 0,
      outputImagePico = 0,
      outputAudioPico = 0,
      reasoningPico = 0,
    } = price;
    const rates = (rate: Rates) => ({
      inputPico: Math.max(
        rate.inputPico,
        rate.cacheWritePico ?? 0,
        rate.cacheWriteLongPico ?? 0,
        inputImagePico,
        inputAudioPico,
      ),
      outputPico: Math.max(rate.outputPico, reasoningPico, outputImagePico, outputAudioPico),
    });
    made = { ...price, ...rates(price), tiers: price.tiers?.map((tier) => ({ ...tier, ...rates(tier) })) };
    cached.set(price, made);
  }
  return made;
}
