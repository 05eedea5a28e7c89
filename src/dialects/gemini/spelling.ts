import type { JsonObject } from "../dialect.ts";
import { objectAt, type Reader } from "../read.ts";

const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;

/**
 * An object with its own members named as Google documents them: `generation_config` is `generationConfig`. Google's
 * JSON parser takes both spellings, and its documentation uses both. (Protocol Buffers, JSON format.)
 */
export function camelMembers(object: JsonObject): JsonObject {
  const names = Object.keys(object);
  if (!names.some((name) => SNAKE.test(name))) return object;
  const entries = Object.entries(object);
  const renamed = entries.map(([name, value]): [string, unknown] => [SNAKE.test(name) ? camel(name) : name, value]);
  // Where both spellings stand, the documented one counts.
  return Object.fromEntries([...renamed, ...entries.filter(([name]) => !SNAKE.test(name))]);
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** An object of the wire, its members in the documented spelling. */
export const structAt: Reader<JsonObject> = (value, path) => camelMembers(objectAt(value, path));

/** A list; Google takes a lone item for a list of one, and its documentation shows it. */
export function listAt<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (Array.isArray(value)) return value.map((item, i) => read(item, `${path}[${i}]`));
    return [read(value, path)];
  };
}
