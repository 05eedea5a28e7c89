import type { EmbedAnswer, EmbedRequest } from "../../canonical/operations.ts";
import { Warnings } from "../../canonical/warning.ts";
import { textOfLatin1 } from "../../framing/latin1.ts";
import type {
  EncodeTarget,
  InboundDialect,
  JsonObject,
  MemberEdits,
  OperationCaller,
  OperationProvider,
} from "../dialect.ts";
import { readError, writeError } from "../gemini/errors.ts";
import { listAt, structAt } from "../gemini/spelling.ts";
import { invalid, nameAt, required } from "../read.ts";
import { wholeFacts } from "../whole-facts.ts";
import { checkContent, purposeOf, readContent, taskOf, valuesOf } from "./contents.ts";
import { readUsage, usageMember } from "./usage.ts";

/** Many contents embedded at once: what providers are asked. (Gemini API reference, models.batchEmbedContents.) */
export const geminiEmbeddings: InboundDialect &
  OperationCaller<EmbedRequest, EmbedAnswer> &
  OperationProvider<EmbedRequest, EmbedAnswer> = {
  id: "gemini-embeddings",
  checkRequest: (body) => {
    for (const [i, request] of requestsOf(body).entries()) checkContent(request, `requests[${i}]`);
  },
  relayEdits,
  readAnswer: (text, scanned) =>
    wholeFacts(text, scanned, "embeddings", (member) => readUsage(member("usageMetadata"))),
  readError,
  writeError,
  modelMember: undefined,
  streams: () => false,
  decodeRequest,
  encodeRequest,
  decodeAnswer: ({ text }) => {
    const { embeddings, usageMetadata } = JSON.parse(textOfLatin1(text)) as JsonObject;
    if (!Array.isArray(embeddings) || embeddings.length === 0) throw new TypeError("the answer has no embeddings");
    return { answer: { vectors: embeddings.map(valuesOf) }, usage: readUsage(usageMetadata) };
  },
  encodeAnswer: ({ vectors }, _meta, usage) => ({
    embeddings: vectors.map((values) => ({ values })),
    ...usageMember(usage),
  }),
};

function requestsOf(body: JsonObject): JsonObject[] {
  const requests = required(body, "requests", listAt(structAt));
  if (requests.length === 0) throw invalid("requests", "must have at least one request.");
  return requests;
}

/** Each request names the model again, which the provider knows by another name. */
function relayEdits(body: JsonObject, { model }: EncodeTarget): MemberEdits {
  const requests = requestsOf(body).map((request) => ({ ...request, model: `models/${model}` }));
  return { set: { requests: JSON.stringify(requests) }, drop: ["model"] };
}

/** Other wires say length and purpose once for all. */
function decodeRequest(body: JsonObject): EmbedRequest {
  const all = requestsOf(body).map((request, i) => readContent(request, `requests[${i}]`));
  const [first] = all;
  const odd = all.findIndex((one) => one.dimensions !== first?.dimensions || one.task !== first?.task);
  if (odd >= 0) {
    throw invalid(
      `requests[${odd}]`,
      "must have the taskType and outputDimensionality of the others at this provider.",
    );
  }
  return {
    model: required(body, "model", nameAt),
    inputs: all.map(({ text }) => text),
    dimensions: first?.dimensions,
    purpose: purposeOf(first?.task),
    unmapped: all.flatMap(({ unmapped }) => unmapped),
  };
}

function encodeRequest(request: EmbedRequest, { model }: EncodeTarget) {
  const { inputs, dimensions, purpose, userId } = request;
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  if (userId !== undefined) warnings.add("user", "The Gemini wire has no end user; left out.");
  const options: JsonObject = {
    ...(purpose === undefined ? {} : { taskType: taskOf(purpose) }),
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
  };
  const requests = inputs.map((text) => {
    if (typeof text !== "string") {
      throw invalid("input", "must be text: token ids mean nothing to this model. Send the text itself.");
    }
    return { model: `models/${model}`, content: { parts: [{ text }] }, ...options };
  });
  return { body: { json: { requests } }, warnings: warnings.list };
}
