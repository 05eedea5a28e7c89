import type { Siblings, Step } from "./yaml-place.ts";

type Plain = string | number | boolean | null;

/** JSON Schema, as far as it is read here. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: Plain | object;
  readonly const?: Plain;
  readonly enum?: readonly Plain[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** All shapes that a value at a path may have; those that contradict what stands beside it are left out. */
export function schemasAt(root: Schema, path: readonly Step[]): readonly Schema[] {
  let schemas = shapesOf(root);
  for (const { name, siblings } of path) {
    const fitting = schemas.filter((schema) => fits(schema, siblings));
    schemas = fitting.flatMap((schema) => shapesOf(memberOf(schema, name)));
  }
  return schemas;
}

/** A member that may be written: what is said of it by all the shapes that have it. */
export interface Member {
  readonly name: string;
  readonly schemas: readonly Schema[];
  readonly required: boolean;
}

/** The members that a record may have at a path, beside those that it has. */
export function membersAt(root: Schema, path: readonly Step[], present: Siblings): readonly Member[] {
  const found = new Map<string, Member>();
  for (const schema of schemasAt(root, path).filter((each) => fits(each, present))) {
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const before = found.get(name);
      const required = (before?.required ?? true) && (schema.required ?? []).includes(name);
      found.set(name, { name, schemas: [...(before?.schemas ?? []), ...shapesOf(member)], required });
    }
  }
  return [...found.values()].filter(({ name }) => !Object.hasOwn(present, name));
}

/** What is said of a value: the first description and default among its shapes. */
export function noteOf(schemas: readonly Schema[]): { readonly description?: string; readonly default?: string } {
  const described = schemas.find((each) => each.description !== undefined)?.description;
  const fallback = schemas.find((each) => each.default !== undefined)?.default;
  return {
    ...(described === undefined ? {} : { description: described }),
    ...(fallback === undefined ? {} : { default: JSON.stringify(fallback) }),
  };
}

/** The values that a schema names; none where any would do. */
export function valuesOf(schemas: readonly Schema[]): readonly string[] {
  const words = schemas.flatMap((schema): readonly Plain[] => {
    if (schema.const !== undefined) return [schema.const];
    if (schema.enum !== undefined) return withoutSpellings(schema.enum);
    return schema.type === "boolean" ? [true, false] : [];
  });
  return [...new Set(words.map(String))];
}

/** Of words that differ in their case alone, the first. */
function withoutSpellings(words: readonly Plain[]): readonly Plain[] {
  const lower = words.map((word) => String(word).toLowerCase());
  return words.filter((_, index) => lower.indexOf(lower[index] ?? "") === index);
}

function shapesOf(schema: Schema | boolean | undefined): readonly Schema[] {
  if (typeof schema !== "object") return [];
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts === undefined) return [schema];
  const { description, default: fallback } = schema;
  const own = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  return parts.flatMap(shapesOf).map((shape) => ({ ...shape, ...own }));
}

function memberOf(schema: Schema, name: string | null): Schema | boolean | undefined {
  if (name === null) return schema.items;
  return schema.properties?.[name] ?? schema.additionalProperties;
}

/** False for a record in which a member that is there should have another value. */
function fits({ properties = {} }: Schema, present: Siblings): boolean {
  return Object.entries(present).every(([name, value]) => {
    const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return member?.const === undefined || value === "" || String(member.const) === value;
  });
}
