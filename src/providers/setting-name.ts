import type { CredentialField, Provider } from "./provider.ts";

/** `LLM_<PROVIDER>`: the provider's id upper-cased, `-` as `_`; the stem of its settings. */
export function settingPrefix(provider: Provider): string {
  return `LLM_${provider.id.toUpperCase().replaceAll("-", "_")}`;
}

/** The setting that holds the provider's platform keys. */
export function settingNameOfKey(provider: Provider): string {
  return `${settingPrefix(provider)}_API_KEY`;
}

/** The setting that replaces the provider's base URL. */
export function settingNameOfBaseUrl(provider: Provider): string {
  return `${settingPrefix(provider)}_BASE_URL`;
}

/** The setting of one field of the platform's credential: `LLM_AWS_BEDROCK_ACCESS_KEY_ID` of `accessKeyId`. */
export function settingNameOfField(provider: Provider, field: CredentialField): string {
  return `${settingPrefix(provider)}_${field.name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}
