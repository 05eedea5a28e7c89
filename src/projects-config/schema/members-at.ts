import { z } from "zod";
import type { ConfigPath } from "../config-error.ts";

type Schema = z.core.$ZodType;

/**
 * The names that members of a record may have, at a path of a value that does not have to be right. Of several shapes
 * those that the value's own `type` or `rule` points to; a member that is wrong itself can be left out of that.
 */
export function membersAt(root: Schema, path: ConfigPath, value: unknown, wrong?: string): string[] {
  let schemas = objectsOf(root, value);
  let at = value;
  for (const step of path) {
    at = typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[step] : undefined;
    const inside = wrong === undefined ? at : without(at, wrong);
    schemas = schemas.flatMap((schema) => objectsOf(memberOf(schema, step), inside));
  }
  return [
    ...new Set(
      schemas.flatMap((schema) => (schema instanceof z.core.$ZodObject ? Object.keys(schema._zod.def.shape) : [])),
    ),
  ];
}

function without(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return value;
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
}

function memberOf(schema: Schema, step: string | number): Schema | undefined {
  if (schema instanceof z.core.$ZodObject) return schema._zod.def.shape[step];
  if (schema instanceof z.core.$ZodArray) return schema._zod.def.element;
  if (schema instanceof z.core.$ZodRecord) return schema._zod.def.valueType;
  return undefined;
}

/** Records and lists inside what is optional, has a default, is one of several, or is changed after it was read. */
function objectsOf(schema: Schema | undefined, value: unknown): Schema[] {
  if (schema === undefined) return [];
  if (schema instanceof z.core.$ZodPipe) return objectsOf(schema._zod.def.in, value);
  if (schema instanceof z.core.$ZodUnion)
    return schema._zod.def.options.flatMap((option) => objectsOf(option, value)).filter((one) => fits(one, value));
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  ) {
    return objectsOf(schema._zod.def.innerType, value);
  }
  return [schema];
}

/** False for a record whose members of one value have another one here. */
function fits(schema: Schema, value: unknown): boolean {
  if (!(schema instanceof z.core.$ZodObject) || typeof value !== "object" || value === null) return true;
  const given = value as Record<string, unknown>;
  return Object.entries(schema._zod.def.shape).every(([name, member]) => {
    const values = member instanceof z.core.$ZodLiteral ? member._zod.def.values : undefined;
    return values === undefined || !Object.hasOwn(given, name) || values.includes(given[name] as string);
  });
}
