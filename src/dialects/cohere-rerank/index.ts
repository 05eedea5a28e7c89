import { count, emptyUsage, type Usage } from "../../canonical/usage.ts";
import type { EncodeTarget, InboundDialect, JsonObject, MemberEdits } from "../dialect.ts";
import { openaiErrors } from "../openai-operation.ts";
import { booleanAt, countAt, eachAt, invalid, isObject, nameAt, optional, type Reader, required } from "../read.ts";
import { type MemberReader, wholeFacts } from "../whole-facts.ts";

/**
 * Rerankings in the shape that Cohere, Jina and servers of open models share: relayed only. (Cohere API reference,
 * rerank v2; Jina Reranker API.)
 */
export const cohereRerank: InboundDialect = {
  id: "cohere-rerank",
  checkRequest,
  relayEdits,
  readAnswer: (text, scanned) => wholeFacts(text, scanned, "results", readUsage),
  ...openaiErrors,
  modelMember: "model",
  streams: () => false,
  usageOfRequest,
};

const documentAt: Reader<unknown> = (value, path) => {
  if (typeof value === "string") return value;
  if (isObject(value) && typeof value["text"] === "string") return value;
  throw invalid(path, "must be a string or an object with 'text'.");
};

function checkRequest(body: JsonObject): void {
  required(body, "query", nameAt);
  if (required(body, "documents", eachAt(documentAt)).length === 0) {
    throw invalid("documents", "must have at least one document.");
  }
  const top = optional(body, "top_n", countAt);
  if (top === 0) throw invalid("top_n", "must be at least 1.");
  optional(body, "return_documents", booleanAt);
}

/** Every provider takes plain texts; objects that say no more than a text are sent as one. */
function relayEdits(body: JsonObject, target: EncodeTarget): MemberEdits {
  const drop = target.quirks.has("no-return-documents") ? ["return_documents"] : [];
  const documents = body["documents"] as readonly (string | JsonObject)[];
  const plain = documents.every((one) => typeof one === "string" || Object.keys(one).length === 1);
  const mixed = documents.some((one) => typeof one !== "string");
  if (!plain || !mixed) return { set: {}, drop };
  const texts = documents.map((one) => (typeof one === "string" ? one : one["text"]));
  return { set: { documents: JSON.stringify(texts) }, drop };
}

/** Search units where they are told (Cohere: `meta.billed_units`; OpenRouter: `usage`), else tokens (Jina, vLLM). */
function readUsage(member: MemberReader): Usage | undefined {
  const meta = member("meta");
  const billed = isObject(meta) && isObject(meta["billed_units"]) ? meta["billed_units"] : {};
  const usage = member("usage");
  const told = isObject(usage) ? usage : {};
  const searches = count(billed["search_units"]) || count(told["search_units"]);
  if (searches > 0) return { ...emptyUsage(), media: { searches } };
  const inputTokens = count(told["total_tokens"]) || count(told["prompt_tokens"]) || count(billed["input_tokens"]);
  return inputTokens > 0 ? { ...emptyUsage(), inputTokens } : undefined;
}

/** Documents in one search unit. (Cohere pricing: a query with up to 100 documents.) */
const DOCUMENTS_A_UNIT = 100;

function usageOfRequest({ documents }: JsonObject): Usage {
  const given = Array.isArray(documents) ? documents.length : 0;
  return { ...emptyUsage(), media: { searches: Math.max(1, Math.ceil(given / DOCUMENTS_A_UNIT)) } };
}
