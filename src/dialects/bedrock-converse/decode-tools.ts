import type { CacheMark } from "../../canonical/blocks.ts";
import type { ChatRequest, HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  at,
  booleanAt,
  invalid,
  nameAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";

type ToolMembers = Pick<ChatRequest, "tools" | "hostedTools" | "toolChoice">;

/** The tools and the choice among them. (Amazon Bedrock API reference, ToolConfiguration.) */
export function decodeToolConfig(config: JsonObject | undefined, unmapped: string[]): ToolMembers {
  if (config === undefined) return {};
  unmapped.push(...unknownMembers(config, new Set(["tools", "toolChoice"]), "toolConfig"));
  const tools: Tool[] = [];
  const hostedTools: HostedTool[] = [];
  for (const [i, item] of (optional(config, "tools", arrayAt, "toolConfig") ?? []).entries()) {
    const path = `toolConfig.tools[${i}]`;
    const wire = objectAt(item, path);
    const last = tools.at(-1);
    if (wire["cachePoint"] !== undefined) {
      const cache = decodeCachePoint(wire, path);
      if (last === undefined) unmapped.push(path);
      else tools[tools.length - 1] = { ...last, cache };
    } else if (wire["systemTool"] !== undefined) hostedTools.push(decodeSystemTool(wire, path));
    else tools.push(decodeTool(required(wire, "toolSpec", objectAt, path), `${path}.toolSpec`, unmapped));
  }
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(hostedTools.length === 0 ? {} : { hostedTools }),
    toolChoice: decodeChoice(optional(config, "toolChoice", objectAt, "toolConfig"), tools),
  };
}

function decodeTool(spec: JsonObject, path: string, unmapped: string[]): Tool {
  unmapped.push(...unknownMembers(spec, new Set(["name", "description", "inputSchema", "strict"]), path));
  const schema = required(spec, "inputSchema", objectAt, path);
  return {
    name: required(spec, "name", nameAt, path),
    description: optional(spec, "description", stringAt, path),
    parameters: required(schema, "json", objectAt, at(path, "inputSchema")),
    strict: optional(spec, "strict", booleanAt, path),
  };
}

/** Amazon's grounding is web search; its other system tools exist nowhere else. (Amazon Nova user guide.) */
function decodeSystemTool(wire: JsonObject, path: string): HostedTool {
  const tool = required(wire, "systemTool", objectAt, path);
  const name = required(tool, "name", nameAt, `${path}.systemTool`);
  if (name === "nova_grounding") return { kind: "web-search", path };
  throw invalid(path, `is a tool that only Amazon runs ('${name}'): remove it.`);
}

const TTL = wordAt(["5m", "1h"]);

/** The mark of a `cachePoint` block. */
export function decodeCachePoint(wire: JsonObject, path: string): CacheMark {
  const point = required(wire, "cachePoint", objectAt, path);
  const ttl = optional(point, "ttl", TTL, at(path, "cachePoint"));
  return ttl === undefined ? {} : { ttl };
}

function decodeChoice(wire: JsonObject | undefined, tools: readonly Tool[]): ToolChoice | undefined {
  if (wire === undefined) return undefined;
  const path = "toolConfig.toolChoice";
  if (wire["auto"] !== undefined) return { kind: "auto" };
  if (wire["any"] !== undefined) return { kind: "required" };
  const tool = required(wire, "tool", objectAt, path);
  const name = required(tool, "name", nameAt, `${path}.tool`);
  if (tools.some((known) => known.name === name)) return { kind: "tool", name };
  throw invalid(`${path}.tool.name`, `names a tool that is not in 'toolConfig.tools': '${name}'.`);
}
