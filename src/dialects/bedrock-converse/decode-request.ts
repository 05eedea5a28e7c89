import type { ChatRequest, ResponseFormat } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  booleanAt,
  countAt,
  eachAt,
  invalid,
  nameAt,
  numberAt,
  objectAt,
  optional,
  parseObject,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { decodeMessages, decodeSystem } from "./decode-messages.ts";
import { decodeReasoning } from "./decode-reasoning.ts";
import { decodeToolConfig } from "./decode-tools.ts";

const KNOWN = new Set([
  "model",
  "stream",
  "messages",
  "system",
  "inferenceConfig",
  "toolConfig",
  "additionalModelRequestFields",
  "additionalModelResponseFieldPaths",
  "outputConfig",
  "serviceTier",
  "requestMetadata",
]);

const INFERENCE = "inferenceConfig";
const EXTRA = "additionalModelRequestFields";

/**
 * A Converse body in the canonical form; `model` and `stream`, which the wire has in its path, are members here.
 * (Amazon Bedrock API reference, Converse.)
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const unmapped = unknownMembers(body, KNOWN);
  if (!asksForStopOnly(body["additionalModelResponseFieldPaths"])) unmapped.push("additionalModelResponseFieldPaths");
  const config = optional(body, INFERENCE, objectAt) ?? {};
  unmapped.push(...unknownMembers(config, new Set(["maxTokens", "temperature", "topP", "stopSequences"]), INFERENCE));
  const extra = optional(body, EXTRA, objectAt) ?? {};
  unmapped.push(...unknownMembers(extra, VENDOR_FIELDS, EXTRA));
  const output = optional(body, "outputConfig", objectAt) ?? {};
  unmapped.push(...unknownMembers(output, new Set(["textFormat", "effort"]), "outputConfig"));
  const tier = optional(body, "serviceTier", objectAt);
  const choice = vendorChoice(extra);
  const tools = decodeToolConfig(optional(body, "toolConfig", objectAt), unmapped);
  return {
    model: required(body, "model", nameAt),
    messages: [...decodeSystem(body["system"], unmapped), ...decodeMessages(body["messages"], unmapped)],
    stream: optional(body, "stream", booleanAt) ?? false,
    ...tools,
    ...(choice ?? {}),
    maxOutputTokens: optional(config, "maxTokens", countAt, INFERENCE),
    temperature: optional(config, "temperature", numberAt, INFERENCE),
    topP: optional(config, "topP", numberAt, INFERENCE),
    topK: decodeTopK(extra, unmapped),
    stopSequences: optional(config, "stopSequences", eachAt(stringAt), INFERENCE),
    responseFormat: decodeFormat(output),
    reasoning: decodeReasoning(extra, output, unmapped),
    metadata: optional(body, "requestMetadata", labelsAt),
    serviceTier: tier && required(tier, "type", nameAt, "serviceTier"),
    unmapped,
  };
}

/** Which stop sequence was met is told anyway; other fields of a vendor's answer are not. */
function asksForStopOnly(paths: unknown): boolean {
  if (paths === undefined || paths === null) return true;
  return eachAt(stringAt)(paths, "additionalModelResponseFieldPaths").every((path) => path.endsWith("/stop_sequence"));
}

/** Fields of Claude and Nova that have a meaning here. */
const VENDOR_FIELDS = new Set([
  "thinking",
  "output_config",
  "reasoningConfig",
  "top_k",
  "inferenceConfig",
  "tool_choice",
]);

function decodeTopK(extra: JsonObject, unmapped: string[]): number | undefined {
  const nova = optional(extra, "inferenceConfig", objectAt, EXTRA) ?? {};
  const path = `${EXTRA}.inferenceConfig`;
  unmapped.push(...unknownMembers(nova, new Set(["topK"]), path));
  return optional(extra, "top_k", numberAt, EXTRA) ?? optional(nova, "topK", numberAt, path);
}

const CHOICE = wordAt(["auto", "any", "tool", "none"]);

/** Claude's own tool choice: it stands here when it says more than the wire's can. */
function vendorChoice(extra: JsonObject): Pick<ChatRequest, "toolChoice" | "parallelToolCalls"> | undefined {
  const path = `${EXTRA}.tool_choice`;
  const wire = optional(extra, "tool_choice", objectAt, EXTRA);
  if (wire === undefined) return undefined;
  const type = required(wire, "type", CHOICE, path);
  const serial = optional(wire, "disable_parallel_tool_use", booleanAt, path);
  const parallelToolCalls = serial === undefined ? undefined : !serial;
  if (type === "tool")
    return { toolChoice: { kind: type, name: required(wire, "name", nameAt, path) }, parallelToolCalls };
  return { toolChoice: { kind: type === "any" ? "required" : type }, parallelToolCalls };
}

function decodeFormat(output: JsonObject): ResponseFormat | undefined {
  const path = "outputConfig.textFormat";
  const format = optional(output, "textFormat", objectAt, "outputConfig");
  if (format === undefined) return undefined;
  required(format, "type", wordAt(["json_schema"]), path);
  const structure = required(format, "structure", objectAt, path);
  const inner = `${path}.structure.jsonSchema`;
  const wire = required(structure, "jsonSchema", objectAt, `${path}.structure`);
  const schema = parseObject(required(wire, "schema", stringAt, inner));
  if (schema === undefined) throw invalid(`${inner}.schema`, "must be the JSON text of an object.");
  return {
    kind: "json-schema",
    schema,
    name: optional(wire, "name", stringAt, inner),
    description: optional(wire, "description", stringAt, inner),
  };
}

function labelsAt(value: unknown, path: string): Readonly<Record<string, string>> {
  const labels = Object.entries(objectAt(value, path));
  return Object.fromEntries(labels.map(([name, label]) => [name, stringAt(label, `${path}.${name}`)]));
}
