import type { FormPart, JsonObject } from "../../../dialects/dialect.ts";
import type { Operation } from "../../../providers/provider.ts";
import type { Target } from "../../routing/target.ts";
import { snakeCase } from "./parameter-names.ts";
import { ownPath } from "./places.ts";
import { formParts, plainName } from "./put-form-params.ts";
import { valueAt, withValue } from "./put-member.ts";
import { sortedParams } from "./sorted-params.ts";

const NONE: JsonObject = Object.freeze({});

/** The members of a body in the target's wire that its own parameters change, where the body has none; mostly nothing. */
export function ownMembers(operation: Operation, target: Target, body: JsonObject): JsonObject {
  if (target.terms === undefined) return NONE;
  const { own } = sortedParams(target.terms, operation);
  let whole = body;
  for (const [spelling, value] of Object.entries(own)) {
    const path = ownPath(target.dialect, snakeCase(spelling), spelling);
    if (valueAt(whole, path) === undefined) whole = withValue(whole, path, value) ?? whole;
  }
  if (whole === body) return NONE;
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => value !== body[name]));
}

/** The same for a form. */
export function ownParts(operation: Operation, target: Target, form: readonly FormPart[]): readonly FormPart[] {
  if (target.terms === undefined) return [];
  const { own } = sortedParams(target.terms, operation);
  const given = new Set(form.map(({ name }) => plainName(name)));
  return Object.entries(own).flatMap(([name, value]) => (given.has(name) ? [] : formParts(name, value)));
}
