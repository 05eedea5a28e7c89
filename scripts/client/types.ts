import { operationId } from "../../src/management/http/describe-api.ts";
import type { Schema, Schemas } from "../../src/management/http/example.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly summary?: string;
  readonly "x-role"?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** An OpenAPI document as far as types need it. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas?: Schemas };
}

/** The TypeScript of a document's types: one a named schema, and `Operations` with each operation's in and out. */
export function typesOf({ paths, components }: Document): string {
  const schemas = Object.entries(components.schemas ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationType(method, path, operation)),
  );
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `  ${operationId(method, path)}: ["${method.toUpperCase()}", "${path}"],`),
  );
  return [
    "// Made by scripts/client/generate.ts from the API's own description. Do not edit.\n",
    ...schemas,
    `/** Each operation's parameters, body and answer. */\nexport interface Operations {\n${operations.join("\n")}\n}\n`,
    `/** Where each operation is. */\nexport const ROUTES = {\n${routes.join("\n")}\n} as const satisfies Readonly<Record<keyof Operations, readonly [string, string]>>;\n`,
  ].join("\n");
}

function operationType(method: string, path: string, operation: Operation): string {
  const of = (place: string): string => {
    const own = (operation.parameters ?? []).filter((one) => one.in === place);
    if (own.length === 0) return "undefined";
    const members = own.map(
      ({ name, required, schema }) => `${key(name)}${required === true ? "" : "?"}: ${typeOf(schema ?? {})}`,
    );
    return `{ ${members.join("; ")} }`;
  };
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const good = operation.responses["200"] ?? operation.responses["201"] ?? operation.responses["202"];
  const answer = good?.content?.["application/json"]?.schema;
  return [
    `  /** ${operation.summary ?? path}. Role: ${operation["x-role"] ?? "anyone"}. */`,
    `  ${operationId(method, path)}: {`,
    `    path: ${of("path")};`,
    `    query: ${of("query")};`,
    `    body: ${body === undefined ? "undefined" : typeOf(body)};`,
    `    answer: ${answer === undefined ? "unknown" : typeOf(answer)};`,
    "  };",
  ].join("\n");
}

/** A schema as a TypeScript type. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).filter(saysMore).join(" & ") || "unknown";
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return variants.map(typeOf).join(" | ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type: string) => (type === "null" ? "null" : typeOf({ ...schema, type }))).join(" | ");
  }
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `readonly (${schema.items === undefined ? "unknown" : typeOf(schema.items)})[]`;
    case "object":
      return objectType(schema);
    default:
      return "unknown";
  }
}

/** A part of a type that only describes says nothing of it. */
function saysMore(type: string): boolean {
  return type !== "unknown";
}

function objectType(schema: Schema & { readonly required?: readonly string[] }): string {
  const { properties, additionalProperties, required = [] } = schema;
  if (properties === undefined) {
    const value = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `Readonly<Record<string, ${value}>>`;
  }
  const members = Object.entries(properties).map(
    ([name, one]) => `readonly ${key(name)}${required.includes(name) ? "" : "?"}: ${typeOf(one)}`,
  );
  return members.length === 0 ? "object" : `{ ${members.join("; ")} }`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
