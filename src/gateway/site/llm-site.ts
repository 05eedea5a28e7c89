import type { IncomingMessage, ServerResponse } from "node:http";
import { fail, toGatewayError } from "../../errors/gateway-error.ts";
import { anthropicErrorBody, openaiErrorBody } from "../../errors/render.ts";
import type { CallerKey } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import { receiptOf } from "../metering/receipt.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { Site } from "../server.ts";
import { authenticateRequest } from "../stages/authenticate.ts";
import { keyObject } from "./key.ts";
import { findModel, listModels } from "./models.ts";
import { sendJson } from "./send-json.ts";

/** Finds a request's record beyond this process's memory; null when there is none in that organization. */
export type FindRecord = (requestId: string, organizationId: string) => Promise<RequestRecord | null>;

type Answer = (gateway: Gateway, rest: string, caller: CallerKey | undefined, findRecord: FindRecord) => unknown;

interface Route {
  readonly prefix: string;
  /** Whether something follows the prefix. */
  readonly takesRest: boolean;
  readonly needsKey: boolean;
  readonly answer: Answer;
}

const ROUTES: readonly Route[] = [
  {
    prefix: "/v1/models",
    takesRest: false,
    needsKey: false,
    answer: (gateway) => listModels(gateway.snapshot().publicView, gateway.clock.now()),
  },
  { prefix: "/v1/models/", takesRest: true, needsKey: false, answer: oneModel },
  { prefix: "/v1/receipts/", takesRest: true, needsKey: true, answer: oneReceipt },
  {
    prefix: "/v1/key",
    takesRest: false,
    needsKey: true,
    answer: (_gateway, _rest, caller) => caller && keyObject(caller),
  },
];

/** The read-only part of the LLM API: models, receipts and the calling key. Errors are in the OpenAI shape. */
export function llmSite(gateway: Gateway, findRecord: FindRecord): Site {
  return (req, res, path, requestId) => {
    const route = ROUTES.find((one) =>
      one.takesRest ? path.startsWith(one.prefix) && path !== one.prefix : path === one.prefix,
    );
    if (route === undefined && !path.startsWith("/v1/")) return false;
    void respond(gateway, findRecord, route, req, res, path, requestId);
    return true;
  };
}

async function respond(
  gateway: Gateway,
  findRecord: FindRecord,
  route: Route | undefined,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  requestId: string,
): Promise<void> {
  try {
    if (route === undefined)
      throw fail("not_found", { message: `There is nothing at ${req.method} ${path.slice(0, 200)}.` });
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.setHeader("allow", "GET, HEAD");
      throw fail("method_not_allowed", { message: `${route.prefix} answers to GET.` });
    }
    const caller = route.needsKey ? await authenticateRequest(req, gateway) : undefined;
    const body = await route.answer(gateway, decodeURIComponent(path.slice(route.prefix.length)), caller, findRecord);
    sendJson(res, 200, body, requestId);
  } catch (thrown) {
    const error =
      thrown instanceof URIError
        ? fail("invalid_request", { message: "The path is not valid percent-encoding." })
        : toGatewayError(thrown);
    // Below Anthropic's path its clients are to be expected.
    const anthropic = path.startsWith("/v1/messages");
    sendJson(res, error.status, anthropic ? anthropicErrorBody(error, requestId) : openaiErrorBody(error), requestId);
  }
}

function oneModel(gateway: Gateway, id: string): object {
  const view = gateway.snapshot().publicView;
  const found = findModel(view, id, gateway.clock.now());
  if (found === undefined) {
    const near = view.catalog
      .nearest(id, 3)
      .map((name) => `'${name}'`)
      .join(" or ");
    throw fail("model_not_found", {
      param: "model",
      message: `There is no model '${id.slice(0, 100)}'.${near === "" ? "" : ` Did you mean ${near}?`}`,
    });
  }
  return found;
}

async function oneReceipt(
  gateway: Gateway,
  id: string,
  caller: CallerKey | undefined,
  findRecord: FindRecord,
): Promise<object> {
  const organizationId = caller?.organizationId ?? "";
  const recent = gateway.recent.get(id);
  const record = recent?.organizationId === organizationId ? recent : await findRecord(id, organizationId);
  if (record === null)
    throw fail("not_found", { message: `There is no request '${id.slice(0, 128)}' of this organization.` });
  return receiptOf(record);
}
