import type { Tool } from "../../canonical/request.ts";
import { arrayAt, invalid, nameAt, objectAt, optional, required, stringAt, unknownMembers } from "../read.ts";

/** The caller's functions; there are no tools of another type on this wire. (Cohere API reference, chat v2, tools.) */
export function decodeTools(
  value: unknown,
  strict: boolean | undefined,
  unmapped: string[],
): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  const tools = arrayAt(value, "tools").map((item, i): Tool => {
    const path = `tools[${i}]`;
    const wire = objectAt(item, path);
    const type = optional(wire, "type", nameAt, path) ?? "function";
    if (type !== "function") throw invalid(path, `is of type '${type}', which does not exist on this wire: remove it.`);
    unmapped.push(...unknownMembers(wire, new Set(["type", "function"]), path));
    const fn = required(wire, "function", objectAt, path);
    const inner = `${path}.function`;
    unmapped.push(...unknownMembers(fn, new Set(["name", "description", "parameters"]), inner));
    return {
      name: required(fn, "name", nameAt, inner),
      description: optional(fn, "description", stringAt, inner),
      parameters: optional(fn, "parameters", objectAt, inner) ?? { type: "object", properties: {} },
      strict,
    };
  });
  return tools.length === 0 ? undefined : tools;
}
