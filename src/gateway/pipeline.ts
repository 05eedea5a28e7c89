import type { Exchange } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import { AnswerCopy, keepContent } from "./kept-content.ts";
import { admit } from "./stages/admit.ts";
import { attempt } from "./stages/attempt.ts";
import { authenticate } from "./stages/authenticate.ts";
import { decode } from "./stages/decode.ts";
import { readLabels } from "./stages/extensions.ts";
import { plan } from "./stages/plan.ts";
import { refuse } from "./stages/refuse.ts";
import { relay } from "./stages/relay.ts";
import { settle } from "./stages/settle.ts";

/**
 * The one way of a request, whatever its endpoint, wire or provider:
 *
 *     authenticate → decode → admit → plan → attempt → relay → settle
 *
 * Every stage may throw a GatewayError until something was sent; then the caller gets an error in its own wire. What
 * relay (or refuse) gives back are the last bytes: they go out after settle has journaled the request, so that no
 * caller holds a complete answer that the gateway does not know of.
 */
export async function serve(exchange: Exchange, gateway: Gateway): Promise<void> {
  let ending: Ending;
  let copy: AnswerCopy | undefined;
  try {
    exchange.labels = readLabels(exchange.req.headers);
    const found = authenticate(exchange, gateway);
    const caller = found instanceof Promise ? await found : found;
    exchange.caller = caller;
    gateway.active.add(exchange);
    if (gateway.contents !== undefined && caller.settings.retention.storeContent) copy = new AnswerCopy(exchange.res);
    const request = await decode(exchange, gateway);
    exchange.request = request;
    exchange.grant = admit(exchange, gateway, caller, request);
    exchange.plan = plan(exchange, gateway, caller, request);
    const answered = await attempt(exchange, gateway, request, exchange.plan);
    ending = await relay(exchange, gateway, answered);
  } catch (error) {
    ending = refuse(exchange, gateway, error);
  }
  gateway.active.delete(exchange);
  await settle(exchange, gateway, ending);
  ending.send();
  if (copy !== undefined && gateway.contents !== undefined)
    keepContent(exchange, gateway.contents, copy, gateway.clock.now());
}

/** How an exchange ends: what the record says of it, and the last bytes. */
export interface Ending {
  readonly status: number;
  readonly errorCode: string | null;
  /** Sends the last bytes; does nothing when the caller is gone. */
  send(): void;
}
