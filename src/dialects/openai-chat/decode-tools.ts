import type { Tool, ToolChoice } from "../../canonical/request.ts";
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
  wordAt,
} from "../read.ts";
import { decodeCacheMark } from "./decode-content.ts";

/** Function tools; a custom tool takes free text, which only OpenAI's own models give, so it is left out by name. */
export function decodeTools(value: unknown, unmapped: string[]): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  const tools: Tool[] = [];
  for (const [i, item] of arrayAt(value, "tools").entries()) {
    const path = `tools[${i}]`;
    const wire = objectAt(item, path);
    const type = optional(wire, "type", nameAt, path) ?? "function";
    if (type !== "function") {
      unmapped.push(path);
      continue;
    }
    const fn = required(wire, "function", objectAt, path);
    const inner = `${path}.function`;
    tools.push({
      name: required(fn, "name", nameAt, inner),
      description: optional(fn, "description", stringAt, inner),
      parameters: optional(fn, "parameters", objectAt, inner) ?? { type: "object", properties: {} },
      strict: optional(fn, "strict", booleanAt, inner),
      cache: decodeCacheMark(wire, path),
    });
  }
  return tools.length === 0 ? undefined : tools;
}

const MODE = wordAt(["auto", "required"]);

/** The tool choice; one that names a tool which was left out is left out too. */
export function decodeToolChoice(
  value: unknown,
  tools: readonly Tool[] | undefined,
  unmapped: string[],
): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") {
    const word = wordAt(["auto", "none", "required", "any"])(value, "tool_choice");
    return { kind: word === "any" ? "required" : word };
  }
  const wire = objectAt(value, "tool_choice");
  const type = required(wire, "type", nameAt, "tool_choice");
  const names = type === "allowed_tools" ? allowedNames(wire["allowed_tools"]) : namedTool(wire, type);
  const known = names.filter((name) => tools?.some((tool) => tool.name === name));
  if (type === "function" && names.length !== known.length) {
    throw invalid("tool_choice.function.name", `names a tool that is not in 'tools': '${names.join()}'.`);
  }
  const [first] = known;
  if (first === undefined) {
    unmapped.push("tool_choice");
    return undefined;
  }
  if (type === "function") return { kind: "tool", name: first };
  const allowed = objectAt(wire["allowed_tools"], "tool_choice.allowed_tools");
  const mode = required(allowed, "mode", MODE, "tool_choice.allowed_tools");
  return { kind: "allowed", mode, names: known };
}

function namedTool(wire: Record<string, unknown>, type: string): readonly string[] {
  if (type === "custom") return [];
  if (type !== "function") throw invalid("tool_choice.type", "must be one of 'function', 'custom', 'allowed_tools'.");
  const fn = required(wire, "function", objectAt, "tool_choice");
  return [required(fn, "name", nameAt, "tool_choice.function")];
}

function allowedNames(value: unknown): readonly string[] {
  const path = "tool_choice.allowed_tools";
  const names: string[] = [];
  for (const [i, item] of required(objectAt(value, path), "tools", arrayAt, path).entries()) {
    const fn = objectAt(item, `${path}.tools[${i}]`)["function"];
    if (isObject(fn)) names.push(required(fn, "name", nameAt, `${path}.tools[${i}].function`));
  }
  return names;
}
