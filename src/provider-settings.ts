import {
  type CredentialCircumstances,
  type CredentialFields,
  checkCredential,
  fieldsOfForm,
  formFor,
  lackOf,
} from "./providers/credential.ts";
import type { CredentialField, CredentialForm, Provider } from "./providers/provider.ts";
import { settingNameOfBaseUrl, settingNameOfField, settingNameOfKey } from "./providers/setting-name.ts";
import { SettingsError } from "./settings-error.ts";

/** Platform credentials of one provider, as the operator gave them. */
export interface ProviderSettings {
  readonly apiKeys: readonly string[];
  readonly baseUrl: string | undefined;
  /** The credential's other fields by name, as each of the keys needs them; without keys, the one credential. */
  readonly fields: CredentialFields;
}

/** Environment without empty values. */
type Given = Readonly<Record<string, string | undefined>>;

/** What was found, and under which names. */
interface Found {
  readonly fields: Record<string, string>;
  /** Field → the variable that it was read from. */
  readonly names: Record<string, string>;
}

/** Names of all settings of a provider. */
export function settingNamesOf(provider: Provider): string[] {
  return [
    settingNameOfKey(provider),
    settingNameOfBaseUrl(provider),
    ...provider.credential.map((field) => settingNameOfField(provider, field)),
  ];
}

/**
 * Reads one provider's settings. The vendor's own names count only beside a setting of ours or together with a secret:
 * a region in the environment of a machine must not connect a cloud. Throws {@link SettingsError} for what is wrong or
 * incomplete under our names.
 */
export function readProvider(env: Given, provider: Provider): ProviderSettings {
  const own = find(env, provider, (field) => [settingNameOfField(provider, field)]);
  const vendor = find(env, provider, (field) => vendorNames(provider, field));
  const explicit = Object.keys(own.fields).length > 0;
  const secret = Object.keys(vendor.fields).some((name) => isSecret(provider, name));
  const baseUrl = readBaseUrl(env, provider, explicit || secret, own);
  const none: ProviderSettings = { apiKeys: [], baseUrl, fields: {} };
  if (!explicit && !secret) return none;

  const all = { ...vendor.fields, ...own.fields };
  const names = { ...vendor.names, ...own.names };
  const circumstances = { hasBaseUrl: baseUrl !== undefined, isOperator: true };
  const form = chooseForm(provider, own.fields, all, circumstances);
  const fields = form === undefined ? all : fieldsOfForm(provider, form, all);
  const lack = lackOf(provider, fields, circumstances, (name) => nameOf(provider, name, names));
  if (!explicit && form !== undefined && !form.needs.some((name) => isSecret(provider, name))) return none;
  if (lack !== undefined) {
    if (!explicit) return none;
    throw new SettingsError(`Setting ${nameOf(provider, lack.field, names)}: ${lack.message}`);
  }
  const { apiKey, ...others } = fields;
  const apiKeys = apiKey === undefined ? [] : readKeys(apiKey, nameOf(provider, "apiKey", names));
  const checked = checkCredential(provider, { ...others, ...(apiKeys[0] && { apiKey: apiKeys[0] }) }, circumstances);
  if (checked.ok) return { apiKeys, baseUrl, fields: others };
  const [problem] = checked.problems;
  // Keys that are all commas: nothing is given, and that is no mistake.
  if (problem === undefined || (apiKey !== undefined && apiKeys.length === 0)) return none;
  throw new SettingsError(`Setting ${nameOf(provider, problem.field, names)}: ${problem.message}`);
}

function vendorNames(provider: Provider, field: CredentialField): readonly string[] {
  return field.name === "apiKey" ? provider.environment : (field.environment ?? []);
}

function find(env: Given, provider: Provider, namesOf: (field: CredentialField) => readonly string[]): Found {
  const found: Found = { fields: {}, names: {} };
  for (const field of provider.credential) {
    const name = namesOf(field).find((one) => env[one] !== undefined);
    if (name === undefined) continue;
    found.fields[field.name] = (env[name] ?? "").trim();
    found.names[field.name] = name;
  }
  return found;
}

/** The way to give a credential: first one whose secret stands under our names, then any that is complete. */
function chooseForm(
  provider: Provider,
  own: CredentialFields,
  all: CredentialFields,
  circumstances: CredentialCircumstances,
): CredentialForm | undefined {
  const meant = provider.credentialForms?.find((form) =>
    form.needs.some((name) => own[name] !== undefined && isSecret(provider, name)),
  );
  return meant ?? formFor(provider, all, circumstances);
}

function isSecret(provider: Provider, name: string): boolean {
  return provider.credential.some((field) => field.name === name && field.secret);
}

function readBaseUrl(env: Given, provider: Provider, connected: boolean, own: Found): string | undefined {
  const setting = settingNameOfBaseUrl(provider);
  const places = provider.credential.filter((field) => field.unlessBaseUrl);
  const placed = places.some((field) => own.fields[field.name] !== undefined);
  const vendor = connected && !placed ? (provider.baseUrlEnvironment ?? []) : [];
  const name = [setting, ...vendor].find((one) => env[one] !== undefined);
  if (name === undefined) return undefined;
  const baseUrl = env[name]?.trim().replace(/\/+$/, "") ?? "";
  if (!isHttpUrl(baseUrl)) throw new SettingsError(`Setting ${name}: must be an http:// or https:// URL`);
  return baseUrl;
}

/** Several keys, separated by commas. */
function readKeys(text: string, name: string): string[] {
  const keys = text
    .split(",")
    .map((key) => key.trim())
    .filter(Boolean);
  if (keys.some((key) => !/^[\x21-\x7e]+$/.test(key))) {
    throw new SettingsError(`Setting ${name}: has a key with spaces or non-ASCII characters`);
  }
  return keys;
}

function nameOf(provider: Provider, fieldName: string, names: Readonly<Record<string, string>>): string {
  const field = provider.credential.find((one) => one.name === fieldName);
  return names[fieldName] ?? (field === undefined ? settingNameOfKey(provider) : settingNameOfField(provider, field));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
