import type { FormPart } from "../../../dialects/dialect.ts";
import type { KnownParam } from "./sorted-params.ts";

/** The parts of a form with parameters that it has none of; the same list where nothing is put in. */
export function putFormParams(form: readonly FormPart[], params: readonly KnownParam[]): readonly FormPart[] {
  const given = new Set(form.filter(({ value }) => value !== "").map(({ name }) => plainName(name)));
  const missing = params.filter(({ name }) => !given.has(name));
  if (missing.length === 0) return form;
  const added = new Set(missing.map(({ name }) => name));
  const kept = form.filter(({ name }) => !added.has(plainName(name)));
  return [...kept, ...missing.flatMap(({ name, value }) => formParts(name, value))];
}

/** A value as parts of a form: a list is several. */
export function formParts(name: string, value: unknown): FormPart[] {
  if (Array.isArray(value)) return value.map((one: unknown) => ({ name: `${name}[]`, value: textOf(one) }));
  return [{ name, value: textOf(value) }];
}

/** The name of a part without the brackets of a list. */
export function plainName(name: string): string {
  return name.endsWith("[]") ? name.slice(0, -2) : name;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
