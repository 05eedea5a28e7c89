import { wantsFresh } from "../caching/cache-terms.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Ending } from "../pipeline.ts";
import { recallAlike } from "./recall-alike.ts";

/** What came of asking others: an answer that is there already, or the request as it goes on. */
export type Consulted = { readonly ending: Ending } | { readonly request: DecodedRequest };

/**
 * Stage 8, for requests that were admitted, as each costs something: guardrails that ask models and services, then the
 * cache for questions that mean the same. Throws `guardrail_blocked` or `guardrail_failed`.
 */
export function consult(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
): Consulted | Promise<Consulted> {
  const asks = exchange.guard?.asksAboutRequests === true;
  const { semanticCache } = caller.settings;
  const looks = exchange.cache !== undefined && semanticCache.enabled && !wantsFresh(exchange.req.headers);
  if (!asks && !looks) return { request };
  return ask(exchange, gateway, caller, { request, looks });
}

async function ask(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  { request, looks }: { readonly request: DecodedRequest; readonly looks: boolean },
): Promise<Consulted> {
  const { guard, cache } = exchange;
  const passed = guard?.asksAboutRequests === true ? await guard.askAboutRequest(exchange, request) : request;
  exchange.request = passed;
  const ending = looks && cache ? await recallAlike(exchange, gateway, caller, passed, cache) : undefined;
  return ending === undefined ? { request: passed } : { ending };
}
