import type { IncomingMessage, ServerResponse } from "node:http";
import { invalid } from "../../dialects/read.ts";
import { fail, toGatewayError } from "../../errors/gateway-error.ts";
import { openaiErrorBody } from "../../errors/render.ts";
import type { Gateway } from "../gateway.ts";
import type { Site } from "../server.ts";
import { sendJson } from "../site/send-json.ts";
import { authenticateRequest } from "../stages/authenticate.ts";
import { inputItemsPage } from "./input-items.ts";
import type { ResponseStore, StoredResponse } from "./stored-response.ts";

const PATH = /^\/v1\/responses\/([^/]+)(\/input_items)?$/;

/** Stored responses: one, its input items, and its removal. Of the calling key's project alone. */
export function responsesSite(gateway: Gateway, store: ResponseStore): Site {
  return (req, res, path, requestId) => {
    const [whole, id, items] = PATH.exec(path) ?? [];
    if (whole === undefined || id === undefined) return false;
    void respond(gateway, store, { req, res, id, items: items !== undefined, requestId });
    return true;
  };
}

interface Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** As the path spells it. */
  readonly id: string;
  /** The input items are asked for. */
  readonly items: boolean;
  readonly requestId: string;
}

async function respond(gateway: Gateway, store: ResponseStore, call: Call): Promise<void> {
  const { req, res, requestId } = call;
  try {
    const { projectId } = await authenticateRequest(req, gateway);
    sendJson(res, 200, await answer(store, projectId, call), requestId);
  } catch (thrown) {
    const error =
      thrown instanceof URIError
        ? fail("invalid_request", { message: "The path is not valid percent-encoding." })
        : toGatewayError(thrown);
    if (error.code === "internal")
      gateway.log.error({ requestId, err: thrown }, "A stored response could not be served.");
    sendJson(res, error.status, openaiErrorBody(error), requestId);
  }
}

async function answer(store: ResponseStore, scope: string, { req, res, id, items }: Call): Promise<object> {
  const responseId = decodeURIComponent(id);
  const isRead = req.method === "GET" || req.method === "HEAD";
  if (isRead && items) return inputItemsPage(await found(store, scope, responseId), queryOf(req));
  if (isRead) {
    if (queryOf(req).get("stream") === "true") {
      throw invalid("stream", "is not possible for a stored response: leave it out to get the response whole.");
    }
    return (await found(store, scope, responseId)).response;
  }
  if (req.method === "DELETE" && !items) {
    if (await store.delete(scope, responseId)) return { id: responseId, object: "response", deleted: true };
    throw missing(responseId);
  }
  const allowed = items ? "GET, HEAD" : "GET, HEAD, DELETE";
  res.setHeader("allow", allowed);
  throw fail("method_not_allowed", { message: `This address answers to ${allowed}.` });
}

function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.slice(url.indexOf("?") + 1 || url.length));
}

async function found(store: ResponseStore, scope: string, id: string): Promise<StoredResponse> {
  const record = await store.get(scope, id);
  if (record === undefined) throw missing(id);
  return record;
}

function missing(id: string): Error {
  return fail("not_found", {
    message: `Response with id '${id.slice(0, 128)}' not found. It may have expired, or was not stored.`,
  });
}
