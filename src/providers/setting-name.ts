import type { Provider } from "./provider.ts";

/** `LLM_<PROVIDER>`: the provider's id upper-cased, `-` as `_`; the stem of its settings. */
export function settingPrefix(provider: Provider): string {
  return `LLM_${provider.id.toUpperCase().replaceAll("-", "_")}`;
}

/** The setting that holds the provider's platform keys. */
export function settingNameOfKey(provider: Provider): string {
  return `${settingPrefix(provider)}_API_KEY`;
}
