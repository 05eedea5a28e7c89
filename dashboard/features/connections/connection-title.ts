import type { ProviderKey } from "../../../src/client/api.ts";

/** What a connection is called where it must have a name. */
export function titleOf({ name, customName, provider }: Pick<ProviderKey, "name" | "customName" | "provider">): string {
  return name || customName || provider;
}

/** How model strings name its provider. */
export function providerOf({ customName, provider }: Pick<ProviderKey, "customName" | "provider">): string {
  return customName ?? provider;
}
