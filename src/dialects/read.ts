import { fail, type GatewayError } from "../errors/gateway-error.ts";
import type { JsonObject } from "./dialect.ts";

/**
 * Typed reading of a caller's JSON. Every reader takes the value and its path, and throws `invalid_parameters` naming
 * that path when the value has the wrong type.
 */
export type Reader<T> = (value: unknown, path: string) => T;

/** The error of a parameter that is missing or wrong. */
export function invalid(path: string, message: string): GatewayError {
  return fail("invalid_parameters", { param: path, message: `'${path}' ${message}` });
}

/** True for a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Path of a member. */
export function at(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

export const objectAt: Reader<JsonObject> = (value, path) => {
  if (!isObject(value)) throw invalid(path, "must be an object.");
  return value;
};

export const arrayAt: Reader<readonly unknown[]> = (value, path) => {
  if (!Array.isArray(value)) throw invalid(path, "must be an array.");
  return value;
};

export const stringAt: Reader<string> = (value, path) => {
  if (typeof value !== "string") throw invalid(path, "must be a string.");
  return value;
};

/** A string with at least one character. */
export const nameAt: Reader<string> = (value, path) => {
  if (typeof value !== "string" || value === "") throw invalid(path, "must be a non-empty string.");
  return value;
};

export const numberAt: Reader<number> = (value, path) => {
  if (typeof value !== "number") throw invalid(path, "must be a number.");
  return value;
};

/** A whole number of at least 0. */
export const countAt: Reader<number> = (value, path) => {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw invalid(path, "must be a whole number of at least 0.");
  }
  return value;
};

export const booleanAt: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw invalid(path, "must be true or false.");
  return value;
};

/** Reads each item of an array. */
export function eachAt<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) => arrayAt(value, path).map((item, i) => read(item, `${path}[${i}]`));
}

/** One of a few words. */
export function wordAt<T extends string>(words: readonly T[]): Reader<T> {
  return (value, path) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw invalid(path, `must be one of ${words.map((w) => `'${w}'`).join(", ")}.`);
    return word;
  };
}

/** A member that may be absent; null counts as absent because clients send it for unset options. */
export function optional<T>(object: JsonObject, name: string, read: Reader<T>, path = ""): T | undefined {
  const value = object[name];
  return value === undefined || value === null ? undefined : read(value, at(path, name));
}

/** A member that must be there. */
export function required<T>(object: JsonObject, name: string, read: Reader<T>, path = ""): T {
  const value = optional(object, name, read, path);
  if (value === undefined) throw invalid(at(path, name), "is required.");
  return value;
}

/** Paths of the members that are set but not among the known ones; the gateway's own fields are left out. */
export function unknownMembers(object: JsonObject, known: ReadonlySet<string>, path = ""): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(object)) {
    if (known.has(name) || value === undefined || value === null || isGatewayField(name)) continue;
    found.push(at(path, name));
  }
  return found;
}

function isGatewayField(name: string): boolean {
  return name === "x-routing-hints" || name === "x-fallback-chain" || name.startsWith("x-llm-gateway");
}

/** The object in a JSON text, else undefined. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
