import type { DecodedRequest, Exchange } from "../../../exchange.ts";
import { promptTokensLikely } from "../../../limits/prompt-size.ts";
import { type Decider, NOTHING_FITS } from "../decider.ts";
import { lastUserText } from "../last-user-text.ts";
import type { LengthRule, TokenRange } from "../routing-rule.ts";

/** As the gateway estimates tokens everywhere. */
const BYTES_PER_TOKEN = 4;

/**
 * By tokens, as the gateway estimates them before a provider counts: four bytes of text are one. Of the last user message
 * alone, or of the whole request as limits take it, with tools, and files as files.
 */
export function lengthDecider({ rule, output_mapping: mapping }: LengthRule): Decider {
  const sorted = mapping.toSorted((a, b) => orderOf(a.conditions) - orderOf(b.conditions));
  const count =
    rule === "token_length" ? lastTokens : (_: Exchange, request: DecodedRequest) => promptTokensLikely(request);
  return {
    when: "at-once",
    decide: ({ exchange, request }) => {
      const tokens = count(exchange, request);
      const hit = sorted.find(({ conditions }) => holds(conditions, tokens));
      return hit === undefined ? NOTHING_FITS : { modelId: hit.model_id, reason: `${rule} ${textOf(hit.conditions)}` };
    },
  };
}

function lastTokens({ endpoint }: Exchange, { body }: DecodedRequest): number {
  return Math.ceil(Buffer.byteLength(lastUserText(endpoint.dialect.id, body)) / BYTES_PER_TOKEN);
}

/** Ranges with both ends overlap nothing; then the highest `gte` that is reached, then the lowest `lte`. */
function orderOf({ between, gte, lte = 0 }: TokenRange): number {
  if (between !== undefined) return Number.MIN_SAFE_INTEGER;
  return gte === undefined ? lte + 1 : -gte;
}

function holds({ between, gte, lte }: TokenRange, tokens: number): boolean {
  if (between !== undefined) return between[0] <= tokens && tokens <= between[1];
  return gte === undefined ? tokens <= (lte ?? -1) : tokens >= gte;
}

function textOf({ between, gte, lte }: TokenRange): string {
  if (between !== undefined) return `between ${between[0]} and ${between[1]}`;
  return gte === undefined ? `lte ${lte}` : `gte ${gte}`;
}
