import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "../../client-address.ts";
import { fail, type GatewayError, isGatewayError, toGatewayError } from "../../errors/gateway-error.ts";
import { anthropicErrorBody, openaiErrorBody } from "../../errors/render.ts";
import type { CallerKey } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import { rulesOf } from "../limits/rules-of.ts";
import { receiptOf } from "../metering/receipt.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { ServedProject } from "../routes/route-table.ts";
import { type FeedbackStore, MemoryFeedback } from "../routing/feedback-store.ts";
import { sendRefusal } from "../send-refusal.ts";
import type { Site } from "../server.ts";
import type { View } from "../snapshot/view.ts";
import { authenticateRequest } from "../stages/authenticate.ts";
import { readLabels } from "../stages/extensions.ts";
import { dryRun, type FindConfig } from "./dry-run.ts";
import { takeFeedback } from "./feedback.ts";
import { keyView } from "./key.ts";
import { findModel, listModels, routeObject } from "./models.ts";
import { sendJson } from "./send-json.ts";

/** Finds a request's record beyond this process's memory; null when there is none in that organization. */
export type FindRecord = (requestId: string, organizationId: string) => Promise<RequestRecord | null>;

type Answer = (
  gateway: Gateway,
  rest: string,
  caller: CallerKey | undefined,
  findRecord: FindRecord,
  req: IncomingMessage,
) => unknown;

/** What a POST is answered from; its caller is always known. */
interface Posted {
  readonly gateway: Gateway;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  readonly caller: CallerKey;
  readonly findRecord: FindRecord;
  readonly feedback: FeedbackStore;
  readonly findConfig: FindConfig;
}

/** What is posted beside the endpoints of the pipeline. */
const POSTS: ReadonlyMap<string, (posted: Posted) => Promise<object>> = new Map([
  [
    "/v1/route",
    ({ gateway, req, res, requestId, caller, findConfig }) => dryRun(gateway, req, res, requestId, caller, findConfig),
  ],
  [
    "/v1/feedback",
    ({ gateway, req, caller, findRecord, feedback }) => takeFeedback(gateway, req, caller, { findRecord, feedback }),
  ],
] as const);

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
    answer: (gateway, _rest, caller) =>
      listModels(viewFor(gateway, caller), gateway.clock.now(), servedFor(gateway, caller)),
  },
  { prefix: "/v1/models/", takesRest: true, needsKey: false, answer: oneModel },
  { prefix: "/v1/receipts/", takesRest: true, needsKey: true, answer: oneReceipt },
  {
    prefix: "/v1/key",
    takesRest: false,
    needsKey: true,
    answer: (gateway, _rest, caller, _findRecord, req) => caller && showKey(gateway, caller, req),
  },
];

/**
 * The LLM API beside the pipeline: models, receipts, the calling key, dry runs and feedback. Errors are in the OpenAI
 * shape. Without a store, feedback is remembered by this process alone.
 */
export function llmSite(
  gateway: Gateway,
  findRecord: FindRecord,
  feedback: FeedbackStore = new MemoryFeedback(),
  findConfig: FindConfig = async () => undefined,
): Site {
  return (req, res, path, requestId) => {
    const post = POSTS.get(path);
    if (post !== undefined) {
      void answerPost(post, { gateway, req, res, requestId, findRecord, feedback, findConfig }, path);
      return true;
    }
    const route = ROUTES.find((one) =>
      one.takesRest ? path.startsWith(one.prefix) && path !== one.prefix : path === one.prefix,
    );
    if (route === undefined && !path.startsWith("/v1/")) return false;
    void respond(gateway, findRecord, route, req, res, path, requestId);
    return true;
  };
}

async function answerPost(
  post: (posted: Posted) => Promise<object>,
  posted: Omit<Posted, "caller">,
  path: string,
): Promise<void> {
  const { gateway, req, res, requestId } = posted;
  try {
    if (req.method !== "POST") {
      res.setHeader("allow", "POST");
      throw fail("method_not_allowed", { message: `${path} answers to POST.` });
    }
    const caller = await authenticateRequest(req, gateway);
    sendJson(res, 200, await post({ ...posted, caller }), requestId);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.code === "internal") gateway.log.error({ requestId, err: thrown }, `${path} failed.`);
    if (error.code === "client_closed") res.destroy();
    else sendRefusal(req, res, error.status, headersOf(error, requestId), JSON.stringify(openaiErrorBody(error)));
  }
}

function headersOf(error: GatewayError, requestId: string): string[] {
  const headers = ["content-type", "application/json", "x-request-id", requestId];
  if (error.retryAfterSeconds !== undefined) headers.push("retry-after", String(error.retryAfterSeconds));
  return headers;
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
    const caller = route.needsKey ? await authenticateRequest(req, gateway) : await callerIfKnown(req, gateway);
    const body = await route.answer(
      gateway,
      decodeURIComponent(path.slice(route.prefix.length)),
      caller,
      findRecord,
      req,
    );
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

/** The key as it stands now, for a request from there with those tags: limits, use and resets. */
async function showKey({ limits, clock, settings }: Gateway, caller: CallerKey, req: IncomingMessage): Promise<object> {
  const nowMs = clock.now();
  const ip = clientAddress(req, settings.proxies);
  const { tags } = readLabels(req.headers);
  const rules = rulesOf(caller, { ip, tags, defaults: settings.defaultRateLimits }, nowMs);
  return keyView(caller, await limits.read(caller.organizationId, rules, nowMs));
}

/** Without a key, or with one that is none here, models are shown as everybody sees them. */
async function callerIfKnown(req: IncomingMessage, gateway: Gateway): Promise<CallerKey | undefined> {
  try {
    return await authenticateRequest(req, gateway);
  } catch (error) {
    if (isGatewayError(error)) return undefined;
    throw error;
  }
}

function viewFor(gateway: Gateway, caller: CallerKey | undefined): View {
  const snapshot = gateway.snapshot();
  return caller === undefined ? snapshot.publicView : snapshot.viewOf(caller);
}

function servedFor(gateway: Gateway, caller: CallerKey | undefined): ServedProject | undefined {
  return caller && gateway.snapshot().routes.of(caller.projectId);
}

function oneModel(gateway: Gateway, id: string, caller: CallerKey | undefined): object {
  const route = servedFor(gateway, caller)?.routes.get(id);
  if (route !== undefined) return routeObject(route);
  const view = viewFor(gateway, caller);
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
