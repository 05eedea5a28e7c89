import type { HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  at,
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
import { flatName } from "./namespaces.ts";

export interface DecodedTools {
  readonly tools: readonly Tool[] | undefined;
  readonly hosted: readonly HostedTool[] | undefined;
}

/**
 * The tools. Those of a namespace (Codex puts each MCP server's tools in one) become functions with a joined name.
 * (OpenAI API reference, tools of a response; openai/codex#23186.)
 */
export function decodeTools(value: unknown, unmapped: string[]): DecodedTools {
  const tools: Tool[] = [];
  const hosted: HostedTool[] = [];
  if (value !== undefined && value !== null) {
    for (const [i, item] of arrayAt(value, "tools").entries()) {
      const path = `tools[${i}]`;
      const wire = objectAt(item, path);
      const type = required(wire, "type", nameAt, path);
      if (WEB_SEARCH.test(type)) hosted.push(...decodeWebSearch(wire, path, unmapped));
      else if (type === "namespace") tools.push(...decodeNamespace(wire, path, unmapped));
      else tools.push(decodeTool(wire, type, path, unmapped));
    }
  }
  return {
    tools: tools.length === 0 ? undefined : tools,
    hosted: hosted.length === 0 ? undefined : hosted,
  };
}

const WEB_SEARCH = /^web_search(_preview)?(_\d{4}_\d{2}_\d{2})?$/;
const FUNCTION = new Set(["type", "name", "description", "parameters", "strict"]);
const WEB_SEARCH_MEMBERS = new Set(["type", "filters", "external_web_access"]);
const CUSTOM = new Set(["type", "name", "description", "format"]);

function decodeTool(wire: JsonObject, type: string, path: string, unmapped: string[]): Tool {
  if (type !== "function" && type !== "custom") {
    throw invalid(
      `${path}.type`,
      `'${type}' runs at OpenAI or asks for its protocol, and has no translation: use a function tool, or call an OpenAI model.`,
    );
  }
  unmapped.push(...unusualMembers(wire, type === "function" ? FUNCTION : CUSTOM, path));
  const name = required(wire, "name", nameAt, path);
  const description = optional(wire, "description", stringAt, path);
  if (type === "custom") {
    return { name, description, parameters: {}, custom: { format: optional(wire, "format", objectAt, path) } };
  }
  const parameters = optional(wire, "parameters", objectAt, path) ?? { type: "object", properties: {} };
  return { name, description, parameters, strict: optional(wire, "strict", booleanAt, path) };
}

/** Members that other wires cannot say, but for flags that are off. */
function unusualMembers(wire: JsonObject, known: ReadonlySet<string>, path: string): string[] {
  return unknownMembers(wire, known, path).filter((found) => wire[found.slice(path.length + 1)] !== false);
}

function decodeNamespace(wire: JsonObject, path: string, unmapped: string[]): Tool[] {
  const namespace = required(wire, "name", nameAt, path);
  if (optional(wire, "description", stringAt, path)) unmapped.push(at(path, "description"));
  return required(wire, "tools", arrayAt, path).map((item, i) => {
    const inner = `${path}.tools[${i}]`;
    const member = objectAt(item, inner);
    const tool = decodeTool(member, required(member, "type", nameAt, inner), inner, unmapped);
    return { ...tool, name: flatName(namespace, tool.name) };
  });
}

/** A search that must not reach the web (as Codex asks for) is OpenAI's own: elsewhere it would be a live one. */
function decodeWebSearch(wire: JsonObject, path: string, unmapped: string[]): HostedTool[] {
  if (optional(wire, "external_web_access", booleanAt, path) === false) {
    unmapped.push(path);
    return [];
  }
  unmapped.push(...unknownMembers(wire, WEB_SEARCH_MEMBERS, path));
  const filters = optional(wire, "filters", objectAt, path) ?? {};
  const inner = at(path, "filters");
  const allowedDomains = optional(filters, "allowed_domains", eachAt(stringAt), inner);
  const blockedDomains = optional(filters, "blocked_domains", eachAt(stringAt), inner);
  return [{ kind: "web-search", path, allowedDomains, blockedDomains }];
}

const MODE = wordAt(["auto", "required"]);
const CHOICE = "tool_choice";

/** The tool choice; one among tools that run at OpenAI has no translation. */
export function decodeToolChoice(
  value: unknown,
  tools: readonly Tool[] | undefined,
  unmapped: string[],
): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return { kind: wordAt(["auto", "none", "required"])(value, CHOICE) };
  const wire = objectAt(value, CHOICE);
  const type = required(wire, "type", nameAt, CHOICE);
  if (type === "function" || type === "custom") {
    const name = required(wire, "name", nameAt, CHOICE);
    const found = knownName(wire, name, tools);
    if (found === undefined) throw invalid(`${CHOICE}.name`, `names a tool that is not in 'tools': '${name}'.`);
    return { kind: "tool", name: found };
  }
  if (type !== "allowed_tools") {
    unmapped.push(CHOICE);
    return undefined;
  }
  const mode = required(wire, "mode", MODE, CHOICE);
  const names: string[] = [];
  for (const [i, item] of required(wire, "tools", arrayAt, CHOICE).entries()) {
    const path = `${CHOICE}.tools[${i}]`;
    const allowed = objectAt(item, path);
    const found = knownName(allowed, optional(allowed, "name", stringAt, path) ?? "", tools);
    if (found === undefined) unmapped.push(path);
    else names.push(found);
  }
  if (names.length > 0) return { kind: "allowed", mode, names };
  unmapped.push(CHOICE);
  return undefined;
}

/** The tool's name in the canonical form, where the choice names a tool that there is. */
function knownName(wire: JsonObject, name: string, tools: readonly Tool[] | undefined): string | undefined {
  const { namespace } = wire;
  const flat = typeof namespace === "string" ? flatName(namespace, name) : name;
  return tools?.find((tool) => tool.name === flat)?.name;
}
