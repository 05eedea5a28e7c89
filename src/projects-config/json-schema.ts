import { z } from "zod";
import { projectConfigSchema } from "./schema/project-config.ts";

const NOTE =
  "Configuration of a project of LLM Gateway. Any text may be the name of a secret: !secret NAME (in editors, allow the custom tag '!secret scalar').";

/**
 * JSON Schema (2020-12) of what may be written, for editors. What parts say of each other is not in it: that is checked
 * by `readProjectConfig` alone.
 * @param address Where the schema is published.
 */
export function projectConfigJsonSchema(address?: string): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(projectConfigSchema, { io: "input", unrepresentable: "any" });
  return {
    $schema,
    ...(address === undefined ? {} : { $id: address }),
    ...schema,
    description: NOTE,
  };
}
