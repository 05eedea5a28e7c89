import type { HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import { at, eachAt, invalid, nameAt, objectAt, optional, required, stringAt, unknownMembers } from "../read.ts";
import { jsonSchemaOf } from "./openapi-schema.ts";
import { listAt, structAt } from "./spelling.ts";

/** The tools of a request: the caller's own, and those that run at the vendor. */
export interface DecodedTools {
  readonly tools: readonly Tool[] | undefined;
  readonly hostedTools: readonly HostedTool[] | undefined;
}

/** Names of the web search; the second is its older one. */
const SEARCHES = new Set(["googleSearch", "googleSearchRetrieval"]);

/**
 * The tools: each object may declare functions and switch on tools of Google's. Web search exists elsewhere too; the
 * others do not, and are refused. (Gemini API reference, Tool.)
 */
export function decodeTools(value: unknown, unmapped: string[]): DecodedTools {
  const tools: Tool[] = [];
  const hostedTools: HostedTool[] = [];
  const list = value === undefined || value === null ? [] : listAt(structAt)(value, "tools");
  for (const [i, wire] of list.entries()) {
    for (const [name, member] of Object.entries(wire)) {
      const path = Array.isArray(value) ? `tools[${i}].${name}` : `tools.${name}`;
      if (member === undefined || member === null) continue;
      if (name === "functionDeclarations") {
        for (const tool of listAt(functionAt(unmapped))(member, path)) tools.push(tool);
      } else if (SEARCHES.has(name)) hostedTools.push(decodeSearch(member, path, unmapped));
      else {
        throw invalid(path, "is a tool that runs at Google and has no translation: remove it, or use a Gemini model.");
      }
    }
  }
  return {
    tools: tools.length === 0 ? undefined : tools,
    hostedTools: hostedTools.length === 0 ? undefined : hostedTools,
  };
}

const FUNCTION_MEMBERS = new Set(["name", "description", "parameters", "parametersJsonSchema"]);

function functionAt(unmapped: string[]) {
  return (value: unknown, path: string): Tool => {
    const wire = structAt(value, path);
    unmapped.push(...unknownMembers(wire, FUNCTION_MEMBERS, path));
    return {
      name: required(wire, "name", nameAt, path),
      description: optional(wire, "description", stringAt, path),
      parameters: optional(wire, "parametersJsonSchema", objectAt, path) ??
        optional(wire, "parameters", jsonSchemaOf, path) ?? { type: "object", properties: {} },
    };
  };
}

const SEARCH_MEMBERS = new Set(["excludeDomains"]);

function decodeSearch(value: unknown, path: string, unmapped: string[]): HostedTool {
  const wire = structAt(value, path);
  unmapped.push(...unknownMembers(wire, SEARCH_MEMBERS, path));
  const blockedDomains = optional(wire, "excludeDomains", eachAt(nameAt), path);
  return { kind: "web-search", path, ...(blockedDomains === undefined ? {} : { blockedDomains }) };
}

const CONFIG = "toolConfig";
const CALLING = `${CONFIG}.functionCallingConfig`;
const MODES = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"];

/**
 * How functions may be called. `VALIDATED` is `AUTO` with arguments that are checked, which others do unasked or not at
 * all. (Gemini API reference, ToolConfig.)
 */
export function decodeToolChoice(
  value: unknown,
  tools: readonly Tool[] | undefined,
  unmapped: string[],
): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  const wire = structAt(value, CONFIG);
  unmapped.push(...unknownMembers(wire, new Set(["functionCallingConfig"]), CONFIG));
  const config = optional(wire, "functionCallingConfig", structAt, CONFIG);
  if (config === undefined) return undefined;
  unmapped.push(...unknownMembers(config, new Set(["mode", "allowedFunctionNames"]), CALLING));
  const mode = modeOf(config);
  if (mode === "NONE") return { kind: "none" };
  const names = optional(config, "allowedFunctionNames", listAt(nameAt), CALLING) ?? [];
  const declared = new Set(tools?.map((tool) => tool.name));
  for (const [i, name] of names.entries()) {
    if (!declared.has(name)) {
      throw invalid(`${CALLING}.allowedFunctionNames[${i}]`, `names a function that is not declared: '${name}'.`);
    }
  }
  const [only] = names;
  const forced = mode === "ANY";
  if (only === undefined) return forced ? { kind: "required" } : mode === undefined ? undefined : { kind: "auto" };
  if (forced && names.length === 1) return { kind: "tool", name: only };
  return { kind: "allowed", mode: forced ? "required" : "auto", names };
}

function modeOf(config: JsonObject): string | undefined {
  const mode = optional(config, "mode", stringAt, CALLING)?.toUpperCase();
  if (mode === undefined || mode === "MODE_UNSPECIFIED") return undefined;
  if (!MODES.includes(mode)) throw invalid(at(CALLING, "mode"), "must be one of AUTO, ANY, NONE, VALIDATED.");
  return mode;
}
