import { AttemptRun, type Won } from "../attempts/run.ts";
import type { DecodedRequest, Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import type { Plan } from "../routing/plan.ts";

/** An answer, and the run that may go on when it breaks. */
export interface Answered extends Won {
  readonly run: AttemptRun;
}

/**
 * Stage 9: asks the plan's targets until one answers. Nothing has been sent to the caller yet, so every failure may
 * still fall back. Throws when all is tried, in vain or for the caller's own fault.
 */
export async function attempt(
  exchange: Exchange,
  gateway: Gateway,
  request: DecodedRequest,
  plan: Plan,
): Promise<Answered> {
  const run = new AttemptRun(exchange, gateway, request, plan);
  const won = await run.first();
  exchange.adopt(won.attempt);
  return { ...won, run };
}
