import { toGatewayError } from "../errors/gateway-error.ts";
import type { CallerKey } from "./caller.ts";
import type { DecodedRequest, Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import { AnswerCopy, keepContent } from "./kept-content.ts";
import { besideShadow } from "./routes/plan-in-shadow.ts";
import { admit, checkOpen } from "./stages/admit.ts";
import { attempt } from "./stages/attempt.ts";
import { authenticate } from "./stages/authenticate.ts";
import { consult } from "./stages/consult.ts";
import { decode } from "./stages/decode.ts";
import { enter } from "./stages/enter.ts";
import { readLabels } from "./stages/extensions.ts";
import { plan } from "./stages/plan.ts";
import { protect } from "./stages/protect.ts";
import { recall } from "./stages/recall.ts";
import { refuse } from "./stages/refuse.ts";
import { relay } from "./stages/relay.ts";
import { settle } from "./stages/settle.ts";

/** However it ends, it is settled: an error while an error is told is an internal one. */
function refused(exchange: Exchange, gateway: Gateway, thrown: unknown): Ending {
  try {
    return refuse(exchange, gateway, thrown);
  } catch (error) {
    return refuse(exchange, gateway, toGatewayError(error));
  }
}

/**
 * The one way of a request, whatever its endpoint, wire or provider:
 *
 *     authenticate → decode → enter → protect → recall → plan → admit → consult → attempt → relay → settle
 *
 * Every stage may throw a GatewayError until something was sent; then the caller gets an error in its own wire. What
 * relay, recall or refuse give back are the last bytes: they go out after settle has journaled the request, so that no
 * caller holds a complete answer that the gateway does not know of. Stages that need not wait do not: what they give
 * is a promise only where something is asked elsewhere.
 */
export async function serve(exchange: Exchange, gateway: Gateway): Promise<void> {
  let ending: Ending;
  let copy: AnswerCopy | undefined;
  try {
    if (!exchange.inner) checkOpen(gateway);
    exchange.labels = readLabels(exchange.req.headers);
    const found = exchange.caller ?? authenticate(exchange, gateway);
    const caller = found instanceof Promise ? await found : found;
    exchange.caller = caller;
    gateway.active.add(exchange);
    if (gateway.contents !== undefined && caller.settings.retention.storeContent) copy = new AnswerCopy(exchange.res);
    exchange.request = await decode(exchange, gateway);
    exchange.caller = enter(exchange, gateway, caller, exchange.request);
    ending = await answer(exchange, gateway, exchange.caller, exchange.request);
  } catch (error) {
    ending = refused(exchange, gateway, error);
  }
  gateway.active.delete(exchange);
  await settle(exchange, gateway, ending);
  ending.send();
  if (copy !== undefined && gateway.contents !== undefined)
    keepContent(exchange, gateway.contents, copy, gateway.clock.now());
}

/** From a decoded request to the last bytes of its answer. */
async function answer(exchange: Exchange, gateway: Gateway, caller: CallerKey, asked: DecodedRequest): Promise<Ending> {
  const protecting = protect(exchange, gateway, caller, asked);
  const request = protecting instanceof Promise ? await protecting : protecting;
  exchange.request = request;
  // By what was asked, not by what guardrails made of it: that may differ each time.
  const recalling = recall(exchange, gateway, caller, asked);
  const recalled = recalling instanceof Promise ? await recalling : recalling;
  if (recalled !== undefined) return recalled;
  exchange.plan = besideShadow(exchange, gateway, caller, request, () => plan(exchange, gateway, caller, request));
  const admitting = admit(exchange, gateway, caller, request, exchange.plan);
  exchange.plan = admitting instanceof Promise ? await admitting : admitting;
  const consulting = consult(exchange, gateway, caller, request);
  const consulted = consulting instanceof Promise ? await consulting : consulting;
  if ("ending" in consulted) return consulted.ending;
  const { select } = exchange.plan;
  if (select !== undefined) exchange.plan = await select(exchange.plan, consulted.request);
  const answered = await attempt(exchange, gateway, consulted.request, exchange.plan);
  return await relay(exchange, gateway, answered);
}

/** How an exchange ends: what the record says of it, and the last bytes. */
export interface Ending {
  readonly status: number;
  readonly errorCode: string | null;
  /** Sends the last bytes; does nothing when the caller is gone. */
  send(): void;
}
