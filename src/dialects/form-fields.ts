import type { FileContent, JsonObject } from "./dialect.ts";
import { invalid, isObject } from "./read.ts";

/** True for a file in a body that was sent as a form. */
export function isFile(value: unknown): value is FileContent {
  return isObject(value) && Buffer.isBuffer(value["bytes"]);
}

/** A number, which in a form is text; undefined when absent. Throws `invalid_parameters` for anything else. */
export function numberField(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw invalid(name, "must be a number.");
  return number;
}

/** A whole number of at least 1. */
export function countField(body: JsonObject, name: string): number | undefined {
  const value = numberField(body, name);
  if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
    throw invalid(name, "must be a whole number of at least 1.");
  }
  return value;
}

/** True or, in a form, the word. */
export function isSet(body: JsonObject, name: string): boolean {
  return body[name] === true || body[name] === "true";
}
