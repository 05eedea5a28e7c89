import type { CredentialField, Provider } from "../../../src/client/api.ts";

/** A field of a credential, as this form has it. */
export interface FormField extends CredentialField {
  readonly mustHave: boolean;
}

/**
 * The fields to show for one of the ways to give a credential: those of no way belong to all. Without ways, all fields.
 * A field that only stands in the provider's own address need not be given beside another address.
 */
export function fieldsOf(provider: Provider, formId: string | undefined, hasBaseUrl: boolean): readonly FormField[] {
  const { credential, credentialForms } = provider;
  const form = credentialForms.find((each) => each.id === formId) ?? credentialForms[0];
  const inForms = new Set(credentialForms.flatMap(({ needs, takes }) => [...needs, ...takes]));
  return credential
    .filter(({ name }) => !inForms.has(name) || form?.needs.includes(name) || form?.takes.includes(name))
    .map((field) => ({
      ...field,
      mustHave:
        (field.required || (form?.needs.includes(field.name) ?? false)) &&
        !(field.unlessBaseUrl && hasBaseUrl) &&
        field.default === null,
    }));
}

/** Browsers would read a pattern in their newest syntax, which refuses some that the gateway takes. */
export function rulesOf({ pattern, label }: FormField) {
  if (pattern === null) return {};
  return { pattern: { value: new RegExp(`^(?:${pattern})$`), message: `This is no ${label}.` } };
}
