import { effortOfBudget, isEffort } from "../../canonical/effort.ts";
import type { ChatRequest, ReasoningSetting, ResponseFormat } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { at, booleanAt, countAt, invalid, numberAt, objectAt, optional, stringAt, unknownMembers } from "../read.ts";
import { jsonSchemaOf } from "./openapi-schema.ts";
import { listAt, structAt } from "./spelling.ts";

const PATH = "generationConfig";

const KNOWN = new Set([
  "maxOutputTokens",
  "temperature",
  "topP",
  "topK",
  "stopSequences",
  "seed",
  "presencePenalty",
  "frequencyPenalty",
  "responseMimeType",
  "responseSchema",
  "responseJsonSchema",
  "thinkingConfig",
]);

/** Members that clients always send; at these values they ask for nothing. */
const IDLE: Readonly<Record<string, string>> = {
  candidateCount: "1",
  responseLogprobs: "false",
  audioTimestamp: "false",
  responseModalities: '["TEXT"]',
};

type Config = Pick<
  ChatRequest,
  | "maxOutputTokens"
  | "temperature"
  | "topP"
  | "topK"
  | "stopSequences"
  | "seed"
  | "presencePenalty"
  | "frequencyPenalty"
  | "responseFormat"
  | "reasoning"
>;

/** How the answer is to be made. (Gemini API reference, GenerationConfig.) */
export function decodeConfig(value: unknown, unmapped: string[]): Config {
  if (value === undefined || value === null) return {};
  const config = structAt(value, PATH);
  for (const path of unknownMembers(config, KNOWN, PATH)) {
    const name = path.slice(PATH.length + 1);
    if (!(Object.hasOwn(IDLE, name) && IDLE[name] === JSON.stringify(config[name]))) unmapped.push(path);
  }
  return {
    maxOutputTokens: optional(config, "maxOutputTokens", countAt, PATH),
    temperature: optional(config, "temperature", numberAt, PATH),
    topP: optional(config, "topP", numberAt, PATH),
    topK: optional(config, "topK", numberAt, PATH),
    stopSequences: optional(config, "stopSequences", listAt(stringAt), PATH),
    seed: optional(config, "seed", numberAt, PATH),
    presencePenalty: optional(config, "presencePenalty", numberAt, PATH),
    frequencyPenalty: optional(config, "frequencyPenalty", numberAt, PATH),
    responseFormat: decodeFormat(config, unmapped),
    reasoning: decodeReasoning(optional(config, "thinkingConfig", structAt, PATH), unmapped),
  };
}

function decodeFormat(config: JsonObject, unmapped: string[]): ResponseFormat | undefined {
  const schema =
    optional(config, "responseJsonSchema", objectAt, PATH) ?? optional(config, "responseSchema", jsonSchemaOf, PATH);
  const type = optional(config, "responseMimeType", stringAt, PATH);
  if (type === "text/x.enum") {
    unmapped.push(at(PATH, "responseMimeType"));
    return undefined;
  }
  if (schema !== undefined) return { kind: "json-schema", schema };
  if (type === undefined || type === "") return undefined;
  if (type === "application/json") return { kind: "json" };
  if (type !== "text/plain") throw invalid(at(PATH, "responseMimeType"), "must be text/plain or application/json.");
  return { kind: "text" };
}

const THINKING = `${PATH}.thinkingConfig`;

/** Thoughts are part of the answer only when they are asked for. */
function decodeReasoning(config: JsonObject | undefined, unmapped: string[]): ReasoningSetting | undefined {
  if (config === undefined) return undefined;
  unmapped.push(...unknownMembers(config, new Set(["includeThoughts", "thinkingBudget", "thinkingLevel"]), THINKING));
  const visible = optional(config, "includeThoughts", booleanAt, THINKING) ?? false;
  const effort = levelOf(config);
  const budgetTokens = optional(config, "thinkingBudget", budgetAt, THINKING);
  if (budgetTokens === undefined) {
    if (effort !== undefined) return { effort, visible };
    return visible ? { adaptive: true, visible } : undefined;
  }
  if (budgetTokens === 0) return { effort: "none" };
  if (budgetTokens < 0) return { effort, adaptive: true, visible };
  return { effort: effort ?? effortOfBudget(budgetTokens), budgetTokens, visible };
}

function levelOf(config: JsonObject) {
  const level = optional(config, "thinkingLevel", stringAt, THINKING)?.toLowerCase();
  if (level === undefined || level === "thinking_level_unspecified") return undefined;
  if (!isEffort(level)) throw invalid(at(THINKING, "thinkingLevel"), "must be one of MINIMAL, LOW, MEDIUM, HIGH.");
  return level;
}

/** −1 leaves the amount to the model. */
function budgetAt(value: unknown, path: string): number {
  if (value === -1) return -1;
  return countAt(value, path);
}
