import type { Warnings } from "../../canonical/warning.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject } from "../read.ts";

/** Keywords whose value is a schema, a list of schemas, or schemas by name. (JSON Schema 2020-12.) */
const SCHEMA = new Set(["items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"]);
const LISTS = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas"]);
/** What has no meaning once references are gone, or is refused. */
const DROPPED = new Set(["$schema", "$id", "$anchor", "$comment", "$defs", "definitions"]);

/** Bounds of what references may grow the schemas of a request to: a few lines of them can stand for billions. */
const MAX_WRITTEN_OUT = 20_000;
const MAX_DEPTH = 128;

/** Where schemas stood in the caller's request. */
export class SchemaPlace {
  readonly field: string;
  readonly warnings: Warnings;
  /** Schemas that references stood for so far. */
  writtenOut = 0;

  constructor(field: string, warnings: Warnings) {
    this.field = field;
    this.warnings = warnings;
  }
}

/**
 * A JSON Schema as Gemini takes it: references to its own parts are written out, `const` is an `enum` of one, and what
 * names the schema itself is left out, because Gemini answers 400 to these (NousResearch/hermes-agent#98928). A schema
 * that holds itself is cut where it begins anew. Throws `invalid_parameters` for one that never seems to end.
 */
export function geminiSchema(schema: JsonObject, place: SchemaPlace): JsonObject {
  return new SchemaWriter(schema, place).write(schema, []);
}

class SchemaWriter {
  readonly #root: JsonObject;
  readonly #place: SchemaPlace;
  #depth = 0;

  constructor(root: JsonObject, place: SchemaPlace) {
    this.#root = root;
    this.#place = place;
  }

  /** `refs` are the references that are being written out around this schema. */
  write(schema: JsonObject, refs: readonly string[]): JsonObject {
    if (refs.length > 0) this.#place.writtenOut += 1;
    if (this.#place.writtenOut > MAX_WRITTEN_OUT || this.#depth >= MAX_DEPTH) {
      throw invalid(this.#place.field, "has a JSON Schema that its references make too large for this provider.");
    }
    this.#depth += 1;
    const ref = schema["$ref"];
    const out = typeof ref === "string" ? this.#resolved(ref, schema, refs) : this.#members(schema, refs);
    this.#depth -= 1;
    return out;
  }

  #resolved(ref: string, schema: JsonObject, refs: readonly string[]): JsonObject {
    const { $ref: _ref, ...beside } = schema;
    const found = resolvePointer(this.#root, ref);
    if (found === undefined || refs.includes(ref)) {
      this.#place.warnings.add(this.#place.field, "Gemini takes no schema that holds itself or another document.");
      const type = found?.["type"];
      return { ...(typeof type === "string" ? { type } : {}), ...this.#members(beside, refs) };
    }
    return { ...this.write(found, [...refs, ref]), ...this.#members(beside, refs) };
  }

  #members(schema: JsonObject, refs: readonly string[]): JsonObject {
    const entries: [string, unknown][] = [];
    for (const [name, value] of Object.entries(schema)) {
      if (DROPPED.has(name)) continue;
      if (name === "const") entries.push(["enum", [value]]);
      else if (name === "items" && Array.isArray(value)) entries.push(["prefixItems", this.#list(value, refs)]);
      else entries.push([name, this.#member(name, value, refs)]);
    }
    return Object.fromEntries(entries);
  }

  #member(name: string, value: unknown, refs: readonly string[]): unknown {
    if (SCHEMA.has(name)) return isObject(value) ? this.write(value, refs) : value;
    if (LISTS.has(name)) return Array.isArray(value) ? this.#list(value, refs) : value;
    if (!MAPS.has(name) || !isObject(value)) return value;
    const written = Object.entries(value).map(([key, one]) => [key, isObject(one) ? this.write(one, refs) : one]);
    return Object.fromEntries(written) as JsonObject;
  }

  #list(list: readonly unknown[], refs: readonly string[]): unknown[] {
    return list.map((one) => (isObject(one) ? this.write(one, refs) : one));
  }
}

/** The schema that a reference within the document names (RFC 6901, as a URI fragment). */
function resolvePointer(root: JsonObject, ref: string): JsonObject | undefined {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const step of ref.slice(2).split("/")) {
    const name = unescapeStep(step);
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return isObject(found) ? found : undefined;
}

function unescapeStep(step: string): string {
  const plain = step.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
