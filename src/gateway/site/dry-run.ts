import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { EndpointCall } from "../endpoint.ts";
import { findEndpoint } from "../endpoints/find-endpoint.ts";
import { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { callerOfRoute } from "../routes/caller-of-route.ts";
import type { ServedProject } from "../routes/route-table.ts";
import type { ServedRoute } from "../routes/served-route.ts";
import { explain } from "../routing/explain.ts";
import { decode } from "../stages/decode.ts";
import { enter } from "../stages/enter.ts";
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
  findConfig: FindConfig,
): Promise<object> {
  const bytes = await readBody(req, gateway.settings.maxBodyBytes);
  const called = endpointOf(req, bytes);
  const now = { ms: gateway.clock.now(), mono: gateway.clock.monotonic() };
  const exchange = new Exchange(again(req, bytes), res, called, requestId, now);
  exchange.caller = caller;
  const request = await decode(exchange, gateway);
  const configId = req.headers[CONFIG_HEADER];
  if (typeof configId !== "string") {
    const asked = enter(exchange, gateway, caller, request);
    return { ...explain(decide(exchange, gateway, asked, request)), ...routeOf(exchange) };
  }
  exchange.route = await routeIn(configId, caller, request.model, findConfig);
  const asked = callerOfRoute(caller, exchange.route);
  return { ...explain(decide(exchange, gateway, asked, request)), ...routeOf(exchange) };
}

/** Names a version of the project's configuration, in whatever state: the route is looked for there. */
const CONFIG_HEADER = "x-llm-gateway-config";

/** Routes of a configuration of a project, in whatever state; undefined when it is not there. Throws when it cannot be served. */
export type FindConfig = (configId: string, projectId: string) => Promise<ServedProject | undefined>;

async function routeIn(
  configId: string,
  { projectId }: CallerKey,
  model: string,
  findConfig: FindConfig,
): Promise<ServedRoute> {
  const project = await findConfig(configId, projectId);
  if (project === undefined) {
    const message = "The key's project has no configuration of this id.";
    throw fail("invalid_parameters", { param: CONFIG_HEADER, message });
  }
  const route = project.routes.get(model);
  if (route !== undefined) return route;
  const names = [...project.routes.keys()].slice(0, ROUTES_SHOWN);
  throw fail("model_not_found", {
    param: "model",
    message: `Version ${project.from.version} of the configuration has no route '${model.slice(0, 100)}'. It has ${names.join(", ")}.`,
  });
}

const ROUTES_SHOWN = 10;

function routeOf({ route }: Exchange): object {
  if (route === undefined) return {};
  const { projectSlug: project, configId, version } = route.from;
  return { route: { project, route: route.name, config_id: configId, config_version: version } };
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
