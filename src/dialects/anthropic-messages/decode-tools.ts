import type { Tool, ToolChoice } from "../../canonical/request.ts";
import {
  arrayAt,
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
import { decodeCacheMark } from "./decode-content.ts";

const KNOWN = new Set(["type", "name", "description", "input_schema", "strict", "cache_control"]);

/**
 * The caller's own tools. Tools with a dated type (web search, bash, computer use) exist at Anthropic only, so they are
 * left out by name.
 */
export function decodeTools(value: unknown, unmapped: string[]): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  const tools: Tool[] = [];
  for (const [i, item] of arrayAt(value, "tools").entries()) {
    const path = `tools[${i}]`;
    const wire = objectAt(item, path);
    if ((optional(wire, "type", nameAt, path) ?? "custom") !== "custom") {
      unmapped.push(path);
      continue;
    }
    unmapped.push(...unknownMembers(wire, KNOWN, path));
    tools.push({
      name: required(wire, "name", nameAt, path),
      description: optional(wire, "description", stringAt, path),
      parameters: required(wire, "input_schema", objectAt, path),
      strict: optional(wire, "strict", booleanAt, path),
      cache: decodeCacheMark(wire, path),
    });
  }
  return tools.length === 0 ? undefined : tools;
}

const TYPE = wordAt(["auto", "any", "tool", "none"]);

/** The tool choice and the parallel flag that lives in it; a choice of a tool that was left out is left out too. */
export function decodeToolChoice(
  value: unknown,
  tools: readonly Tool[] | undefined,
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
  if (!unmapped.some((path) => path.startsWith("tools["))) {
    throw invalid("tool_choice.name", `names a tool that is not in 'tools': '${name}'.`);
  }
  unmapped.push("tool_choice");
  return { toolChoice: undefined, parallelToolCalls };
}
