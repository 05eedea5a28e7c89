import type { z } from "zod";
import type { ConfigPath, Finding } from "../config-error.ts";
import { membersAt } from "../schema/members-at.ts";

/** Nothing is their default, and may be written. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(["allowed_tools", "allowed_prompts", "allowed_resources"]);

/**
 * A tree without the members of a schema that have no value, as `guardrails:` alone on its line: it is as if they were
 * not there, and each is a doubt. Everything else that is empty stays, so that it is refused and not lost.
 */
export function withoutEmpty(schema: z.core.$ZodType, tree: unknown, doubts: Finding[]): unknown {
  const cleaned = (value: unknown, path: ConfigPath): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => cleaned(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    const hasEmpty = Object.values(value).includes(null);
    const known = new Set(hasEmpty ? membersAt(schema, path, tree) : []);
    const kept: [string, unknown][] = [];
    for (const [name, item] of Object.entries(value)) {
      const at = [...path, name];
      if (item !== null || !known.has(name)) kept.push([name, cleaned(item, at)]);
      else if (!MAY_BE_NULL.has(name)) {
        doubts.push({ path: at, on: "key", message: "is empty: it is as if it were not there" });
      }
    }
    return Object.fromEntries(kept);
  };
  return cleaned(tree, []);
}
