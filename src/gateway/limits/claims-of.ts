import type { DecodedRequest, Exchange } from "../exchange.ts";
import { requestFor } from "../routes/terms/request-for.ts";
import type { Plan } from "../routing/plan.ts";
import { type MoneyMeasure, mostMoney, type Offer, type Pricing } from "./affordable.ts";
import type { Claim, LimitRule } from "./limit-engine.ts";
import { outputBound } from "./output-bound.ts";
import { promptTokensLikely } from "./prompt-size.ts";

/** Output whose tokens are reserved when the caller sets no bound. */
const OUTPUT_TOKENS_GUESS = 256;

interface Claiming {
  readonly exchange: Exchange;
  readonly request: DecodedRequest;
  readonly plan: Plan;
  readonly rules: readonly LimitRule[];
}

/**
 * What a request takes of each rule: itself, the tokens and the sound that it is expected to use, and the money that it
 * can cost at most at any of its offers. Without pricing no money is counted.
 */
export function claimsOf(claiming: Claiming, offers: readonly Offer[], pricing: Pricing | undefined): Claim[] {
  const tokens = tokensOf(claiming);
  let nanos = 0;
  let credits = 0;
  for (const { mostNanos, creditsNanos } of offers) {
    nanos = Math.max(nanos, mostNanos ?? 0);
    credits = Math.max(credits, creditsNanos);
  }
  const amountOf = ({ measure, scope }: LimitRule): number => {
    switch (measure) {
      case "requests":
      case "running":
        return 1;
      case "tokens":
        return tokens.input + tokens.output;
      case "input_tokens":
        return tokens.input;
      case "output_tokens":
        return tokens.output;
      case "audio_ms":
        return heardMs(claiming);
      case "nanos":
        return scope === "credits" ? credits : nanos;
      default:
        return mostOfPart(measure, offers, pricing);
    }
  };
  return claiming.rules.map((rule) => ({ rule, amount: amountOf(rule) }));
}

function mostOfPart(measure: MoneyMeasure, offers: readonly Offer[], pricing: Pricing | undefined): number {
  if (pricing === undefined) return 0;
  return offers.reduce((most, offer) => Math.max(most, mostMoney(offer, measure, pricing)), 0);
}

/** The sound of the request, as far as its file tells. */
function heardMs({ exchange, request }: Claiming): number {
  return exchange.endpoint.dialect.estimateUsage?.(request.body).media?.audioInputMs ?? 0;
}

interface Tokens {
  readonly input: number;
  readonly output: number;
}

const NO_TOKENS: Tokens = { input: 0, output: 0 };

/**
 * What is expected at the target that takes most; never more output than its model gives, whatever bound a caller sets.
 */
function tokensOf({ exchange, plan, request }: Claiming): Tokens {
  const { operation } = exchange.endpoint;
  if (operation === "count-tokens") return NO_TOKENS;
  let asked: DecodedRequest | undefined;
  let expected = NO_TOKENS;
  let input = 0;
  let output = 0;
  for (const target of plan.targets) {
    const said = requestFor(exchange, request, target);
    if (said !== asked) {
      asked = said;
      expected = expectedOf(exchange, said);
    }
    const given = target.offering?.maxOutputTokens ?? target.model?.maxOutputTokens ?? Number.POSITIVE_INFINITY;
    input = Math.max(input, expected.input);
    output = Math.max(output, Math.min(expected.output, given));
  }
  return { input, output };
}

function expectedOf({ endpoint }: Exchange, request: DecodedRequest): Tokens {
  const writes = endpoint.operation === "chat";
  const output = writes ? (outputBound(endpoint, request.body) ?? OUTPUT_TOKENS_GUESS) : 0;
  return { input: promptTokensLikely(request), output };
}
