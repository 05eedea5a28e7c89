import type { JsonObject } from "../dialect.ts";
import { invalid, isObject } from "../read.ts";
import { structAt } from "./spelling.ts";

const SAME = new Set([
  "title",
  "description",
  "default",
  "enum",
  "format",
  "pattern",
  "minimum",
  "maximum",
  "required",
  "additionalProperties",
]);

/** Bounds that are 64-bit integers, which JSON of protocol buffers spells as strings. */
const BOUNDS = new Set(["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"]);

/**
 * Google's own Schema (a part of OpenAPI 3.0 with types in upper case) as JSON Schema. The order of properties has no
 * place there. (Gemini API reference, Schema.)
 */
export function jsonSchemaOf(value: unknown, path: string): JsonObject {
  const schema = structAt(value, path);
  const type = typeOf(schema["type"], path);
  const nullable = schema["nullable"] === true;
  const out: JsonObject = type === undefined ? {} : { type: nullable ? [type, "null"] : type };
  for (const [name, member] of Object.entries(schema)) {
    if (member === null || member === undefined) continue;
    if (SAME.has(name)) out[name] = member;
    else if (BOUNDS.has(name)) out[name] = boundOf(member);
    else addMember(out, name, member, path);
  }
  if (type === undefined && nullable && Array.isArray(out["anyOf"])) out["anyOf"].push({ type: "null" });
  return out;
}

function addMember(out: JsonObject, name: string, member: unknown, path: string): void {
  const where = `${path}.${name}`;
  if (name === "example") out["examples"] = [member];
  else if (name === "items") out[name] = jsonSchemaOf(member, where);
  else if (name === "anyOf" && Array.isArray(member)) {
    out[name] = member.map((one, i) => jsonSchemaOf(one, `${where}[${i}]`));
  } else if (name === "properties") {
    if (!isObject(member)) throw invalid(where, "must be an object.");
    const properties = Object.entries(member).map(([key, one]) => [key, jsonSchemaOf(one, `${where}.${key}`)]);
    out[name] = Object.fromEntries(properties) as JsonObject;
  }
}

function boundOf(value: unknown): unknown {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

const TYPES = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

function typeOf(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null || value === "TYPE_UNSPECIFIED") return undefined;
  const type = typeof value === "string" ? value.toLowerCase() : "";
  if (!TYPES.has(type))
    throw invalid(`${path}.type`, "must be one of STRING, NUMBER, INTEGER, BOOLEAN, ARRAY, OBJECT.");
  return type;
}
