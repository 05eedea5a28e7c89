import type { ChatRequest } from "../../canonical/request.ts";
import { type Warning, Warnings } from "../../canonical/warning.ts";
import type { EncodeTarget, JsonObject } from "../dialect.ts";
import { CachePoints } from "./cache-points.ts";
import { encodeFormat } from "./encode-format.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeSampling } from "./encode-sampling.ts";
import { planThinking } from "./encode-thinking.ts";
import { planTools } from "./encode-tools.ts";
import { flattenTools, hasToolBlocks } from "./flatten-tools.ts";
import { kinOf } from "./model-kin.ts";

/**
 * A canonical request as a Converse body; the model and whether it streams stand in the path. Fields are named in
 * warnings as OpenAI callers spell them. (Amazon Bedrock API reference, Converse and ConverseStream.)
 */
export function encodeRequest(request: ChatRequest, target: EncodeTarget): { body: JsonObject; warnings: Warning[] } {
  const warnings = new Warnings();
  warnings.addUnmapped(request.unmapped);
  const kin = kinOf(target);
  const points = new CachePoints(kin, warnings);
  const plan = planThinking(request, target, { kin, warnings });
  const tools = planTools(request, { kin, thinking: plan.on, warnings, points });
  const withoutTools = tools.tools.length === 0 && hasToolBlocks(request.messages);
  if (withoutTools) warnings.add("tool_choice", "No tool may be called, so earlier calls were told as text.");
  const told = withoutTools ? flattenTools(request.messages) : request.messages;
  const encoded = encodeMessages(told, { kin, warnings, points });
  const outputConfig = encodeFormat(request.responseFormat, target, encoded.system, warnings);
  const lists = points.cap<object>([tools.tools, encoded.system, ...encoded.messages.map(({ content }) => content)]);
  const [toolList = [], system = [], ...contents] = lists;
  const sampling = encodeSampling(request, { target, kin, plan, warnings });
  const fields = {
    ...plan.fields,
    ...sampling.fields,
    ...(tools.vendorChoice === undefined ? {} : { tool_choice: tools.vendorChoice }),
  };

  const body: JsonObject = {};
  if (system.length > 0) body["system"] = system;
  body["messages"] = encoded.messages.map(({ role }, i) => ({ role, content: contents[i] }));
  if (Object.keys(sampling.inferenceConfig).length > 0) body["inferenceConfig"] = sampling.inferenceConfig;
  if (toolList.length > 0) {
    body["toolConfig"] = { tools: toolList, ...(tools.toolChoice && { toolChoice: tools.toolChoice }) };
  }
  if (outputConfig !== undefined) body["outputConfig"] = outputConfig;
  if (Object.keys(fields).length > 0) body["additionalModelRequestFields"] = fields;
  if (kin === "claude" && sampling.inferenceConfig["stopSequences"] !== undefined) {
    // The wire itself does not say which sequence was met.
    body["additionalModelResponseFieldPaths"] = [request.stream ? "/delta/stop_sequence" : "/stop_sequence"];
  }
  addIdentity(body, request, warnings);
  return { body, warnings: warnings.list };
}

const TIERS: Readonly<Record<string, string>> = {
  default: "default",
  standard_only: "default",
  flex: "flex",
  priority: "priority",
  reserved: "reserved",
};

function addIdentity(body: JsonObject, request: ChatRequest, warnings: Warnings): void {
  const { serviceTier, metadata, userId, promptCacheKey, verbosity } = request;
  for (const [field, value] of [
    ["user", userId],
    ["prompt_cache_key", promptCacheKey],
    ["verbosity", verbosity],
  ]) {
    if (value !== undefined) warnings.add(String(field), `The Converse wire has no '${field}'; left out.`);
  }
  if (serviceTier !== undefined && serviceTier !== "auto") {
    const tier = Object.hasOwn(TIERS, serviceTier) ? TIERS[serviceTier] : undefined;
    if (tier !== undefined) body["serviceTier"] = { type: tier };
    else warnings.add("service_tier", `The Converse wire has no service tier '${serviceTier}'; left out.`);
  }
  const labels = Object.entries(metadata ?? {});
  const kept = labels.filter(([name, value]) => LABEL.test(name) && LABEL.test(value)).slice(0, MOST_LABELS);
  if (kept.length < labels.length) {
    warnings.add("metadata", "Bedrock takes 16 labels of at most 256 plain characters; the others were left out.");
  }
  if (kept.length > 0) body["requestMetadata"] = Object.fromEntries(kept);
}

/** Names and values of `requestMetadata`. (Amazon Bedrock API reference, Converse.) */
const LABEL = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/;
const MOST_LABELS = 16;
