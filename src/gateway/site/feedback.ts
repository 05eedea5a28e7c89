import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { fail } from "../../errors/gateway-error.ts";
import type { CallerKey } from "../caller.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestRecord } from "../metering/record.ts";
import type { FeedbackStore } from "../routing/feedback-store.ts";
import type { PriorCategory } from "../routing/priors.ts";
import { CATEGORIES } from "../routing/prompt/categories.ts";
import { readBody } from "../stages/read-body.ts";

const MAX_BYTES = 64 * 1024;

const schema = z.strictObject({
  request_id: z.string().min(1).max(128),
  score: z.number().min(-1).max(1),
  comment: z.string().max(2_000).optional(),
});

interface Sources {
  readonly findRecord: (requestId: string, organizationId: string) => Promise<RequestRecord | null>;
  readonly feedback: FeedbackStore;
}

/**
 * `POST /v1/feedback`: what the caller thinks of an answer, -1 to 1. Only of the own organization's requests, `not_found`
 * else; a second opinion on a request takes the place of the first. Throws `invalid_json` or `invalid_parameters`.
 */
export async function takeFeedback(
  gateway: Gateway,
  req: IncomingMessage,
  caller: CallerKey,
  { findRecord, feedback }: Sources,
): Promise<object> {
  const { request_id: requestId, score, comment } = await readFeedback(req);
  const { organizationId } = caller;
  const recent = gateway.recent.get(requestId);
  const record = recent?.organizationId === organizationId ? recent : await findRecord(requestId, organizationId);
  if (record === null) {
    throw fail("not_found", {
      param: "request_id",
      message: `There is no request '${requestId}' of this organization. The id of a request is its header 'x-request-id'.`,
    });
  }
  const atMs = gateway.clock.now();
  // An answer to another question tells nothing of its model, and all of the two questions.
  const match = gateway.semanticMatches.get(record.recordId);
  if (match !== undefined && score !== 0) await gateway.semantic.judge(match, score > 0);
  const category = categoryOf(record);
  const before = await feedback.put({
    recordId: record.recordId,
    requestId,
    organizationId,
    category,
    provider: record.provider,
    model: record.model,
    score,
    comment: caller.settings.retention.storeContent ? (comment ?? null) : null,
    atMs,
  });
  if (record.model !== null && match === undefined) {
    const key = { organizationId, category, modelId: record.model };
    if (before !== null) gateway.routing.priors.add(key, before, -1, atMs);
    gateway.routing.priors.add(key, score, 1, atMs);
  }
  return { object: "feedback", request_id: requestId, score, replaced: before !== null };
}

async function readFeedback(req: IncomingMessage): Promise<z.infer<typeof schema>> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? "")) {
    throw fail("unsupported_media_type", { message: "Send the body as JSON with 'Content-Type: application/json'." });
  }
  const bytes = await readBody(req, MAX_BYTES);
  const parsed = schema.safeParse(parse(bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.join(".") ?? "";
  throw fail("invalid_parameters", {
    ...(param === "" ? {} : { param }),
    message: `${param === "" ? "The body" : `'${param}'`}: ${issue?.message ?? "is not valid"}. Send {"request_id": "req_…", "score": -1 to 1}.`,
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw fail("invalid_json", { message: "The request body is not valid JSON." });
  }
}

/** What is told of a request whose prompt nobody weighed holds for tasks of any kind. */
function categoryOf({ decision }: RequestRecord): PriorCategory {
  return CATEGORIES.find((one) => one === decision?.category) ?? "any";
}
