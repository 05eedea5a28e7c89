import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { EndpointCall } from "../endpoint.ts";
import { findEndpoint } from "../endpoints/find-endpoint.ts";
import { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { explain } from "../routing/explain.ts";
import { decode } from "../stages/decode.ts";
import { decide } from "../stages/plan.ts";
import { readBody } from "../stages/read-body.ts";

const DEFAULT_ENDPOINT = "/v1/chat/completions";

/**
 * `POST /v1/route`: takes the body of an endpoint and tells what would be done with it; nobody is called and nothing is
 * charged. The endpoint is named by the query's `endpoint` or the body's `x-endpoint`, as its path. Throws what that
 * endpoint would throw for a body or a model that it does not understand.
 */
export async function dryRun(
  gateway: Gateway,
  req: IncomingMessage,
  res: ServerResponse,
  requestId: string,
  caller: CallerKey,
): Promise<object> {
  const bytes = await readBody(req, gateway.settings.maxBodyBytes);
  const called = endpointOf(req, bytes);
  const now = { ms: gateway.clock.now(), mono: gateway.clock.monotonic() };
  const exchange = new Exchange(again(req, bytes), res, called, requestId, now);
  exchange.caller = caller;
  const request = await decode(exchange, gateway);
  return explain(decide(exchange, gateway, caller, request));
}

function endpointOf(req: IncomingMessage, bytes: Buffer): EndpointCall {
  const query = (req.url ?? "").split("?", 2)[1] ?? "";
  const named = new URLSearchParams(query).get("endpoint") ?? memberOf(bytes);
  const path = named === undefined ? DEFAULT_ENDPOINT : named.startsWith("/") ? named : `/v1/${named}`;
  const found = findEndpoint(path);
  if (found !== undefined) return found;
  throw fail("invalid_parameters", {
    param: "endpoint",
    message: `There is no endpoint '${path.slice(0, 100)}'. Name one such as '${DEFAULT_ENDPOINT}' or '/v1/messages'.`,
  });
}

/** `x-endpoint` of a JSON body; what is wrong with the body is for decoding to tell. */
function memberOf(bytes: Buffer): string | undefined {
  if (!bytes.includes('"x-endpoint"')) return undefined;
  try {
    const { "x-endpoint": named } = JSON.parse(bytes.toString("utf8")) as Readonly<Record<string, unknown>>;
    return typeof named === "string" ? named : undefined;
  } catch {
    return undefined;
  }
}

/** The request with its body to be read once more, as decoding does; it is asked for nothing else. */
function again(req: IncomingMessage, bytes: Buffer): IncomingMessage {
  const { headers, method, url, socket } = req;
  return Object.assign(Readable.from([bytes], { objectMode: false }), {
    headers,
    method,
    url,
    socket,
  }) as IncomingMessage;
}
