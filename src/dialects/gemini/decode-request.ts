import type { ChatRequest } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { booleanAt, invalid, nameAt, objectAt, optional, required, stringAt, unknownMembers } from "../read.ts";
import { decodeConfig } from "./decode-config.ts";
import { decodeContents, decodeSystem } from "./decode-contents.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";
import { camelMembers } from "./spelling.ts";

const KNOWN = new Set([
  "model",
  "stream",
  "contents",
  "systemInstruction",
  "tools",
  "toolConfig",
  "generationConfig",
  "labels",
  "serviceTier",
]);

/**
 * A body in the canonical form. The wire says model and stream in the path; the pipeline has put them into the body.
 * (Gemini API reference, models.generateContent.)
 */
export function decodeRequest(body: JsonObject): ChatRequest {
  const request = camelMembers(body);
  const unmapped = unknownMembers(request, KNOWN).filter((name) => !isEmpty(request[name]));
  const { tools, hostedTools } = decodeTools(request["tools"], unmapped);
  const messages = [
    ...decodeSystem(request["systemInstruction"], unmapped),
    ...decodeContents(request["contents"], unmapped),
  ];
  return {
    model: required(request, "model", nameAt),
    messages,
    stream: optional(request, "stream", booleanAt) ?? false,
    tools,
    hostedTools,
    toolChoice: decodeToolChoice(request["toolConfig"], tools, unmapped),
    ...decodeConfig(request["generationConfig"], unmapped),
    metadata: optional(request, "labels", labelsAt),
    serviceTier: optional(request, "serviceTier", tierAt),
    unmapped,
  };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function labelsAt(value: unknown, path: string): Record<string, string> {
  const labels = objectAt(value, path);
  for (const [name, label] of Object.entries(labels)) {
    if (typeof label !== "string") throw invalid(`${path}.${name}`, "must be a string.");
  }
  return labels as Record<string, string>;
}

/** Google's word for the usual tier is `standard`. */
function tierAt(value: unknown, path: string): string | undefined {
  const tier = stringAt(value, path).toLowerCase();
  if (tier === "unspecified" || tier === "") return undefined;
  return tier === "standard" ? "default" : tier;
}
