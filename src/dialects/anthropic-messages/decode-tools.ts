import type { HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  booleanAt,
  eachAt,
  invalid,
  nameAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { decodeCacheMark } from "./decode-content.ts";

/** The tools of a request, in two kinds. */
export interface DecodedTools {
  readonly tools: readonly Tool[] | undefined;
  readonly hostedTools: readonly HostedTool[] | undefined;
}

/** `web_search_20250305` and its later versions. */
const WEB_SEARCH = /^web_search_\d{8}$/;

/** Tools that the caller runs, but whose description only Anthropic's models have. */
const CLIENT_SIDE = /^(bash|text_editor|computer|computer_toolset|browser_toolset|memory)_\d{8}$/;

/**
 * The caller's own tools, and web search. The others have a dated type, and exist at Anthropic only: they are refused.
 * (Anthropic API reference, tools.)
 */
export function decodeTools(value: unknown, unmapped: string[]): DecodedTools {
  const tools: Tool[] = [];
  const hostedTools: HostedTool[] = [];
  for (const [i, item] of (value === undefined || value === null ? [] : arrayAt(value, "tools")).entries()) {
    const path = `tools[${i}]`;
    const wire = objectAt(item, path);
    const type = optional(wire, "type", nameAt, path) ?? "custom";
    if (type === "custom") tools.push(decodeTool(wire, path, unmapped));
    else if (WEB_SEARCH.test(type)) hostedTools.push(decodeWebSearch(wire, path, unmapped));
    else throw refusal(type, path);
  }
  return {
    tools: tools.length === 0 ? undefined : tools,
    hostedTools: hostedTools.length === 0 ? undefined : hostedTools,
  };
}

function refusal(type: string, path: string): Error {
  const why = CLIENT_SIDE.test(type)
    ? `is a tool that only Anthropic's models know ('${type}'): describe it as a tool of your own with an 'input_schema', or name a Claude model.`
    : `is a tool that runs at Anthropic ('${type}') and has no translation: remove it, or name a Claude model.`;
  return invalid(path, why);
}

const KNOWN = new Set(["type", "name", "description", "input_schema", "strict", "cache_control"]);

function decodeTool(wire: JsonObject, path: string, unmapped: string[]): Tool {
  unmapped.push(...unknownMembers(wire, KNOWN, path));
  return {
    name: required(wire, "name", nameAt, path),
    description: optional(wire, "description", stringAt, path),
    parameters: required(wire, "input_schema", objectAt, path),
    strict: optional(wire, "strict", booleanAt, path),
    cache: decodeCacheMark(wire, path),
  };
}

const KNOWN_SEARCH = new Set(["type", "name", "allowed_domains", "blocked_domains"]);

function decodeWebSearch(wire: JsonObject, path: string, unmapped: string[]): HostedTool {
  unmapped.push(...unknownMembers(wire, KNOWN_SEARCH, path));
  const allowedDomains = optional(wire, "allowed_domains", eachAt(stringAt), path);
  const blockedDomains = optional(wire, "blocked_domains", eachAt(stringAt), path);
  return {
    kind: "web-search",
    path,
    ...(allowedDomains === undefined ? {} : { allowedDomains }),
    ...(blockedDomains === undefined ? {} : { blockedDomains }),
  };
}

/** Servers whose tools Anthropic calls by itself. */
export function refuseMcpServers(value: unknown): void {
  if (Array.isArray(value) && value.length > 0) {
    throw invalid(
      "mcp_servers",
      "are called by Anthropic itself and have no translation: remove them, or name a Claude model.",
    );
  }
}

const TYPE = wordAt(["auto", "any", "tool", "none"]);

/** The tool choice and the parallel flag that lives in it; a choice of a tool that runs elsewhere is left out by name. */
export function decodeToolChoice(
  value: unknown,
  { tools, hostedTools }: DecodedTools,
  unmapped: string[],
): { toolChoice: ToolChoice | undefined; parallelToolCalls: boolean | undefined } {
  if (value === undefined || value === null) return { toolChoice: undefined, parallelToolCalls: undefined };
  const wire = objectAt(value, "tool_choice");
  const type = required(wire, "type", TYPE, "tool_choice");
  const serial = optional(wire, "disable_parallel_tool_use", booleanAt, "tool_choice");
  const parallelToolCalls = serial === undefined ? undefined : !serial;
  if (type !== "tool") return { toolChoice: { kind: type === "any" ? "required" : type }, parallelToolCalls };
  const name = required(wire, "name", nameAt, "tool_choice");
  if (tools?.some((tool) => tool.name === name)) return { toolChoice: { kind: "tool", name }, parallelToolCalls };
  if (hostedTools === undefined || name !== "web_search") {
    throw invalid("tool_choice.name", `names a tool that is not in 'tools': '${name}'.`);
  }
  unmapped.push("tool_choice");
  return { toolChoice: undefined, parallelToolCalls };
}
