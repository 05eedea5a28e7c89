import type { CredentialField, CredentialForm, Provider } from "./provider.ts";

/** A credential's fields by name; none is empty. */
export type CredentialFields = Readonly<Record<string, string>>;

export interface CredentialProblem {
  readonly field: string;
  /** Says what would be right; never holds the value. */
  readonly message: string;
}

export type CheckedCredential =
  /** `fields` has defaults filled in; `form` is the way that was taken, undefined where there is one only. */
  | { readonly ok: true; readonly fields: CredentialFields; readonly form: CredentialForm | undefined }
  | { readonly ok: false; readonly problems: readonly CredentialProblem[] };

export interface CredentialCircumstances {
  /** A base URL is given beside the credential. */
  readonly hasBaseUrl: boolean;
  /** The operator gives it, not a tenant: see {@link CredentialField.operatorOnly}. */
  readonly isOperator: boolean;
}

const MAX_LINE = 8_192;
const MAX_TEXT = 65_536;

/**
 * Checks a credential that somebody filled in against the provider's schema, and completes it. Blank fields count as
 * absent.
 */
export function checkCredential(
  provider: Provider,
  given: Readonly<Record<string, unknown>>,
  circumstances: CredentialCircumstances,
): CheckedCredential {
  const problems: CredentialProblem[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) continue;
    const message = faultOf(provider, name, value, circumstances);
    if (message !== undefined) problems.push({ field: name, message });
    else values[name] = (value as string).trim();
  }
  if (problems.length > 0) return { ok: false, problems };
  return complete(provider, values, circumstances);
}

/**
 * The first way to give a credential whose needed fields are all there; with `only`, one that takes all that is there.
 */
export function formFor(
  provider: Provider,
  fields: CredentialFields,
  circumstances: CredentialCircumstances,
  only = false,
): CredentialForm | undefined {
  const chosen = inForms(provider).filter((name) => fields[name] !== undefined);
  return formsFor(provider, circumstances).find(
    (form) =>
      form.needs.every((name) => fields[name] !== undefined) &&
      (!only || chosen.every((name) => form.needs.includes(name) || form.takes?.includes(name))),
  );
}

/** Only those fields that belong to a form, and those that belong to all. */
export function fieldsOfForm(provider: Provider, form: CredentialForm, fields: CredentialFields): CredentialFields {
  const others = inForms(provider).filter((name) => !form.needs.includes(name) && !form.takes?.includes(name));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !others.includes(name)));
}

/** What a credential still lacks, in words: a required field, or the ways to choose from, named by `nameOf`. */
export function lackOf(
  provider: Provider,
  fields: CredentialFields,
  circumstances: CredentialCircumstances,
  nameOf: (field: string) => string = (field) => field,
): CredentialProblem | undefined {
  const missing = provider.credential.find(
    (field) =>
      field.required &&
      field.default === undefined &&
      fields[field.name] === undefined &&
      !(field.unlessBaseUrl === true && circumstances.hasBaseUrl),
  );
  if (missing !== undefined) return { field: missing.name, message: `is needed (${missing.label})` };
  const forms = formsFor(provider, circumstances);
  if (forms.length === 0 || formFor(provider, fields, circumstances) !== undefined) return undefined;
  const ways = forms.map((form) => form.needs.map(nameOf).join(" + ")).join(", or ");
  return { field: forms[0]?.needs[0] ?? "apiKey", message: `the credential is incomplete: give ${ways}` };
}

function complete(
  provider: Provider,
  values: CredentialFields,
  circumstances: CredentialCircumstances,
): CheckedCredential {
  const lack = lackOf(provider, values, circumstances);
  if (lack !== undefined) return { ok: false, problems: [lack] };
  const form = formFor(provider, values, circumstances, true);
  if (form === undefined && provider.credentialForms !== undefined) {
    return { ok: false, problems: [mixture(provider, values, circumstances)] };
  }
  return { ok: true, fields: { ...defaultsOf(provider), ...values }, form };
}

/** What is wrong with fields of several ways: one is half given, or two are. */
function mixture(
  provider: Provider,
  values: CredentialFields,
  circumstances: CredentialCircumstances,
): CredentialProblem {
  const whole = formFor(provider, values, circumstances) as CredentialForm;
  const kept = fieldsOfForm(provider, whole, values);
  const extra = Object.keys(values).find((name) => kept[name] === undefined) ?? "";
  const half = formsFor(provider, circumstances).find((form) => form.needs.includes(extra));
  const missing = half?.needs.find((name) => values[name] === undefined);
  if (missing !== undefined) return { field: missing, message: `is needed with ${extra}` };
  return { field: extra, message: `does not go with ${whole.needs.join(" + ")}: give one or the other` };
}

/** Values of fields that were left empty. */
export function defaultsOf(provider: Provider): CredentialFields {
  return Object.fromEntries(
    provider.credential.flatMap((field) => (field.default === undefined ? [] : [[field.name, field.default]])),
  );
}

function formsFor(provider: Provider, { isOperator }: CredentialCircumstances): readonly CredentialForm[] {
  return (provider.credentialForms ?? []).filter((form) => isOperator || form.operatorOnly !== true);
}

/** Names of fields that belong to some forms and not to all. */
function inForms(provider: Provider): string[] {
  const names = (provider.credentialForms ?? []).flatMap((form) => [...form.needs, ...(form.takes ?? [])]);
  const required = provider.credential.filter((field) => field.required).map((field) => field.name);
  return [...new Set(names)].filter((name) => !required.includes(name));
}

function unknownField(provider: Provider): string {
  const names = provider.credential.map((field) => field.name).join(", ");
  return names === "" ? `${provider.id} takes no credential` : `is not a field of ${provider.id}: it has ${names}`;
}

function faultOf(
  provider: Provider,
  name: string,
  given: unknown,
  { isOperator }: CredentialCircumstances,
): string | undefined {
  const field = provider.credential.find((one) => one.name === name);
  if (field === undefined) return unknownField(provider);
  if (typeof given !== "string") return "must be a text";
  return malformed(field, given.trim(), isOperator);
}

function malformed(field: CredentialField, value: string, isOperator: boolean): string | undefined {
  if (field.operatorOnly === true && !isOperator) return "is for the operator's own credential only";
  if (value.length > (field.multiline === true ? MAX_TEXT : MAX_LINE)) return "is too long";
  if (field.options !== undefined && !field.options.includes(value)) return `must be ${field.options.join(" or ")}`;
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, "v").test(value)) {
    return `is not well formed${field.help === undefined ? "" : `. ${field.help}`}`;
  }
  if (field.multiline === true) return undefined;
  // Keys go into headers, where anything else would be refused or cut.
  const allowed = field.secret ? /^[\x21-\x7e]+$/ : /^[\x20-\x7e]+$/;
  return allowed.test(value) ? undefined : "has spaces or characters beyond ASCII";
}
