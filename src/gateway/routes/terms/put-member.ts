import type { JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import { snakeCase } from "./parameter-names.ts";

/** The value at a path, whichever of its two spellings a member has; undefined where it is absent, or null. */
export function valueAt(body: JsonObject, path: readonly string[]): unknown {
  let value: unknown = body;
  for (const name of path) {
    if (!isObject(value)) return undefined;
    value = value[spelled(value, name)] ?? undefined;
  }
  return value;
}

/**
 * The object with a value at a path. What is changed is a copy, the rest is the same. Undefined where something stands
 * in the way that is no object.
 */
export function withValue(body: JsonObject, path: readonly string[], value: unknown): JsonObject | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  const name = spelled(body, first);
  if (rest.length === 0) return { ...body, [name]: value };
  const held = body[name] ?? {};
  const inner = isObject(held) ? withValue(held, rest, value) : undefined;
  return inner && { ...body, [name]: inner };
}

/** Google takes `generation_config` for `generationConfig`: as the object spells it already, so it stays. */
function spelled(object: JsonObject, name: string): string {
  if (Object.hasOwn(object, name)) return name;
  const plain = snakeCase(name);
  return Object.keys(object).find((other) => snakeCase(other) === plain) ?? name;
}
