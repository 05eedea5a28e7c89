/**
 * What is left of an object after a patch (RFC 7396, one level deep): a member that is null goes, one that is undefined
 * stays as it is, every other replaces the old one.
 */
export function mergeFields<Value extends object>(
  before: Value,
  patch: { readonly [Name in keyof Value]?: Value[Name] | null | undefined },
): Value {
  const merged = new Map<string, unknown>(Object.entries(before));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else if (value !== undefined) merged.set(name, value);
  }
  return Object.fromEntries(merged) as Value;
}

/** The same for a member that is itself an object: null clears all of it, undefined leaves it as it is. */
export function mergePart<Value extends object>(
  before: Value | null,
  patch: { readonly [Name in keyof Value]?: Value[Name] | null | undefined } | null | undefined,
): Value | null {
  if (patch === undefined) return before;
  if (patch === null) return null;
  const merged = mergeFields(before ?? ({} as Value), patch);
  return Object.keys(merged).length === 0 ? null : merged;
}
