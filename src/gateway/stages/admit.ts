import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Grant } from "../limits/limiter.ts";

/** Output that is reserved when the caller sets no bound. */
const OUTPUT_TOKENS_GUESS = 256;

/** Stage 3: may this request run now. Reserves what it may use; throws `rate_limit_exceeded` or `shutting_down`. */
export function admit(_exchange: Exchange, gateway: Gateway, caller: CallerKey, request: DecodedRequest): Grant {
  if (gateway.draining) throw fail("shutting_down", { retryAfterSeconds: 1 });
  if (!gateway.journal.healthy)
    throw fail("unhealthy", { message: "The gateway cannot record requests: its disk is full or broken." });
  const tokens = request.promptTokensEstimate + (request.maxOutputTokens ?? OUTPUT_TOKENS_GUESS);
  return gateway.limiter.reserve(caller, tokens, gateway.clock.now());
}
