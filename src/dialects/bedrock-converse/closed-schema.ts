import type { JsonObject } from "../dialect.ts";
import { isObject } from "../read.ts";

/** Keywords that hold values, not schemas. */
const VALUES = new Set(["enum", "const", "default", "examples"]);

/**
 * A schema whose objects say `additionalProperties: false`, which structured outputs and strict tools demand. (Amazon
 * Bedrock user guide, structured outputs.)
 */
export function closedSchema(schema: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const [name, value] of Object.entries(schema)) out[name] = VALUES.has(name) ? value : closedValue(value);
  if (schema["type"] === "object" && schema["additionalProperties"] === undefined) out["additionalProperties"] = false;
  return out;
}

/** True for a schema that is so already. */
export function isClosed(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isClosed);
  if (!isObject(schema)) return true;
  if (schema["type"] === "object" && schema["additionalProperties"] !== false) return false;
  return Object.entries(schema).every(([name, value]) => VALUES.has(name) || isClosed(value));
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return isObject(value) ? closedSchema(value) : value;
}
