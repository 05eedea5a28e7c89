import type { ChatRequest } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { invalid } from "../read.ts";
import { encodeFormat } from "./encode-format.ts";
import { encodeMessages } from "./encode-messages.ts";
import { addSampling } from "./encode-sampling.ts";
import { planThinking } from "./encode-thinking.ts";
import { encodeTools } from "./encode-tools.ts";

/**
 * A canonical request as a chat body. Fields are named in warnings as OpenAI callers spell them. (Cohere API reference,
 * chat v2.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  for (const { path } of request.hostedTools ?? []) {
    throw invalid(path, "asks for web search, which Cohere does not have: remove it.");
  }
  const limit = outputLimit(request, target, warnings);
  const thinking = planThinking(request, { target, limit, warnings });
  const tools = encodeTools(request, warnings);
  const hasTools = tools["tools"] !== undefined;
  // Documents go with neither tools nor a format; then they are told as text.
  const format = request.responseFormat?.kind ?? "text";
  const { messages, documents } = encodeMessages(request.messages, {
    warnings,
    citable: !hasTools && format === "text",
    thinks: target.reasoningStyle !== "none" && thinking?.type !== "disabled",
  });
  const responseFormat = encodeFormat(request.responseFormat, { hasTools, messages, warnings });

  const body: JsonObject = { model: target.model, messages };
  if (request.stream) body["stream"] = true;
  Object.assign(body, tools);
  if (documents.length > 0) body["documents"] = documents;
  if (responseFormat !== undefined) body["response_format"] = responseFormat;
  if (thinking !== undefined) body["thinking"] = thinking;
  if (limit !== undefined) body["max_tokens"] = limit;
  addSampling(body, request, target, warnings);
  warnAbout(request, warnings);
  return { body, warnings: warnings.list };
}

function outputLimit(
  { maxOutputTokens: wanted }: ChatRequest,
  { maxOutputTokens: most }: EncodeTarget,
  warnings: Warnings,
): number | undefined {
  if (wanted === undefined || most === undefined || wanted <= most) return wanted;
  warnings.add("max_tokens", `This model gives at most ${most} tokens.`);
  return most;
}

function warnAbout(request: ChatRequest, warnings: Warnings): void {
  const { userId, metadata, promptCacheKey, verbosity, serviceTier } = request;
  for (const [field, value] of [
    ["user", userId],
    ["metadata", metadata],
    ["prompt_cache_key", promptCacheKey],
    ["verbosity", verbosity],
    ["service_tier", serviceTier === "auto" || serviceTier === "default" ? undefined : serviceTier],
  ] as const) {
    if (value !== undefined) warnings.add(field, `The Cohere wire has no '${field}'; left out.`);
  }
}
