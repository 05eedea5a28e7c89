import type { Provider } from "../providers/provider.ts";
import { providerById } from "../providers/registry.ts";
import type { Connection } from "../store/connections.ts";
import { customProvider } from "./custom-provider.ts";

/** The provider that a connection is to; undefined when this version has none of that id. */
export function providerOf({
  providerId,
  custom,
  baseUrl,
}: Pick<Connection, "providerId" | "custom" | "baseUrl">): Provider | undefined {
  return custom === null ? providerById(providerId) : customProvider(custom, baseUrl ?? "");
}
