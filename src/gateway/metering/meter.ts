import { completionTokens, emptyUsage, promptTokens, sumOfUsage, type Usage } from "../../canonical/usage.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { Price } from "../../catalog/types.ts";
import type { AnswerFacts } from "../../dialects/dialect.ts";
import type { Attempt } from "../attempts/attempt.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { outputBound } from "../limits/output-bound.ts";
import { promptTokensLikely } from "../limits/prompt-size.ts";
import { requestFor } from "../routes/terms/request-for.ts";
import { costNanos, feeNanos } from "./cost.ts";
import type { RequestRecord } from "./record.ts";

/** What one attempt used and cost. */
export interface Metered {
  readonly usage: Usage;
  readonly usageEstimated: boolean;
  /** Null when the model has no price. */
  readonly providerCostNanos: number | null;
  readonly feeNanos: number;
  readonly paidBy: RequestRecord["paidBy"];
  /** The part of the provider's cost that came of input; only of a route, which may limit it. Null as the cost. */
  readonly inputNanos?: number | null | undefined;
}

/** Meters what an attempt delivered. */
export function meter(exchange: Exchange, gateway: Gateway, attempt: Attempt, facts: AnswerFacts): Metered {
  const used = usageOf(exchange, attempt, facts);
  const { paidBy } = attempt.credential;
  if (isFree(exchange)) return { ...used, providerCostNanos: 0, feeNanos: 0, paidBy };
  const { offering } = attempt.target;
  const price = offering && priceAt(offering, exchange.startedAtMs);
  if (price === undefined) return { ...used, providerCostNanos: null, feeNanos: 0, paidBy };
  const providerCostNanos = costNanos(price, used.usage);
  const charged = paidBy === "credits" && providerCostNanos !== null;
  const fee = charged ? feeNanos(providerCostNanos, gateway.settings.platformFeePercent) : 0;
  const metered = { ...used, providerCostNanos, feeNanos: fee, paidBy };
  if (exchange.route === undefined) return metered;
  return { ...metered, inputNanos: inputCostNanos(price, used.usage, providerCostNanos) };
}

/** What the answer would have cost had nothing been written. */
function inputCostNanos(price: Price, usage: Usage, costsNanos: number | null): number | null {
  if (costsNanos === null) return null;
  const { images: _made, imageOutputTokens: _drawn, audioOutputTokens: _spoken, ...media } = usage.media ?? {};
  const input = costNanos(price, { ...usage, outputTokens: 0, reasoningTokens: 0, media });
  return Math.min(costsNanos, input ?? costsNanos);
}

/** Counting tokens costs nothing anywhere. */
function isFree({ endpoint }: Exchange): boolean {
  return endpoint.operation === "count-tokens";
}

const BYTES_PER_TOKEN = 4;
/** Size of a frame that carries one token, until a stream showed its own. */
const FRAME_BYTES = 200;

/**
 * What was used: as the upstream told, else by estimate. An answer that broke off or was hung up on is billed for
 * what was produced, and a stream's frames carry about a token each.
 */
function usageOf(
  exchange: Exchange,
  attempt: Attempt,
  facts: AnswerFacts,
): { readonly usage: Usage; readonly usageEstimated: boolean } {
  if (isFree(exchange)) return { usage: emptyUsage(), usageEstimated: false };
  const told = facts.usage;
  if (told !== undefined && facts.finish !== undefined) return { usage: told, usageEstimated: false };
  const request = askedOf(exchange, attempt);
  if (exchange.endpoint.operation !== "chat") return { usage: guessed(exchange, request, told), usageEstimated: true };
  const usage = { ...emptyUsage(), ...told };
  if (promptTokens(usage) === 0) usage.inputTokens = inputGuess(request, attempt);
  const bytes = attempt.upstream?.receivedBytes ?? 0;
  const produced = Math.ceil(bytes / (request?.stream ? FRAME_BYTES : BYTES_PER_TOKEN));
  // A guess never charges more than the caller allowed to be written.
  const bound = request && outputBound(exchange.endpoint, request.body);
  const tokens = Math.min(produced, bound ?? produced);
  if (completionTokens(usage) < tokens) usage.outputTokens = tokens - usage.reasoningTokens;
  return { usage, usageEstimated: true };
}

/** The request as it was said to who was asked. */
function askedOf(exchange: Exchange, { target }: Attempt): DecodedRequest | undefined {
  return exchange.request && requestFor(exchange, exchange.request, target);
}

/** Files in the body are no text of their length, and no model reads more than its context holds. */
function inputGuess(request: DecodedRequest | undefined, { target }: Attempt): number {
  if (request === undefined) return 0;
  const context = target.offering?.contextTokens ?? target.model?.contextTokens ?? Number.POSITIVE_INFINITY;
  return Math.min(promptTokensLikely(request), context);
}

/** Bytes of vectors, pictures and sound tell no tokens: what was asked for does. */
function guessed({ endpoint }: Exchange, request: DecodedRequest | undefined, told: Usage | undefined): Usage {
  if (told !== undefined) return told;
  const { dialect } = endpoint;
  const guess = request && (dialect.usageOfRequest ?? dialect.estimateUsage)?.(request.body);
  return guess ?? { ...emptyUsage(), inputTokens: request?.promptTokensEstimate ?? 0 };
}

/**
 * Several attempts' figures together; a cost that is unknown makes the sum unknown. Where credits pay a part, they are
 * charged for that part alone: the rest was paid to its provider by the organization itself.
 */
export function sumOf(all: readonly Metered[]): Metered | undefined {
  const fromCredits = all.some(({ paidBy }) => paidBy === "credits");
  const [first, ...rest] = fromCredits ? all.map(asCharged) : all;
  return first && rest.reduce(add, first);
}

function asCharged(one: Metered): Metered {
  if (one.paidBy === "credits") return one;
  return { ...one, providerCostNanos: 0, feeNanos: 0, ...(one.inputNanos === undefined ? {} : { inputNanos: 0 }) };
}

function add(a: Metered, b: Metered): Metered {
  const known = a.providerCostNanos !== null && b.providerCostNanos !== null;
  return {
    usage: sumOfUsage(a.usage, b.usage),
    usageEstimated: a.usageEstimated || b.usageEstimated,
    providerCostNanos: known ? (a.providerCostNanos ?? 0) + (b.providerCostNanos ?? 0) : null,
    feeNanos: a.feeNanos + b.feeNanos,
    paidBy: a.paidBy === "credits" ? a.paidBy : b.paidBy,
    ...(a.inputNanos === undefined ? {} : { inputNanos: known ? (a.inputNanos ?? 0) + (b.inputNanos ?? 0) : null }),
  };
}
