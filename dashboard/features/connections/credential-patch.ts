import type { Provider } from "../../../src/client/api.ts";
import type { FormField } from "./credential-fields.ts";

type Fields = Readonly<Record<string, string>>;

/** The way in which a credential was given: the first that has all it needs. */
export function formIdOf({ credentialForms }: Provider, current: Fields): string | undefined {
  return (
    credentialForms.find(({ needs }) => needs.every((name) => Object.hasOwn(current, name))) ?? credentialForms[0]
  )?.id;
}

/** What a form begins with: secrets are not known here, and are left empty. */
export function typedOf(fields: readonly FormField[], current: Fields): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, secret }) => [name, secret ? "" : (current[name] ?? "")]));
}

/**
 * What of a credential changes; undefined where nothing does. A secret that is left empty stays; anything else that was
 * emptied is cleared (null), and so is what belongs to another way of giving the credential.
 */
export function credentialPatch(
  fields: readonly FormField[],
  current: Fields,
  typed: Readonly<Record<string, string | undefined>>,
): Record<string, string | null> | undefined {
  const patch: Record<string, string | null> = {};
  for (const { name, secret } of fields) {
    const value = typed[name]?.trim() ?? "";
    if (secret ? value !== "" : value !== (current[name] ?? "")) patch[name] = value === "" ? null : value;
  }
  const shown = new Set(fields.map(({ name }) => name));
  for (const name of Object.keys(current)) if (!shown.has(name)) patch[name] = null;
  return Object.keys(patch).length === 0 ? undefined : patch;
}
