import type { DialectId, JsonObject } from "../../../dialects/dialect.ts";
import { isObject } from "../../../dialects/read.ts";
import { snakeCase } from "./parameter-names.ts";
import { type Place, placeOf } from "./places.ts";
import { valueAt, withValue } from "./put-member.ts";
import type { KnownParam } from "./sorted-params.ts";

/** A body with parameters, and those that its wire has no place for. */
export interface PutParams {
  /** The same object where nothing was put in. */
  readonly body: JsonObject;
  readonly left: readonly KnownParam[];
}

/** Puts parameters where a body has none; what is given stays. Null counts as none. The body itself is not changed. */
export function putParams(body: JsonObject, wire: DialectId, params: readonly KnownParam[]): PutParams {
  const { requests } = body;
  // Its requests stand for themselves.
  if (wire === "gemini-embeddings" && Array.isArray(requests)) {
    const changed = requests.map((one: unknown) => (isObject(one) ? putInto(one, wire, params).body : one));
    const same = changed.every((one, i) => one === requests[i]);
    return { body: same ? body : { ...body, requests: changed }, left: [] };
  }
  return putInto(body, wire, params);
}

function putInto(given: JsonObject, wire: DialectId, params: readonly KnownParam[]): PutParams {
  let body = given;
  const left: KnownParam[] = [];
  for (const param of params) {
    const place = placeOf(wire, param.name);
    if (place === undefined) left.push(param);
    else if (!isSaid(given, place)) body = put(body, place, param);
  }
  return { body, left };
}

function isSaid(given: JsonObject, { paths, also = [] }: Place): boolean {
  return [...paths, ...also].some((path) => valueAt(given, path.split(".")) !== undefined);
}

function put(body: JsonObject, { paths, write }: Place, { spelling, value }: KnownParam): JsonObject {
  const written = write === undefined ? value : write(value);
  const path = paths.find((one) => one === snakeCase(spelling)) ?? paths[0];
  if (written === undefined || path === undefined) return body;
  return withValue(body, path.split("."), written) ?? body;
}
