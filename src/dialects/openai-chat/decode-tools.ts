import type { HostedTool, Tool, ToolChoice } from "../../canonical/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  arrayAt,
  booleanAt,
  invalid,
  isObject,
  nameAt,
  objectAt,
  optional,
  required,
  stringAt,
  unknownMembers,
  wordAt,
} from "../read.ts";
import { flatFormat } from "./custom-tools.ts";
import { decodeCacheMark } from "./decode-content.ts";

/** Function tools and custom tools (they take free text). Tools of other types are a vendor's own. */
export function decodeTools(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  const tools: Tool[] = [];
  for (const [i, item] of arrayAt(value, "tools").entries()) {
    const path = `tools[${i}]`;
    const wire = objectAt(item, path);
    const type = optional(wire, "type", nameAt, path) ?? "function";
    if (type === "function") tools.push(decodeFunction(wire, path));
    else if (type === "custom") tools.push(decodeCustom(wire, path));
    else {
      throw invalid(
        path,
        `is a tool that runs at its vendor ('${type}') and has no translation: remove it, or name a model whose provider has it.`,
      );
    }
  }
  return tools.length === 0 ? undefined : tools;
}

function decodeFunction(wire: JsonObject, path: string): Tool {
  const fn = required(wire, "function", objectAt, path);
  const inner = `${path}.function`;
  return {
    name: required(fn, "name", nameAt, inner),
    description: optional(fn, "description", stringAt, inner),
    parameters: optional(fn, "parameters", objectAt, inner) ?? { type: "object", properties: {} },
    strict: optional(fn, "strict", booleanAt, inner),
    cache: decodeCacheMark(wire, path),
  };
}

function decodeCustom(wire: JsonObject, path: string): Tool {
  const custom = required(wire, "custom", objectAt, path);
  const inner = `${path}.custom`;
  const format = optional(custom, "format", objectAt, inner);
  return {
    name: required(custom, "name", nameAt, inner),
    description: optional(custom, "description", stringAt, inner),
    parameters: {},
    // Plain text is what a custom tool takes anyway.
    custom: format === undefined || format["type"] === "text" ? {} : { format: flatFormat(format) },
    cache: decodeCacheMark(wire, path),
  };
}

const SEARCH = "web_search_options";

/** Web search. (OpenAI API reference, web_search_options.) */
export function decodeHostedTools(value: unknown, unmapped: string[]): readonly HostedTool[] | undefined {
  if (value === undefined || value === null) return undefined;
  unmapped.push(...unknownMembers(objectAt(value, SEARCH), new Set(), SEARCH));
  return [{ kind: "web-search", path: SEARCH }];
}

const MODE = wordAt(["auto", "required"]);

/** The tool choice. */
export function decodeToolChoice(value: unknown, tools: readonly Tool[] | undefined): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") {
    const word = wordAt(["auto", "none", "required", "any"])(value, "tool_choice");
    return { kind: word === "any" ? "required" : word };
  }
  const wire = objectAt(value, "tool_choice");
  const type = required(wire, "type", nameAt, "tool_choice");
  if (type === "function" || type === "custom") {
    return { kind: "tool", name: knownName(wire, type, { path: "tool_choice", tools }) };
  }
  if (type !== "allowed_tools") {
    throw invalid("tool_choice.type", "must be one of 'function', 'custom', 'allowed_tools'.");
  }
  const path = "tool_choice.allowed_tools";
  const allowed = required(wire, "allowed_tools", objectAt, "tool_choice");
  const names = required(allowed, "tools", arrayAt, path).map((item, i) => {
    const inner = `${path}.tools[${i}]`;
    const tool = objectAt(item, inner);
    return knownName(tool, isObject(tool["custom"]) ? "custom" : "function", { path: inner, tools });
  });
  return { kind: "allowed", mode: required(allowed, "mode", MODE, path), names };
}

/** The name in a choice's `function` or `custom`, which must be that of a tool. */
function knownName(
  wire: JsonObject,
  member: "function" | "custom",
  { path, tools }: { readonly path: string; readonly tools: readonly Tool[] | undefined },
): string {
  const inner = `${path}.${member}`;
  const name = required(required(wire, member, objectAt, path), "name", nameAt, inner);
  if (tools?.some((tool) => tool.name === name) === true) return name;
  throw invalid(`${inner}.name`, `names a tool that is not in 'tools': '${name}'.`);
}
