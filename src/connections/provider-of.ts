import { customProvider } from "../providers/custom.ts";
import type { Provider } from "../providers/provider.ts";
import { providerById } from "../providers/registry.ts";
import type { Connection } from "../store/connections.ts";

/** The provider that a connection is to; undefined when this version has none of that id. */
export function providerOf({
  providerId,
  custom,
  baseUrl,
}: Pick<Connection, "providerId" | "custom" | "baseUrl">): Provider | undefined {
  if (custom === null) return providerById(providerId);
  const { name, wire } = custom;
  return customProvider({ id: name, name, wire, baseUrl: baseUrl ?? "" });
}
