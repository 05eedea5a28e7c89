import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { guardrailsInForce } from "../guardrails/compile-guardrails.ts";
import { ExchangeGuard } from "../guardrails/exchange-guard.ts";
import { remoteCalls } from "../guardrails/remote-calls.ts";

/**
 * Stage 4: what guardrails of this process make of the request; those that ask others come once it was admitted. Throws
 * `guardrail_blocked`, or what ends the request with an answer of the guardrail's own.
 */
export function protect(
  exchange: Exchange,
  gateway: Gateway,
  caller: CallerKey,
  request: DecodedRequest,
): DecodedRequest {
  if (exchange.inner) return request;
  const rules = guardrailsInForce(caller.settings.pii, caller.guardrails);
  if (rules === undefined) return request;
  exchange.guard = new ExchangeGuard(rules, exchange, remoteCalls(gateway, caller));
  return exchange.guard.checkRequest(exchange, request);
}
