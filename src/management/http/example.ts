/** A JSON schema as OpenAPI 3.1 has it, as far as examples need it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

const DEPTH_MAX = 8;

const TEXTS: Readonly<Record<string, string>> = {
  "date-time": "2026-11-21T12:00:00.000Z",
  date: "2026-11-21",
  email: "owner@example.com",
  uri: "https://example.com",
};

/** Prefixes of ids by the member that holds one. */
const IDS: Readonly<Record<string, string>> = {
  organizationId: "org_",
  projectId: "proj_",
  apiKeyId: "key_",
  userId: "user_",
  requestId: "req_",
};
const ID_BODY = "4fKq81LmZ0aBcD7eFgHiJkXy";

/** A value that a schema allows, made of its examples, defaults and types. The same each time. */
export function exampleOf(schema: Schema, schemas: Schemas, name = "", depth = 0): unknown {
  if (depth > DEPTH_MAX) return null;
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)];
    return target === undefined ? null : exampleOf(target, schemas, name, depth + 1);
  }
  const [first] = schema.examples ?? [];
  const given = schema.example ?? first ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined) return given;
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas, name, depth + 1)));
  }
  const variants = schema.anyOf ?? schema.oneOf;
  const variant = variants?.find((one) => one.type !== "null");
  return variant === undefined ? ofType(schema, schemas, name, depth) : exampleOf(variant, schemas, name, depth + 1);
}

function ofType(schema: Schema, schemas: Schemas, name: string, depth: number): unknown {
  const type = typeof schema.type === "string" ? schema.type : schema.type?.find((one) => one !== "null");
  switch (type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, one]) => [key, exampleOf(one, schemas, key, depth + 1)]),
      );
    case "array":
      return schema.items === undefined ? [] : [exampleOf(schema.items, schemas, name, depth + 1)];
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "string":
      return text(schema, name);
    default:
      return schema.properties === undefined ? null : ofType({ ...schema, type: "object" }, schemas, name, depth);
  }
}

function text(schema: Schema, name: string): string {
  const prefix = IDS[name];
  if (prefix !== undefined) return prefix + ID_BODY;
  const made = TEXTS[schema.format ?? ""] ?? (name === "" ? "text" : name);
  return made.padEnd(schema.minLength ?? 0, "x");
}
